#include "commands/commands.h"
#include "common/file.h"
#include "hub/local.h"
#include "output.h"
#include "text/tokenizer.h"

#include <filesystem>

namespace atelier::cli {
namespace {

struct Options {
    std::filesystem::path model, file;
    bool json = false, noSpecial = false;
};

std::string lineOf(const std::vector<std::int64_t>& ids, bool json) {
    std::string text = json ? "[" : "";
    for (std::size_t i = 0; i < ids.size(); ++i)
        text += (i == 0 ? "" : json ? ", " : " ") + std::to_string(ids[i]);
    return text + (json ? "]\n" : "\n");
}

void run(const Options& options) {
    const auto tokenizer = text::loadTokenizer(hub::modelFolder(options.model));
    const std::string all = readFile(options.file);
    std::string out;
    for (std::size_t begin = 0; begin < all.size();) {
        const std::size_t end = std::min(all.find('\n', begin), all.size());
        out += lineOf(tokenizer->encode(std::string_view(all).substr(begin, end - begin), !options.noSpecial),
                      options.json);
        begin = end + 1;
        if (out.size() > (1u << 16)) {
            print(out);
            out.clear();
        }
    }
    print(out);
}

}  // namespace

void addTokenize(CLI::App& program, Session& session) {
    auto* command = program.add_subcommand("tokenize", "Turn each line of a text file into token ids");
    command->footer("Lines end at a line feed, which is no part of them; one list of ids comes out for each.");
    auto options = std::make_shared<Options>();
    command->add_option("--model", options->model, "Model folder, tokenizer.json or SentencePiece model")->required();
    command->add_option("--text-file", options->file, "UTF-8 text")->required();
    command->add_flag("--no-special", options->noSpecial,
                      "Without the tokens that the tokenizer puts around a text, e.g. a BOS");
    command->add_flag("--json", options->json, "Ids as JSON lists");
    command->callback([options, &session] { session.action = [options] { run(*options); }; });
}

}  // namespace atelier::cli
