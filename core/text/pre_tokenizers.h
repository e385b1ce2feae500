#pragma once

#include "common/json.h"

#include <memory>
#include <string>
#include <vector>

namespace atelier::text {

/// A piece of text on its way to the model.
struct Piece {
    std::string text;
    bool first;  ///< stands at the very beginning of what was given to encode()
};

/// A step that splits pieces and may rewrite them. Empty pieces vanish.
class PreTokenizer {
public:
    virtual ~PreTokenizer() = default;
    virtual std::vector<Piece> apply(std::vector<Piece> pieces) const = 0;
};

/// `part` is a pre_tokenizer object of a tokenizer.json, or null: then null is returned. Throws Error naming `where`
/// and the type.
std::unique_ptr<PreTokenizer> makePreTokenizer(const Json& part, const std::string& where);

}  // namespace atelier::text
