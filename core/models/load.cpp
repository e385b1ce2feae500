#include "models/load.h"

#include "checkpoint/safetensors.h"
#include "checkpoint/tensors.h"
#include "common/error.h"
#include "common/file.h"

#include <torch/torch.h>

#include <set>

namespace atelier::models {
namespace {

const Family& familyOf(const ModelFolder& folder) {
    return Registry<Family>::instance().at(folder.modelType, "model_type (model family)");
}

std::shared_ptr<VisionLanguageModel> build(const ModelFolder& folder) {
    torch::NoGradGuard noGrad;
    return familyOf(folder).build(folder.config, (folder.path / "config.json").string());
}

// Buffers that old files carry though they follow from the config.
bool isDerived(const std::string& name) {
    return name.ends_with("rotary_emb.inv_freq") || name.ends_with("position_ids");
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

}  // namespace

std::shared_ptr<VisionLanguageModel> loadModel(const ModelFolder& folder, const LoadOptions& options) {
    auto model = build(folder);
    const Family& family = familyOf(folder);
    const checkpoint::ShardedTensors weights(folder.path);

    torch::NoGradGuard noGrad;
    auto parameters = model->named_parameters();
    std::set<std::string> missing;
    for (const auto& item : parameters)
        missing.insert(item.key());
    std::vector<std::string> unexpected, wrong;
    for (const auto& [fileName, view] : weights.tensors()) {
        const std::string name = family.moduleName(fileName);
        torch::Tensor* parameter = parameters.find(name);
        if (!parameter) {
            const bool tiedCopy = name == "lm_head.weight" && !model->head;
            if (!isDerived(name) && !tiedCopy) unexpected.push_back(fileName);
            continue;
        }
        if (missing.erase(name) == 0) {
            unexpected.push_back(fileName + " (a second time)");
            continue;
        }
        if (parameter->sizes() != c10::IntArrayRef(view.shape)) {
            wrong.push_back(fileName + " is " + shapeText(view.shape) + ", the config wants " +
                            shapeText(parameter->sizes()));
            continue;
        }
        parameter->set_data(checkpoint::toTensor(view).to(options.device, options.dtype));
        parameter->set_requires_grad(false);
    }
    std::string what;
    const auto add = [&](const char* title, const std::vector<std::string>& names) {
        if (!names.empty()) what += (what.empty() ? "" : "; ") + std::string(title) + listed(names);
    };
    add("missing tensors: ", {missing.begin(), missing.end()});
    add("unexpected tensors: ", unexpected);
    add("tensors of another shape: ", wrong);
    if (!what.empty()) throw Error(what, folder.path.string(), "config.json and weights must belong together");
    model->computeType = options.dtype;
    model->eval();
    return model;
}

std::shared_ptr<VisionLanguageModel> createModel(const ModelFolder& folder, std::uint64_t seed) {
    auto model = build(folder);
    torch::NoGradGuard noGrad;
    auto generator = at::detail::createCPUGenerator(seed);
    const double deviation = jsonAt<double>(textConfig(folder.config), "initializer_range", folder.path.string(), 0.02);
    for (auto& item : model->named_parameters()) {
        torch::Tensor& p = item.value();
        const bool bias = item.key().ends_with(".bias");
        if (bias)
            p.zero_();
        else if (p.dim() == 1 && !item.key().ends_with("class_embedding"))
            p.fill_(1);
        else
            p.normal_(0, deviation, generator);
        p.set_requires_grad(false);
    }
    model->eval();
    return model;
}

void saveModel(const VisionLanguageModel& model, const ModelFolder& source, const std::filesystem::path& target,
               torch::Dtype dtype) {
    constexpr std::uint64_t kShardBytes = 5'000'000'000;
    const Family& family = familyOf(source);
    AtomicFolder folder(target);
    for (const auto& entry : std::filesystem::directory_iterator(source.path)) {
        const auto extension = entry.path().extension();
        const std::string name = entry.path().filename().string();
        // Everything that is no weight belongs to the model: tokenizer, preprocessor, template, licence, ...
        if (!entry.is_regular_file() || extension == ".safetensors" || name.ends_with(".index.json") ||
            extension == ".bin" || extension == ".pt" || extension == ".pth")
            continue;
        std::filesystem::copy_file(entry.path(), folder.path() / name);
    }
    Json config = source.config;
    const std::string typeName = dtype == torch::kBFloat16  ? "bfloat16"
                                 : dtype == torch::kFloat16 ? "float16"
                                                            : "float32";
    config.erase("dtype");
    config["torch_dtype"] = typeName;
    writeFileAtomically(folder.path() / "config.json", config.dump(2) + "\n");

    std::vector<torch::Tensor> kept;
    std::map<std::string, checkpoint::TensorView> views;
    for (const auto& item : model.named_parameters()) {
        kept.push_back(item.value().detach().to(torch::kCPU, dtype).contiguous());
        views[family.fileName(item.key())] = checkpoint::viewOf(kept.back());
    }
    checkpoint::writeSharded(folder.path(), views, kShardBytes);
    folder.publish();
}

}  // namespace atelier::models
