// parity_chat_templates CASES: each line is {"template": …, "variables": {…}}. Prints per line {"text", "generation"}
// or {"error"}.
#include "common/error.h"
#include "common/file.h"
#include "common/json.h"
#include "text/chat_template.h"

#include <iostream>
#include <sstream>

int main(int argc, char** argv) {
    using namespace atelier;
    if (argc != 2) return 2;
    try {
        std::istringstream lines(readFile(argv[1]));
        for (std::string line; std::getline(lines, line);) {
            const Json given = parseJson(line, argv[1]);
            Json answer;
            try {
                const text::ChatTemplate chat(jsonAt<std::string>(given, "template", argv[1]));
                const auto rendered = chat.render(given.at("variables"));
                answer = {{"text", rendered.text}, {"generation", rendered.generation}};
            } catch (const Error& e) {
                answer = {{"error", e.what()}};
            }
            std::cout << answer.dump() << '\n';
        }
    } catch (const Error& e) {
        std::cerr << e.what() << '\n';
        return 2;
    }
}
