#pragma once

#include "models/parts/encoder.h"

namespace atelier::models {

/// Features of an encoder -> what the language model takes, [media tokens, hidden]. Submodules are named as the
/// checkpoint names them.
class Bridge : public torch::nn::Module {
public:
    virtual Features forward(const Features& features, const MediaList& media) = 0;
};

/// What a bridge connects.
struct BridgeSizes {
    std::int64_t in = 0, out = 0;  ///< width of the features that it gets, and of its own: the language model's hidden
                                   ///< size, or what a further bridge takes
};

/// Registered under the bridge's kind, e.g. "mlp". `section`: its options.
using BridgeFactory =
    std::function<std::shared_ptr<Bridge>(const Json& section, const std::string& where, const BridgeSizes& sizes)>;

std::shared_ptr<Bridge> makeBridge(const std::string& kind, const Json& section, const std::string& where,
                                   const BridgeSizes& sizes);

}  // namespace atelier::models
