#pragma once

#include "common/json.h"

#include <memory>
#include <string>

namespace atelier::text {

/// A step that rewrites the text before it is split.
class Normalizer {
public:
    virtual ~Normalizer() = default;
    virtual std::string apply(std::string text) const = 0;
};

/// `part` is a normalizer object of a tokenizer.json, or null: then null is returned. Throws Error naming `where` and
/// the type.
std::unique_ptr<Normalizer> makeNormalizer(const Json& part, const std::string& where);

}  // namespace atelier::text
