#include "models/load.h"

#include "checkpoint/safetensors.h"
#include "checkpoint/tensors.h"
#include "common/error.h"
#include "common/file.h"
#include "common/log.h"
#include "models/places.h"
#include "models/quantized_tensors.h"
#include "nn/build_device.h"
#include "nn/start_values.h"

#include <torch/torch.h>

#include <algorithm>
#include <map>
#include <set>

namespace atelier::models {
namespace {

const Family& familyOfFolder(const ModelFolder& folder) {
    return familyOf(folder.modelType, (folder.path / "config.json").string());
}

// Buffers that old files carry though they follow from the config.
bool isDerived(const std::string& name) {
    return name.ends_with("rotary_emb.inv_freq") || name.ends_with("position_ids");
}

bool isUnused(const Family& family, const std::string& fileName) {
    return std::any_of(family.unused.begin(), family.unused.end(),
                       [&](const std::string& beginning) { return fileName.starts_with(beginning); });
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < 20; ++i)
        text += (i ? ", " : "") + names[i];
    if (names.size() > 20) text += ", and " + std::to_string(names.size() - 20) + " more";
    return text;
}

std::string shapeText(c10::IntArrayRef shape) {
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i ? ", " : "") + std::to_string(shape[i]);
    return text + "]";
}

// Puts the tensors of a folder into a model that was built for it.
class Loader {
public:
    Loader(Model& model, const ModelFolder& folder, const LoadOptions& options)
        : model_(model), folder_(folder), options_(options), parameters_(model.named_parameters()) {
        for (const auto& item : parameters_)
            missing_.insert(item.key());
        for (const auto& place : findPlaces(model).linears)
            linears_.emplace(place.name + ".weight", place.module);
    }

    void run() {
        const auto weights = std::make_shared<const checkpoint::ShardedTensors>(folder_.path);
        const Family& family = familyOfFolder(folder_);
        std::map<std::string, std::string> names;  // of ours, as in the files
        std::map<std::string, checkpoint::TensorView> views;
        for (const auto& [fileName, view] : weights->tensors()) {
            if (isUnused(family, fileName)) {
                unused_.push_back(fileName);
                continue;
            }
            const std::string name = family.moduleName(fileName);
            if (!names.emplace(name, fileName).second) {
                unexpected_.push_back(fileName + " (a second time)");
                continue;
            }
            views.emplace(name, view);
        }
        QuantizedTensors quantised(views, folder_.path.string());
        for (const auto& [name, view] : views) {
            if (quantised.contains(name)) continue;
            take(name, names.at(name), view, weights);
        }
        for (const auto& name : quantised.names()) {
            const auto linear = linears_.find(name);
            if (linear == linears_.end() || missing_.erase(name) == 0) {
                unexpected_.push_back(names.at(name));
                continue;
            }
            linear->second->setMatrix(
                quantised.make(name, linear->second->options.out, linear->second->options.in, options_.device));
        }
        refuseIfWrong();
        if (!unused_.empty())
            log::info(folder_.path.string() + ": " + std::to_string(unused_.size()) +
                      " tensors that the model does not use: " + listed(unused_));
    }

private:
    void take(const std::string& name, const std::string& fileName, const checkpoint::TensorView& view,
              const std::shared_ptr<const checkpoint::ShardedTensors>& weights) {
        torch::Tensor* parameter = parameters_.find(name);
        if (!parameter) {
            const bool tiedCopy = name.ends_with("lm_head.weight") && !model_.head;
            if (!isDerived(name) && !tiedCopy) unexpected_.push_back(fileName);
            return;
        }
        missing_.erase(name);
        if (parameter->sizes() != c10::IntArrayRef(view.shape)) {
            wrong_.push_back(fileName + " is " + shapeText(view.shape) + ", the config wants " +
                             shapeText(parameter->sizes()));
            return;
        }
        const auto values = checkpoint::mappedTensor(view, weights);
        if (!c10::isFloatingType(values.scalar_type())) {
            wrong_.push_back(fileName + " holds no floating-point numbers");
            return;
        }
        if (const auto linear = linears_.find(name); options_.quantization && linear != linears_.end()) {
            linear->second->setMatrix(quantized(values.to(options_.dtype), *options_.quantization, options_.device));
            checkpoint::release(view);
            return;
        }
        const auto dtype = options_.inFloat32.contains(name) ? torch::kFloat32 : options_.dtype;
        parameter->set_data(values.to(options_.device, dtype));
        parameter->set_requires_grad(false);
        if (parameter->data_ptr() != values.data_ptr()) checkpoint::release(view);
    }

    void refuseIfWrong() const {
        std::string what;
        const auto add = [&](const char* title, const std::vector<std::string>& names) {
            if (!names.empty()) what += (what.empty() ? "" : "; ") + std::string(title) + listed(names);
        };
        add("missing tensors: ", {missing_.begin(), missing_.end()});
        add("unexpected tensors: ", unexpected_);
        add("tensors of another shape: ", wrong_);
        if (!what.empty()) throw Error(what, folder_.path.string(), "config.json and weights must belong together");
    }

    Model& model_;
    const ModelFolder& folder_;
    const LoadOptions& options_;
    torch::OrderedDict<std::string, torch::Tensor> parameters_;
    std::map<std::string, nn::Linear> linears_;  // by the name of their weight
    std::set<std::string> missing_;
    std::vector<std::string> unexpected_, unused_, wrong_;
};

}  // namespace

std::shared_ptr<Model> buildModel(const ModelFolder& folder, torch::Device device) {
    torch::NoGradGuard noGrad;
    const nn::BuildDevice place(device);
    auto model = familyOfFolder(folder).build(folder.config, (folder.path / "config.json").string());
    for (auto& parameter : model->parameters())
        parameter.set_requires_grad(false);
    model->eval();
    return model;
}

std::shared_ptr<Model> loadModel(const ModelFolder& folder, const LoadOptions& options) {
    auto model = buildModel(folder);
    torch::NoGradGuard noGrad;
    Loader(*model, folder, options).run();
    model->computeType = options.dtype;
    return model;
}

std::shared_ptr<Model> createModel(const ModelFolder& folder, std::uint64_t seed) {
    auto model = buildModel(folder);
    torch::NoGradGuard noGrad;
    auto generator = at::detail::createCPUGenerator(seed);
    const double deviation = jsonAt<double>(textConfig(folder.config), "initializer_range", folder.path.string(), 0.02);
    std::set<std::string> ones, zeros;  // norms' scales, by what they start with
    for (const auto& place : findPlaces(*model).norms)
        (place.module->options.kind == nn::NormKind::RMSNormOne ? zeros : ones).insert(place.name + ".weight");
    for (auto& item : model->named_parameters()) {
        torch::Tensor& p = item.value();
        if (item.key().ends_with("bias") || zeros.contains(item.key()))
            p.zero_();
        else if (ones.contains(item.key()))
            p.fill_(1);
        else
            p.normal_(0, deviation, generator);
    }
    for (const auto& module : model->modules())
        if (auto* own = dynamic_cast<nn::StartValues*>(module.get())) own->setStartValues(generator);
    return model;
}

void saveModel(const Model& model, const ModelFolder& source, const std::filesystem::path& target, torch::Dtype dtype) {
    constexpr std::uint64_t kShardBytes = 5'000'000'000;
    const Family& family = familyOfFolder(source);
    AtomicFolder folder(target);
    for (const auto& entry : std::filesystem::directory_iterator(source.path)) {
        const auto extension = entry.path().extension();
        const std::string name = entry.path().filename().string();
        // Everything that is no weight belongs to the model: tokenizer, preprocessor, template, licence, ...
        if (extension == ".safetensors" || name.ends_with(".index.json") || extension == ".bin" || extension == ".pt" ||
            extension == ".pth")
            continue;
        if (entry.is_regular_file())
            std::filesystem::copy_file(entry.path(), folder.path() / name);
        else if (entry.is_directory() && name.ends_with("tokenizer"))
            std::filesystem::copy(entry.path(), folder.path() / name, std::filesystem::copy_options::recursive);
    }
    Json config = source.config;
    const std::string typeName = dtype == torch::kBFloat16  ? "bfloat16"
                                 : dtype == torch::kFloat16 ? "float16"
                                                            : "float32";
    config.erase("dtype");
    config.erase("quantization_config");
    config["torch_dtype"] = typeName;
    writeFileAtomically(folder.path() / "config.json", config.dump(2) + "\n");

    std::vector<torch::Tensor> kept;
    std::map<std::string, checkpoint::TensorView> views;
    const auto add = [&](const std::string& name, const torch::Tensor& tensor) {
        kept.push_back(tensor.detach().to(torch::kCPU, dtype).contiguous());
        views[family.fileName(name)] = checkpoint::viewOf(kept.back());
    };
    for (const auto& item : model.named_parameters())
        add(item.key(), item.value());
    for (const auto& item : model.named_modules())
        if (const auto* linear = dynamic_cast<const nn::LinearImpl*>(item.value().get());
            linear && !linear->weight.defined())
            add(item.key() + ".weight", linear->matrix().dense(dtype));
    checkpoint::writeSharded(folder.path(), views, kShardBytes);
    folder.publish();
}

}  // namespace atelier::models
