#pragma once

#include "text/token_model.h"
#include "text/tokenizer_file.h"

namespace atelier::text {

/// `tokenizers`' WordLevel: a word that the vocabulary lacks is the unknown token.
class WordLevel : public TokenModel {
public:
    /// Takes the vocabulary out of `file`. Throws Error naming the file and what is wrong with it.
    explicit WordLevel(TokenizerFile& file);

    void encode(std::string_view word, std::vector<std::int64_t>& ids) const override;
    const Vocabulary& vocabulary() const override { return vocabulary_; }

private:
    Vocabulary vocabulary_;
    std::uint32_t unknown_ = 0;
};

}  // namespace atelier::text
