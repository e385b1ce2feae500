#include "text/word_piece.h"

#include "text/part.h"
#include "text/unicode.h"

namespace atelier::text {
namespace {

// Of well-formed UTF-8.
void dropLastCharacter(std::string& text) {
    while ((static_cast<unsigned char>(text.back()) & 0xC0) == 0x80)
        text.pop_back();
    text.pop_back();
}

}  // namespace

WordPiece::WordPiece(TokenizerFile& file) {
    const std::string where = file.path + ": model";
    const Json& model = file.parts.at("model");
    if (!file.hasVocabulary) throw Error("\"vocab\" is missing", where);
    prefix_ = jsonAt<std::string>(model, "continuing_subword_prefix", where, "##");
    if (model.contains("max_input_chars_per_word")) longest_ = countAt(model, "max_input_chars_per_word", where);
    vocabulary_ = std::move(file.vocabulary);
    const auto name = jsonAt<std::string>(model, "unk_token", where, "[UNK]");
    const auto unknown = vocabulary_.find(name);
    if (!unknown) throw Error("the unknown token \"" + name + "\" is not in the vocabulary", where);
    unknown_ = *unknown;
}

void WordPiece::encode(std::string_view word, std::vector<std::int64_t>& ids) const {
    if (characterCount(word) > longest_) {
        ids.push_back(unknown_);
        return;
    }
    const std::size_t before = ids.size();
    std::string piece;
    for (std::size_t begin = 0; begin < word.size();) {
        piece.assign(begin > 0 ? prefix_ : "").append(word.substr(begin));
        const std::size_t marked = piece.size() - (word.size() - begin);
        std::optional<std::uint32_t> id;
        while (piece.size() > marked && !(id = vocabulary_.find(piece)))
            dropLastCharacter(piece);
        if (!id) {
            ids.resize(before);
            ids.push_back(unknown_);
            return;
        }
        ids.push_back(*id);
        begin += piece.size() - marked;
    }
}

}  // namespace atelier::text
