#include "models/load.h"

#include "checkpoint/folder_weights.h"
#include "checkpoint/tensors.h"
#include "common/error.h"
#include "common/file.h"
#include "common/log.h"
#include "models/places.h"
#include "models/quantized_tensors.h"
#include "models/stacked_tensors.h"
#include "nn/build_device.h"
#include "nn/start_values.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstring>
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

bool isUnused(const Family& family, const Model& model, const std::string& fileName) {
    const auto begins = [&](const std::string& beginning) { return fileName.starts_with(beginning); };
    return std::ranges::any_of(family.unused, begins) || std::ranges::any_of(model.unused, begins);
}

// A head that was trained apart from the embeddings must not be lost.
bool sameAsEmbeddings(const checkpoint::TensorView& head, const std::map<std::string, checkpoint::TensorView>& views) {
    const auto embeddings =
        std::ranges::find_if(views, [](const auto& item) { return item.first.ends_with("embed_tokens.weight"); });
    return embeddings == views.end() ||
           (embeddings->second.dtype == head.dtype && embeddings->second.bytes.size() == head.bytes.size() &&
            std::memcmp(embeddings->second.bytes.data(), head.bytes.data(), head.bytes.size()) == 0);
}

// What classes tie by default differs, and many configs do not say it: then a head of its own in the files decides, as
// in transformers.
Json configOf(const ModelFolder& folder, const Family& family) {
    constexpr const char* kKey = "tie_word_embeddings";
    if (folder.config.contains(kKey) || textConfig(folder.config).contains(kKey) ||
        !checkpoint::hasWeights(folder.path))
        return folder.config;
    const checkpoint::ShardedTensors weights(folder.path);
    for (const auto& [name, view] : weights.tensors()) {
        if (!family.moduleName(name).ends_with("lm_head.weight") || sameAsEmbeddings(view, weights.tensors())) continue;
        Json config = folder.config;
        config[kKey] = false;
        return config;
    }
    return folder.config;
}

constexpr std::size_t kListed = 6;  // names in a message
constexpr const char *kOtherHead = " differs from the token embeddings, but \"tie_word_embeddings\" makes them one",
                     *kOtherHeadHint = "set it to false in config.json, so that the model has its own head";

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < kListed; ++i)
        text += (i ? ", " : "") + names[i];
    if (names.size() > kListed) text += ", and " + std::to_string(names.size() - kListed) + " more";
    return text;
}

std::string shapeText(c10::IntArrayRef shape) {
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i ? ", " : "") + std::to_string(shape[i]);
    return text + "]";
}

// Parameters, and buffers, which are stored with them and never trained.
torch::OrderedDict<std::string, torch::Tensor> storedTensors(const Model& model) {
    auto tensors = model.named_parameters();
    for (const auto& item : model.named_buffers())
        tensors.insert(item.key(), item.value());
    return tensors;
}

// The tensors of a folder and those of a model that was built for it.
class Loader {
public:
    /// `values`: they are put into the model; else they are only looked at.
    Loader(Model& model, const ModelFolder& folder, const LoadOptions& options, bool values)
        : model_(model), folder_(folder), options_(options), values_(values), parameters_(storedTensors(model)) {
        for (const auto& item : parameters_)
            missing_.insert(item.key());
        for (const auto& place : findPlaces(model).linears)
            linears_.emplace(place.name + ".weight", place.module);
        run();
    }

    void throwIfWrong() const {
        std::string what;
        const auto add = [&](const char* title, const std::vector<std::string>& names) {
            if (!names.empty()) what += (what.empty() ? "" : "; ") + std::string(title) + listed(names);
        };
        add("missing tensors: ", {missing_.begin(), missing_.end()});
        add("unexpected tensors: ", unexpected_);
        std::vector<std::string> shapes;
        for (const auto& [name, view, wanted] : misshapen_)
            shapes.push_back(name + " is " + shapeText(view) + ", the config wants " + shapeText(wanted));
        add("tensors of another shape: ", shapes);
        add("tensors that hold no floating-point numbers: ", noNumbers_);
        add("weights of 8 bits without their scales (SCB): ", noScales_);
        if (!what.empty()) throw Error(what, folder_.path.string(), "config.json and weights must belong together");
        if (!broken_.empty()) throw broken_.front();
        if (!tiedHead_.empty())
            throw Error(tiedHead_ + kOtherHead, (folder_.path / "config.json").string(), kOtherHeadHint);
    }

    std::vector<std::string> problems() const {
        std::vector<std::string> lines;
        for (const auto& name : missing_)
            lines.push_back(name + ": not in the files");
        for (const auto& one : misshapen_)
            lines.push_back(one.name + ": another shape than the configuration wants");
        for (const auto& name : unexpected_)
            lines.push_back(name + ": nothing in the model has this name");
        for (const auto& name : noNumbers_)
            lines.push_back(name + ": holds no floating-point numbers");
        for (const auto& name : noScales_)
            lines.push_back(name + ": has 8 bits, but no scales (SCB)");
        if (!tiedHead_.empty()) lines.push_back(tiedHead_ + kOtherHead);
        for (const auto& error : broken_)
            lines.push_back(error.what());
        return lines;
    }

private:
    struct Misshapen {
        std::string name;
        std::vector<std::int64_t> stored, wanted;
    };

    void run() {
        const auto weights = std::make_shared<const checkpoint::ShardedTensors>(folder_.path);
        const Family& family = familyOfFolder(folder_);
        std::vector<std::string> unused;
        std::map<std::string, std::string> names;  // of ours, as in the files
        std::map<std::string, checkpoint::TensorView> views;
        for (const auto& [fileName, view] : weights->tensors()) {
            if (isUnused(family, model_, fileName)) {
                unused.push_back(fileName);
                continue;
            }
            const std::string name = family.moduleName(fileName);
            if (!names.emplace(name, fileName).second) {
                unexpected_.push_back(fileName + " (a second time)");
                continue;
            }
            views.emplace(name, view);
        }
        for (const TensorStack& stack : stacksOf(model_))
            takeStack(stack, names, views, weights);
        const QuantizedTensors quantised(views, names, folder_.path.string(), weights);
        quantised.checkConfig(folder_.config);
        for (const auto& [name, view] : views)
            if (!quantised.contains(name)) take(name, names.at(name), view, weights);
        for (const auto& name : quantised.names()) {
            const auto linear = linears_.find(name);
            if (quantised.lacksScales(name)) {
                missing_.erase(name);
                noScales_.push_back(names.at(name));
            } else if (linear == linears_.end() || missing_.erase(name) == 0)
                unexpected_.push_back(names.at(name) + " (quantised)");
            else
                takeQuantized(quantised, name, *linear->second);
        }
        for (const auto& [name, view] : views)
            if (isTiedCopy(name) && !sameAsEmbeddings(view, views)) tiedHead_ = names.at(name);
        if (values_ && !unused.empty())
            log::info(folder_.path.string() + ": " + std::to_string(unused.size()) +
                      " tensors that the model does not use: " + listed(unused));
    }

    bool isTiedCopy(const std::string& name) const {
        return !model_.head && name.ends_with("lm_head.weight") && !parameters_.contains(name);
    }

    // Layers whose matrices lie in one tensor, whichever way it is turned, or each in several. What is taken leaves
    // `views`.
    void takeStack(const TensorStack& stack, const std::map<std::string, std::string>& names,
                   std::map<std::string, checkpoint::TensorView>& views,
                   const std::shared_ptr<const checkpoint::ShardedTensors>& weights) {
        const auto whole = views.find(stack.name);
        if (whole == views.end()) {
            for (std::size_t i = 0; i < stack.rows.size(); ++i)
                takeRows(stack.layers[i] + ".weight", stack.rows[i], names, views, weights);
            const bool any = std::ranges::any_of(stack.layers, [&](const std::string& layer) {
                return !missing_.contains(layer + ".weight") || views.contains(layer + ".weight");
            });
            if (any) return;
            for (const auto& layer : stack.layers)
                missing_.erase(layer + ".weight");
            missing_.insert(stack.name);
            return;
        }
        const checkpoint::TensorView view = whole->second;
        const std::string& file = names.at(stack.name);
        views.erase(whole);
        for (const auto& layer : stack.layers)
            missing_.erase(layer + ".weight");
        const auto& layer = linears_.at(stack.layers.front() + ".weight")->options;
        const auto count = std::ssize(stack.layers);
        const std::vector<std::int64_t> wanted{count, layer.out, layer.in}, turned{count, layer.in, layer.out};
        if (view.shape != wanted && view.shape != turned) {
            misshapen_.push_back({file, view.shape, wanted});
            return;
        }
        if (!c10::isFloatingType(checkpoint::torchType(view.dtype))) {
            noNumbers_.push_back(file);
            return;
        }
        if (!values_) return;
        const auto size = view.bytes.size() / stack.layers.size();
        for (std::size_t i = 0; i < stack.layers.size(); ++i) {
            const checkpoint::TensorView one{
                view.dtype, {view.shape[1], view.shape[2]}, view.bytes.subspan(i * size, size)};
            auto values = checkpoint::mappedTensor(one, weights);
            if (view.shape != wanted) values = values.t().contiguous();
            assign(stack.layers[i] + ".weight", values, {one});
        }
    }

    // A parameter that the file holds as several tensors, one behind the other. Nothing is done where it has none.
    void takeRows(const std::string& name, const std::vector<std::string>& rows,
                  const std::map<std::string, std::string>& names, std::map<std::string, checkpoint::TensorView>& views,
                  const std::shared_ptr<const checkpoint::ShardedTensors>& weights) {
        if (std::ranges::none_of(rows, [&](const std::string& row) { return views.contains(row); })) return;
        missing_.erase(name);
        const auto& layer = linears_.at(name)->options;
        const std::vector<std::int64_t> wanted{layer.out / std::ssize(rows), layer.in};
        std::vector<checkpoint::TensorView> found;
        for (const auto& row : rows) {
            const auto view = views.find(row);
            if (view == views.end()) {
                missing_.insert(row);
                continue;
            }
            if (view->second.shape != wanted)
                misshapen_.push_back({names.at(row), view->second.shape, wanted});
            else if (!c10::isFloatingType(checkpoint::torchType(view->second.dtype)))
                noNumbers_.push_back(names.at(row));
            else
                found.push_back(view->second);
            views.erase(view);
        }
        if (!values_ || found.size() != rows.size()) return;
        std::vector<torch::Tensor> parts;
        for (const auto& view : found)
            parts.push_back(checkpoint::mappedTensor(view, weights));
        assign(name, torch::cat(parts), found);
    }

    void take(const std::string& name, const std::string& fileName, const checkpoint::TensorView& view,
              const std::shared_ptr<const checkpoint::ShardedTensors>& weights) {
        torch::Tensor* parameter = parameters_.find(name);
        if (!parameter) {
            if (!isDerived(name) && !isTiedCopy(name)) unexpected_.push_back(fileName);
            return;
        }
        missing_.erase(name);
        if (parameter->sizes() != c10::IntArrayRef(view.shape)) {
            misshapen_.push_back({fileName, view.shape, parameter->sizes().vec()});
            return;
        }
        if (!c10::isFloatingType(checkpoint::torchType(view.dtype))) {
            noNumbers_.push_back(fileName);
            return;
        }
        if (!values_) return;
        assign(name, checkpoint::mappedTensor(view, weights), {view});
    }

    // `views`: where the values come from.
    void assign(const std::string& name, const torch::Tensor& values,
                const std::vector<checkpoint::TensorView>& views) {
        const auto release = [&] {
            for (const auto& view : views)
                checkpoint::release(view);
        };
        if (const auto linear = linears_.find(name); options_.quantization && linear != linears_.end()) {
            linear->second->setMatrix(quantized(values.to(options_.dtype), *options_.quantization, options_.device));
            release();
            return;
        }
        const auto dtype = options_.inFloat32.contains(name) ? torch::kFloat32 : options_.dtype;
        torch::Tensor& parameter = *parameters_.find(name);
        auto own = values.to(options_.device, dtype);
        const auto mapped = std::ranges::find_if(views, [&](const checkpoint::TensorView& view) {
            return static_cast<const void*>(view.bytes.data()) == own.const_data_ptr();
        });
        // Tensors of a torch file may share their memory; parameters must not.
        const bool keeps = mapped != views.end() && claim(*mapped);
        if (mapped != views.end() && !keeps) own = own.clone();
        parameter.set_data(own);
        parameter.set_requires_grad(false);
        if (!keeps) release();
    }

    // False where the bytes are, in part, another parameter's already.
    bool claim(const checkpoint::TensorView& view) {
        const auto* begin = view.bytes.data();
        const auto* end = begin + view.bytes.size();
        const auto next = claimed_.lower_bound(end);  // the last that begins before `end` is the one before it
        if (next != claimed_.begin() && std::prev(next)->second > begin) return false;
        claimed_.emplace(begin, end);
        return true;
    }

    void takeQuantized(const QuantizedTensors& quantised, const std::string& name, nn::LinearImpl& linear) {
        try {
            auto weight = quantised.make(name, linear.options.out, linear.options.in, options_.device);
            if (values_) linear.setMatrix(std::move(weight));
        } catch (const Error& error) {
            broken_.push_back(error);
        }
    }

    Model& model_;
    const ModelFolder& folder_;
    const LoadOptions& options_;
    bool values_;
    torch::OrderedDict<std::string, torch::Tensor> parameters_;
    std::map<std::string, nn::Linear> linears_;             // by the name of their weight
    std::map<const std::byte*, const std::byte*> claimed_;  // bytes of the file that are a parameter's, begin to end
    std::set<std::string> missing_;
    std::vector<std::string> unexpected_, noNumbers_, noScales_;  // as in the files, like all names below
    std::string tiedHead_;                                        // where it is not the embeddings that it is tied to
    std::vector<Misshapen> misshapen_;
    std::vector<Error> broken_;
};

}  // namespace

std::shared_ptr<Model> buildModel(const ModelFolder& folder, torch::Device device) {
    torch::NoGradGuard noGrad;
    const nn::BuildDevice place(device);
    const std::string where = (folder.path / "config.json").string();
    const Family& family = familyOf(folder.modelType, where);
    checkQuantizationConfig(folder.config, where);
    std::shared_ptr<Model> model;
    try {
        model = family.build(configOf(folder, family), where);
    } catch (const c10::Error& error) {
        if (!device.is_meta()) {  // an impossible size, or too little memory?
            buildModel(folder, torch::kMeta);
            throw;
        }
        const std::string text = error.what_without_backtrace();
        throw Error("no model can be built from it: " + text.substr(0, text.find('\n')), where,
                    "look at its sizes, or fetch the model again");
    } catch (const Json::exception& error) {
        throw Error(std::string("no model can be built from it: ") + error.what(), where, "fetch the model again");
    }
    for (auto& parameter : model->parameters())
        parameter.set_requires_grad(false);
    model->eval();
    return model;
}

std::vector<std::string> tensorProblems(Model& model, const ModelFolder& folder) {
    torch::NoGradGuard noGrad;
    return Loader(model, folder, {}, false).problems();
}

void checkTensors(Model& model, const ModelFolder& folder) {
    torch::NoGradGuard noGrad;
    Loader(model, folder, {}, false).throwIfWrong();
}

std::shared_ptr<Model> loadModel(const ModelFolder& folder, const LoadOptions& options) {
    std::shared_ptr<Model> model;
    try {
        model = buildModel(folder);
    } catch (const c10::Error&) {
        // Sizes beyond the memory are more often a config that belongs to other weights.
        checkTensors(*buildModel(folder, torch::kMeta), folder);
        throw;
    }
    torch::NoGradGuard noGrad;
    Loader(*model, folder, options, true).throwIfWrong();
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

void checkModelTarget(const std::filesystem::path& target) {
    std::error_code code;
    if (!pathExists(target)) return;
    const bool folder = std::filesystem::is_directory(target, code);
    if (folder && (std::filesystem::is_empty(target, code) || pathExists(target / "config.json"))) return;
    throw Error(
        folder ? "is there already, and holds something else than a model" : "is there already, and is no folder",
        target.string(), "choose a new folder");
}

namespace {

// The head may have got a matrix of its own since the model was read.
void untie(Json& config) {
    constexpr const char *kTied = "tie_word_embeddings", *kOlder = "tie_embedding";  // the older one wins: LFM2
    const auto inSection = [&](Json& section) {
        for (const char* key : {kTied, kOlder})
            if (section.value(key, Json()) == Json(true)) section[key] = false;
    };
    if (const auto text = config.find("text_config"); text != config.end() && text->is_object()) inSection(*text);
    inSection(config);
    config[kTied] = false;
}

}  // namespace

void saveModel(const Model& model, const ModelFolder& source, const std::filesystem::path& target, torch::Dtype dtype) {
    constexpr std::uint64_t kShardBytes = 5'000'000'000;
    const Family& family = familyOfFolder(source);
    checkModelTarget(target);
    AtomicFolder folder(target);
    for (const auto& entry : std::filesystem::directory_iterator(source.path)) {
        const auto extension = entry.path().extension();
        const std::string name = entry.path().filename().string();
        // Everything that is no weight belongs to the model: tokenizer, preprocessor, template, licence, ...
        if (extension == ".safetensors" || name.ends_with(".index.json") || extension == ".bin" || extension == ".pt" ||
            extension == ".pth" || extension == ".ckpt")
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
    if (model.head) untie(config);
    writeFileAtomically(folder.path() / "config.json", config.dump(2) + "\n");

    std::vector<torch::Tensor> kept;
    std::map<std::string, checkpoint::TensorView> views;
    const auto add = [&](const std::string& name, const torch::Tensor& tensor) {
        kept.push_back(tensor.detach().to(torch::kCPU, dtype).contiguous());
        views[family.fileName(name)] = checkpoint::viewOf(kept.back());
    };
    std::map<std::string, const nn::LinearImpl*> linears;
    for (const auto& item : model.named_modules())
        if (const auto* linear = dynamic_cast<const nn::LinearImpl*>(item.value().get())) linears[item.key()] = linear;
    std::set<std::string> stacked;
    for (const TensorStack& stack : stacksOf(model)) {
        std::vector<torch::Tensor> matrices;
        for (const auto& layer : stack.layers) {
            matrices.push_back(linears.at(layer)->matrix().dense(dtype).to(torch::kCPU));
            linears.erase(layer);
            stacked.insert(layer + ".weight");
        }
        const auto values = torch::stack(matrices);
        // Of a square no reader can tell which way it is turned.
        const bool turned = family.stacksTransposed && values.size(1) != values.size(2);
        add(stack.name, turned ? values.transpose(1, 2) : values);
    }
    for (const auto& item : storedTensors(model))
        if (!stacked.contains(item.key())) add(item.key(), item.value());
    for (const auto& [name, linear] : linears)
        if (!linear->weight.defined()) add(name + ".weight", linear->matrix().dense(dtype));
    // What the model has no use for stays for those that have.
    std::optional<checkpoint::ShardedTensors> files;
    if (checkpoint::hasWeights(source.path)) files.emplace(source.path);
    if (files)
        for (const auto& [name, view] : files->tensors())
            if (isUnused(family, model, name)) views.emplace(name, view);
    checkpoint::writeSharded(folder.path(), views, kShardBytes);
    folder.publish();
}

}  // namespace atelier::models
