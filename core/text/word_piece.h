#pragma once

#include "text/token_model.h"
#include "text/tokenizer_file.h"

#include <cstddef>
#include <string>

namespace atelier::text {

/// BERT's model (Wu et al., 2016) as `tokenizers`' WordPiece: the longest known piece from the left, again and again;
/// pieces inside a word carry a prefix. A word with an unknown rest, or of too many characters, is the unknown token.
class WordPiece : public TokenModel {
public:
    /// Takes the vocabulary out of `file`. Throws Error naming the file and the option it cannot serve.
    explicit WordPiece(TokenizerFile& file);

    void encode(std::string_view word, std::vector<std::int64_t>& ids) const override;
    const Vocabulary& vocabulary() const override { return vocabulary_; }

private:
    Vocabulary vocabulary_;
    std::string prefix_;
    std::size_t longest_ = 100;  ///< characters of a word
    std::uint32_t unknown_ = 0;
};

}  // namespace atelier::text
