#pragma once

#include "common/json.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace atelier::text {

/// Adds the special tokens around the ids of one text, e.g. a BOS.
class PostProcessor {
public:
    virtual ~PostProcessor() = default;
    virtual std::vector<std::int64_t> apply(std::vector<std::int64_t> ids) const = 0;
};

/// `part` is a post_processor object of a tokenizer.json, or null: then null is returned. Throws Error naming `where`
/// and the type.
std::unique_ptr<PostProcessor> makePostProcessor(const Json& part, const std::string& where);

}  // namespace atelier::text
