#pragma once

#include "nn/stacked_weights.h"

#include <torch/nn/module.h>

#include <string>
#include <vector>

namespace atelier::models {

/// An nn::WeightStack of a model by whole names.
struct TensorStack {
    std::string owner;                           ///< the module that has the layers, e.g. "….mlp.experts"
    std::string name;                            ///< the tensor [layers, out, in], e.g. "….mlp.experts.gate_up_proj"
    std::vector<std::string> layers;             ///< linear layers in its order, e.g. "….mlp.experts.0.gate_up_proj"
    std::vector<std::vector<std::string>> rows;  ///< for each layer: the tensors that files may have in its place, one
                                                 ///< behind the other; empty: none
};

/// All of a model, in the order of its modules.
std::vector<TensorStack> stacksOf(const torch::nn::Module& model);

}  // namespace atelier::models
