#pragma once

#include "common/json.h"
#include "text/vocabulary.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace atelier::text {

/// A tokenizer.json as read. The vocabulary and the merges hold nearly all of its bytes and go straight into their
/// tables; `parts` has everything else, with `model` less those two.
struct TokenizerFile {
    std::string path;
    Json parts;
    Vocabulary vocabulary;
    std::vector<double> scores;  ///< of a vocabulary that is a list of [piece, score] (Unigram), by id
    std::vector<std::pair<std::string, std::string>> merges;
    bool hasVocabulary = false, hasMerges = false;
};

/// Throws Error naming file and place for broken JSON, a token that stands twice, an id that is no number below 2^24,
/// a merge that is no pair, a piece without its score.
TokenizerFile readTokenizerFile(const std::filesystem::path& path);

}  // namespace atelier::text
