#pragma once

#include <string>
#include <vector>

namespace atelier::nn {

/// Linear layers whose matrices files may hold in one tensor [layers, out, in]. Names are those within the module that
/// has the layers.
struct WeightStack {
    std::string name;                 ///< of the tensor, e.g. "gate_up_proj"
    std::vector<std::string> layers;  ///< e.g. "0.gate_up_proj", in the order of the tensor
    std::vector<std::string> rows{};  ///< in files with a tensor for each layer, these replace the layer's own last
                                      ///< name and hold its rows one behind the other, e.g. "gate_proj" and "up_proj"
};

/// A module with such layers. In transformers the tensor is a parameter of the module itself, so nothing that looks for
/// linear layers there finds these.
class StackedWeights {
public:
    virtual ~StackedWeights() = default;
    /// In the order of transformers' parameters.
    virtual std::vector<WeightStack> stacks() const = 0;
};

}  // namespace atelier::nn
