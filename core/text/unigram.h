#pragma once

#include "text/prefix_search.h"
#include "text/token_model.h"
#include "text/tokenizer_file.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace atelier::text {

/// The unigram language model (Kudo 2018) as `tokenizers`' Unigram: the pieces with the largest sum of scores. Unknown
/// characters in a row are one unknown token, or bytes.
class Unigram : public TokenModel {
public:
    /// Takes vocabulary and scores out of `file`. Throws Error naming the file and what is wrong with it.
    explicit Unigram(TokenizerFile& file);

    /// Throws Error for a character that no piece covers where there is no unknown token.
    void encode(std::string_view word, std::vector<std::int64_t>& ids) const override;
    const Vocabulary& vocabulary() const override { return vocabulary_; }

private:
    void addRun(std::string_view run, std::vector<std::int64_t>& ids) const;

    Vocabulary vocabulary_;
    std::vector<double> scores_;
    PrefixSearch search_;
    std::string where_;
    double unknownScore_ = 0;
    std::optional<std::uint32_t> unknown_;
    bool byteFallback_ = false;
};

}  // namespace atelier::text
