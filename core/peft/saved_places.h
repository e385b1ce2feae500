#pragma once

#include "peft/method.h"
#include "peft/targets.h"

#include <functional>
#include <optional>

namespace atelier::peft {

/// A linear layer with a saved adapter's tensors for it, by the end of their names ("lora_A.weight").
struct SavedPlace {
    LinearPlace place;
    Tensors tensors;
};

/// Divides a saved adapter's tensors among the model's linear layers: each layer that the config selects has one tensor
/// for every one of `ends`, no other layer has any. Throws Error naming all tensors and layers for which that is not
/// so.
std::vector<SavedPlace> placeTensors(models::Model& model, const SavedAdapter& saved,
                                     const std::vector<std::string>& ends);

/// A tensor that a layer must have: the end of its name, and its shape.
struct ExpectedTensor {
    std::string end;
    std::vector<std::int64_t> shape;
};
/// The same for layers that need not have the same tensors; their shapes are checked, too.
std::vector<SavedPlace> placeTensors(models::Model& model, const SavedAdapter& saved,
                                     const std::function<std::vector<ExpectedTensor>(const LinearPlace&)>& expected);

/// Collects tensors of a wrong shape, so that one Error names them all.
class ShapeCheck {
public:
    void expect(const std::string& tensor, const torch::Tensor& value, const std::vector<std::int64_t>& shape);
    void throwIfWrong(const std::string& where) const;

private:
    std::vector<std::string> wrong_;
};

inline constexpr double kLargestAlpha = 1e9;  ///< far beyond what trains; the scale must fit into fp32
/// A number of the config. Throws Error where it is missing without a `fallback`, no number, or outside of the range.
double savedNumber(const SavedAdapter& saved, const std::string& key, double lowest, double highest,
                   std::optional<double> fallback = {});

/// Throws Error for a key of the config that is set to something else than null, false, empty or `neutral`.
void refuseUnless(const SavedAdapter& saved, const std::string& key, const Json& neutral = nullptr);

/// The keys that start every adapter_config.json.
Json configHead(const std::string& peftType);
/// The same for a method on linear layers, with what PEFT writes of its targets.
Json linearConfig(const std::string& peftType, Json targets);

}  // namespace atelier::peft
