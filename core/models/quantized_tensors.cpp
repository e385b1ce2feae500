#include "models/quantized_tensors.h"

#include "checkpoint/tensors.h"
#include "common/error.h"
#include "common/log.h"
#include "nn/quantized_weight.h"

#include <torch/torch.h>

#include <string_view>

namespace atelier::models {
namespace {

constexpr const char *kWeight = ".weight", *kConfig = "quantization_config";
// What bitsandbytes stores beside a weight.
constexpr const char *kBesideFourBits[] = {".absmax",
                                           ".quant_map",
                                           ".nested_absmax",
                                           ".nested_quant_map",
                                           ".quant_state.bitsandbytes__nf4",
                                           ".quant_state.bitsandbytes__fp4"},
                     *kBesideEightBits[] = {".SCB", ".weight_format"};

const Json* quantizationConfig(const Json& config) {
    const auto found = config.find(kConfig);
    return found == config.end() || found->is_null() ? nullptr : &*found;
}

}  // namespace

void checkQuantizationConfig(const Json& config, const std::string& where) {
    const Json* own = quantizationConfig(config);
    if (!own) return;
    const std::string place = where + ": " + kConfig;
    const char* hint = "known: bitsandbytes; or take the original model and train it with quantization_bit";
    if (!own->is_object()) throw Error("must be an object", place);
    const bool four = jsonAt<bool>(*own, "load_in_4bit", place, false),
               eight = jsonAt<bool>(*own, "load_in_8bit", place, false);
    // Old files of bitsandbytes do not name it.
    const auto method =
        jsonAt<std::string>(*own, "quant_method", place, std::string(four || eight ? "bitsandbytes" : ""));
    if (method.empty()) throw Error("\"quant_method\" is missing", place, hint);
    if (method != "bitsandbytes")
        throw Error("weights that were quantised by \"" + method + "\" are not supported", place, hint);
    if (four && eight) throw Error("asks for 4 bits and for 8 bits", place, "only one of them can be true");
}

QuantizedTensors::QuantizedTensors(const std::map<std::string, checkpoint::TensorView>& tensors,
                                   const std::map<std::string, std::string>& fileNames, std::string where,
                                   std::shared_ptr<const void> keep)
    : tensors_(tensors), fileNames_(fileNames), where_(std::move(where)), keep_(std::move(keep)) {
    for (const auto& [name, view] : tensors) {
        if (!name.ends_with(kWeight)) continue;
        const bool fourBits = view.dtype == checkpoint::DType::U8 && tensors.contains(name + ".absmax");
        const bool eightBits = view.dtype == checkpoint::DType::I8;
        if (!fourBits && !eightBits) continue;
        names_.push_back(name);
        parts_.insert(name);
        const auto take = [&](const std::string& part) {
            if (tensors.contains(part)) parts_.insert(part);
        };
        if (fourBits)
            for (const char* end : kBesideFourBits)
                take(name + end);
        else
            for (const char* end : kBesideEightBits)
                take(name.substr(0, name.size() - std::string_view(kWeight).size()) + end);
    }
}

void QuantizedTensors::checkConfig(const Json& config) const {
    const Json* own = quantizationConfig(config);
    if (!own) return;
    const std::string where = where_ + "/config.json: " + kConfig;
    if (names_.empty()) {
        log::warning(where +
                     ": says that the weights are quantised, but the files hold no quantised weights: they are "
                     "loaded as they are");
        return;
    }
    for (const auto& name : names_) {
        const bool eight = tensors_.at(name).dtype == checkpoint::DType::I8;
        const char* key = eight ? "load_in_4bit" : "load_in_8bit";
        if (jsonAt<bool>(*own, key, where, false))
            throw Error("\"" + std::string(key) + "\" is true, but " + fileNames_.at(name) + " is stored in " +
                            (eight ? "8" : "4") + " bits",
                        where, "config.json and weights must belong together");
    }
}

bool QuantizedTensors::lacksScales(const std::string& name) const {
    return tensors_.at(name).dtype == checkpoint::DType::I8 &&
           !tensors_.contains(name.substr(0, name.size() - std::string_view(kWeight).size()) + kBesideEightBits[0]);
}

std::shared_ptr<nn::Weight> QuantizedTensors::make(const std::string& name, std::int64_t out, std::int64_t in,
                                                   torch::Device device) const {
    const std::string module = name.substr(0, name.size() - std::string_view(kWeight).size() + 1);  // with its dot
    const std::string& file = fileNames_.at(name);
    const std::string fileModule = file.substr(0, file.size() - std::string_view(kWeight).size() + 1);
    std::map<std::string, torch::Tensor> own;  // named as in the file
    for (auto at = tensors_.lower_bound(module); at != tensors_.end() && at->first.starts_with(module); ++at)
        if (parts_.contains(at->first)) own[fileNames_.at(at->first)] = checkpoint::mappedTensor(at->second, keep_);
    const auto check = [&](const std::vector<std::int64_t>& shape) {
        if (shape != std::vector<std::int64_t>{out, in})
            throw Error("tensor " + file + " is quantised for another shape than the config wants", where_,
                        "config.json and weights must belong together");
    };
    if (tensors_.at(name).dtype == checkpoint::DType::I8) {
        auto values = kernels::int8FromTensors(own, fileModule, torch::kFloat16, where_);
        check(values.codes.sizes().vec());
        return std::make_shared<nn::EightBitWeight>(values.to(device));
    }
    auto values = kernels::nf4FromTensors(own, file, where_);
    check(values.shape);
    return std::make_shared<nn::FourBitWeight>(values.to(device));
}

}  // namespace atelier::models
