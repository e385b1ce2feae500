#include "models/quantized_tensors.h"

#include "checkpoint/tensors.h"
#include "common/error.h"
#include "nn/quantized_weight.h"

#include <torch/torch.h>

namespace atelier::models {
namespace {

constexpr std::string_view kWeight = ".weight", kScale = ".SCB";

}  // namespace

QuantizedTensors::QuantizedTensors(const std::map<std::string, checkpoint::TensorView>& tensors, std::string where)
    : tensors_(tensors), where_(std::move(where)) {
    for (const auto& [name, view] : tensors) {
        if (!name.ends_with(kWeight)) continue;
        const std::string module = name.substr(0, name.size() - kWeight.size());
        const std::string prefix = name + ".";
        const bool fourBits = view.dtype == checkpoint::DType::U8 && tensors.contains(prefix + "absmax");
        const bool eightBits = view.dtype == checkpoint::DType::I8;
        if (!fourBits && !eightBits) continue;
        names_.push_back(name);
        parts_.insert(name);
        for (auto at = tensors.lower_bound(prefix); at != tensors.end() && at->first.starts_with(prefix); ++at)
            parts_.insert(at->first);
        for (const std::string& end : {std::string(kScale), std::string(".weight_format")})
            if (eightBits && tensors.contains(module + end)) parts_.insert(module + end);
    }
}

std::shared_ptr<nn::Weight> QuantizedTensors::make(const std::string& name, std::int64_t out, std::int64_t in,
                                                   torch::Device device) const {
    const std::string module = name.substr(0, name.size() - kWeight.size() + 1);  // with its dot
    std::map<std::string, torch::Tensor> own;
    for (auto at = tensors_.lower_bound(module); at != tensors_.end() && at->first.starts_with(module); ++at)
        if (parts_.contains(at->first)) {
            own[at->first] = checkpoint::toTensor(at->second);
            checkpoint::release(at->second);
        }
    const auto check = [&](const std::vector<std::int64_t>& shape) {
        if (shape != std::vector<std::int64_t>{out, in})
            throw Error(name + " is quantised for another shape than the config wants", where_,
                        "config.json and weights must belong together");
    };
    if (tensors_.at(name).dtype == checkpoint::DType::I8) {
        auto values = kernels::int8FromTensors(own, module, torch::kFloat16, where_);
        check(values.codes.sizes().vec());
        return std::make_shared<nn::EightBitWeight>(values.to(device));
    }
    auto values = kernels::nf4FromTensors(own, name, where_);
    check(values.shape);
    return std::make_shared<nn::FourBitWeight>(values.to(device));
}

}  // namespace atelier::models
