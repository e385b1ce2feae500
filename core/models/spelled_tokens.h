#pragma once

#include "common/json.h"

#include <filesystem>
#include <string>

namespace atelier::models {

/// Special tokens that a folder's tokenizer_config.json names beside the usual ones, as "image_token": at its top, or
/// in "extra_special_tokens" or "model_specific_special_tokens".
class SpelledTokens {
public:
    /// Of a model folder; none are named where the file is missing.
    explicit SpelledTokens(const std::filesystem::path& folder);
    /// The token's text; `otherwise` where the file does not name it.
    std::string at(const char* key, const std::string& otherwise) const;

private:
    Json config_;
};

}  // namespace atelier::models
