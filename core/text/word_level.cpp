#include "text/word_level.h"

#include "text/part.h"

namespace atelier::text {

WordLevel::WordLevel(TokenizerFile& file) {
    const std::string where = file.path + ": model";
    if (!file.hasVocabulary) throw Error("\"vocab\" is missing", where);
    vocabulary_ = std::move(file.vocabulary);
    const auto name = jsonAt<std::string>(file.parts.at("model"), "unk_token", where, "<unk>");
    const auto unknown = vocabulary_.find(name);
    if (!unknown) throw Error("the unknown token \"" + name + "\" is not in the vocabulary", where);
    unknown_ = *unknown;
}

void WordLevel::encode(std::string_view word, std::vector<std::int64_t>& ids) const {
    if (!word.empty()) ids.push_back(vocabulary_.find(word).value_or(unknown_));
}

}  // namespace atelier::text
