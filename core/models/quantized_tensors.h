#pragma once

#include "checkpoint/safetensors.h"
#include "nn/weight.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace atelier::models {

/// Weights of a folder that bitsandbytes quantised: "x.weight" in packed codes beside "x.weight.absmax" and the like
/// (NF4, FP4), or "x.weight" in int8 beside "x.SCB" (LLM.int8).
class QuantizedTensors {
public:
    /// Finds them among `tensors`, which have our names. `where`: the folder.
    QuantizedTensors(const std::map<std::string, checkpoint::TensorView>& tensors, std::string where);

    /// Whether the tensor is such a weight, or belongs to one.
    bool contains(const std::string& tensor) const { return parts_.contains(tensor); }
    /// The weights' names, "x.weight".
    const std::vector<std::string>& names() const { return names_; }
    /// Throws Error naming the tensor for statistics that do not fit [out, in].
    std::shared_ptr<nn::Weight> make(const std::string& name, std::int64_t out, std::int64_t in,
                                     torch::Device device) const;

private:
    const std::map<std::string, checkpoint::TensorView>& tensors_;
    std::string where_;
    std::vector<std::string> names_;
    std::set<std::string> parts_;
};

}  // namespace atelier::models
