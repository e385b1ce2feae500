// parity_tokenizers TOKENIZER_JSON LINES: each line of LINES is a JSON text, or {"hex": …} for bytes. Prints per line
// the ids without and with the post-processor, and the decoded text without and with special tokens.
#include "common/error.h"
#include "common/file.h"
#include "common/json.h"
#include "text/tokenizer.h"

#include <iostream>
#include <sstream>

int main(int argc, char** argv) {
    using namespace atelier;
    if (argc != 3) return 2;
    try {
        const auto tokenizer = text::loadTokenizer(argv[1]);
        std::istringstream lines(readFile(argv[2]));
        for (std::string line; std::getline(lines, line);) {
            const Json given = parseJson(line, argv[2]);
            std::string input;
            if (given.is_string()) {
                input = given.get<std::string>();
            } else {
                const auto hex = jsonAt<std::string>(given, "hex", argv[2]);
                for (std::size_t i = 0; i < hex.size(); i += 2)
                    input += char(std::stoi(hex.substr(i, 2), nullptr, 16));
            }
            const auto ids = tokenizer->encode(input);
            std::cout << Json{{"ids", ids},
                              {"special", tokenizer->encode(input, true)},
                              {"text", tokenizer->decode(ids)},
                              {"all", tokenizer->decode(ids, false)}}
                             .dump()
                      << '\n';
        }
    } catch (const Error& e) {
        std::cerr << e.what() << '\n';
        return e.kind() == Error::Kind::User ? 2 : 1;
    }
}
