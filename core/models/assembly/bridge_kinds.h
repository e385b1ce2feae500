#pragma once

#include "common/json.h"
#include "common/registry.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace atelier::models {

/// Rows of features of a medium: so many for each of its frames. A picture is one frame.
struct FeatureShape {
    std::int64_t frames = 1, rows = 0;
    std::int64_t total() const { return frames * rows; }
};

/// What an assembled model has to know of a kind of bridge beside its module. Registered under the name that
/// descriptions use, in a file without torch.
struct BridgeKind {
    std::string part;  ///< in Registry<BridgeFactory>
    /// What the bridge makes of a medium. Throws Error (where) for features that it cannot take.
    std::function<FeatureShape(const Json& options, const FeatureShape& shape, const std::string& where)> shape;
    /// Width of its rows, where that follows from its options and what it gets; null: it makes any width.
    std::function<std::int64_t(const Json& options, std::int64_t in, const std::string& where)> width = {};
    bool joinsNeighbours = false;  ///< takes patches whose neighbours lie together, as Qwen2-VL's tower gives them
    bool ofFrames = false;         ///< takes frames of one size alone
    std::vector<std::string> keys = {};  ///< options that a description may set
};
using BridgeKinds = Registry<BridgeKind>;

/// Throws Error with the nearest name and all names.
const BridgeKind& bridgeKind(const std::string& name, const std::string& where);

}  // namespace atelier::models
