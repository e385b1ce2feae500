#pragma once

#include "common/json.h"

#include <memory>
#include <string>
#include <vector>

namespace atelier::text {

/// A step from tokens back to text; the last step's strings are joined.
class Decoder {
public:
    virtual ~Decoder() = default;
    virtual std::vector<std::string> apply(std::vector<std::string> tokens) const = 0;
};

/// `part` is a decoder object of a tokenizer.json, or null: then null is returned and tokens are joined with spaces.
/// Throws Error naming `where` and the type.
std::unique_ptr<Decoder> makeDecoder(const Json& part, const std::string& where);

}  // namespace atelier::text
