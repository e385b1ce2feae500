#pragma once

#include "checkpoint/safetensors.h"
#include "common/json.h"
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
    /// Finds them among `tensors`, which have our names. `fileNames`: what the files call them, for messages. `where`:
    /// the folder. `keep` holds the tensors' memory, in which the weights stay.
    QuantizedTensors(const std::map<std::string, checkpoint::TensorView>& tensors,
                     const std::map<std::string, std::string>& fileNames, std::string where,
                     std::shared_ptr<const void> keep);

    /// Throws Error for a config's "quantization_config" of another kind than that of the weights.
    void checkConfig(const Json& config) const;

    /// Whether the tensor is such a weight, or belongs to one.
    bool contains(const std::string& tensor) const { return parts_.contains(tensor); }
    /// The weights' names, "x.weight".
    const std::vector<std::string>& names() const { return names_; }
    /// Whether it is of 8 bits, but its scales are not in the files.
    bool lacksScales(const std::string& name) const;
    /// Throws Error naming the tensor for statistics that do not fit [out, in].
    std::shared_ptr<nn::Weight> make(const std::string& name, std::int64_t out, std::int64_t in,
                                     torch::Device device) const;

private:
    const std::map<std::string, checkpoint::TensorView>& tensors_;
    const std::map<std::string, std::string>& fileNames_;
    std::string where_;
    std::shared_ptr<const void> keep_;
    std::vector<std::string> names_;
    std::set<std::string> parts_;
};

/// Throws Error for a config.json whose "quantization_config" names a method that is not supported; it may be missing.
void checkQuantizationConfig(const Json& config, const std::string& where);

}  // namespace atelier::models
