#pragma once

#include "text/vocabulary.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace atelier::text {

/// The step that makes ids of a piece of text: `model` of a tokenizer.json. Thread-safe.
class TokenModel {
public:
    virtual ~TokenModel() = default;
    /// Appends the ids of `word`, which is well-formed UTF-8.
    virtual void encode(std::string_view word, std::vector<std::int64_t>& ids) const = 0;
    virtual const Vocabulary& vocabulary() const = 0;
};

}  // namespace atelier::text
