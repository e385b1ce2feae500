#include "common/error.h"
#include "models/places.h"
#include "peft/attachment.h"
#include "peft/llama_adapter/options.h"
#include "peft/llama_adapter/prompt_attention.h"
#include "peft/method.h"
#include "peft/random_start.h"
#include "peft/saved_places.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <set>

// LLaMA-Adapter (Zhang et al., 2023, arXiv 2303.16199): prompts in the upper layers' attention behind a gate that
// starts at zero. Names and config: PEFT 0.21, whose gate is one number without tanh. Images in the prompts are the
// paper's multimodal variant, with one matrix for all layers; PEFT has none.
namespace atelier::peft {
namespace {

constexpr const char *kPrompt = ".adaption_prompt", *kGate = ".adaption_gate", *kVisual = "adaption_visual.weight";
constexpr const char* kVisualKey = "adapter_visual";  // of adapter_config.json; PEFT warns that it does not know it

using Layer = models::Places::Place<nn::SelfAttention>;

/// Trained tensors: of each layer, and the matrix for images.
struct Trained {
    std::vector<torch::Tensor> prompts, gates;
    torch::Tensor visual;
};

std::string endOf(const std::string& name) {
    return name.substr(name.rfind('.') + 1);
}

class LlamaAdapter : public Adapter {
public:
    LlamaAdapter(const std::vector<Layer>& layers, const Trained& tensors)
        : target_(endOf(layers.front().name)), tokens_(tensors.prompts.front().size(1)), visual_(tensors.visual) {
        for (std::size_t i = 0; i < layers.size(); ++i) {
            auto place = layers[i].module;
            auto hook = std::make_shared<PromptAttention>(tensors.prompts[i], tensors.gates[i], visual_);
            attachments_.emplace_back(place.ptr(), place->hooks, hook);
            parameters_.push_back({kNamePrefix + layers[i].name + kPrompt, hook->prompt()});
            parameters_.push_back({kNamePrefix + layers[i].name + kGate, hook->gate()});
            hooks_.push_back(std::move(hook));
        }
        if (visual_.defined()) parameters_.push_back({kVisual, visual_});
    }

    const std::vector<Parameter>& parameters() const override { return parameters_; }
    Json config() const override {
        Json config = configHead("ADAPTION_PROMPT");
        config["target_modules"] = target_;
        config["adapter_len"] = tokens_;
        config["adapter_layers"] = hooks_.size();
        if (visual_.defined()) config[kVisualKey] = true;
        return config;
    }
    void setEnabled(bool enabled) override {
        for (auto& attachment : attachments_)
            attachment.set(enabled);
    }
    void setWeight(double weight) override {
        for (auto& hook : hooks_)
            hook->weight = weight;
    }
    void merge() override {
        throw Error("LLaMA-Adapter cannot be merged: its prompts belong to no weight", {},
                    "keep the adapter folder beside the model");
    }

private:
    std::string target_;
    std::int64_t tokens_;
    torch::Tensor visual_;
    std::vector<std::shared_ptr<PromptAttention>> hooks_;
    std::vector<Attachment<nn::AttentionHook>> attachments_;
    std::vector<Parameter> parameters_;
};

// Attention layers of the language model, in the order in which they compute.
std::vector<Layer> layersOf(models::Model& model) {
    std::vector<Layer> layers;
    for (const auto& place : models::findPlaces(model).attentions)
        if (place.part->role == models::Role::Language) layers.push_back(place);
    if (layers.empty()) throw Error("LLaMA-Adapter needs attention layers, which this model does not have");
    return layers;
}

// The upper `count` of them; `where` asked for so many.
std::vector<Layer> upper(std::vector<Layer> layers, std::int64_t count, const std::string& where) {
    if (count < 1 || count > std::ssize(layers))
        throw Error(std::to_string(count) + " layers with prompts, but the model has " + std::to_string(layers.size()) +
                        " attention layers",
                    where, "take a number from 1 to " + std::to_string(layers.size()));
    layers.erase(layers.begin(), layers.end() - count);
    for (const Layer& layer : layers)
        if (layer.module->options.keysOf)
            throw Error(layer.name + " takes keys of an earlier layer, but LLaMA-Adapter needs layers with their own",
                        "finetuning_type", "take lora");
    return layers;
}

std::unique_ptr<Adapter> create(models::Model& model, const settings::Recipe& recipe, std::uint64_t seed) {
    const auto options = LlamaAdapterOptions::schema().read(recipe);
    auto layers = layersOf(model);
    const std::int64_t usual = std::max<std::int64_t>(1, std::ssize(layers) - 2);
    layers = upper(std::move(layers), options.layers.value_or(usual), recipe.location("llama_adapter_layers"));
    const auto device = model.device();
    const auto generatorFor = [&](const std::string& name) { return startGenerator(seed, name); };
    Trained tensors;
    for (auto& layer : layers) {
        auto generator = generatorFor(layer.name);
        const std::int64_t hidden = layer.module->options.hidden;
        tensors.prompts.push_back(torch::empty({1, options.tokens, hidden}).normal_(0, 1, generator).to(device));
        tensors.gates.push_back(torch::zeros({1}).to(device));
    }
    if (options.visual) {
        auto generator = generatorFor(kVisual);
        const std::int64_t hidden = model.language().hidden;
        const double bound = 1 / std::sqrt(static_cast<double>(hidden));
        tensors.visual = torch::empty({hidden, hidden}).uniform_(-bound, bound, generator).to(device);
    }
    return std::make_unique<LlamaAdapter>(layers, tensors);
}

std::unique_ptr<Adapter> load(models::Model& model, const SavedAdapter& saved) {
    const std::string where = saved.where + "/adapter_config.json";
    refuseUnless(saved, "modules_to_save");
    const auto tokens = jsonAt<std::int64_t>(saved.config, "adapter_len", where);
    const auto layers = upper(layersOf(model), jsonAt<std::int64_t>(saved.config, "adapter_layers", where), where);
    for (const auto& layer : layers)
        if (const auto own = endOf(layer.name);
            jsonAt<std::string>(saved.config, "target_modules", where, std::string("self_attn")) != own)
            throw Error("\"target_modules\" must be \"" + own + "\", the attention layers of this model", where,
                        "the adapter belongs to another model");

    std::set<std::string> used;
    std::vector<std::string> missing;
    ShapeCheck shapes;
    const auto take = [&](const std::string& name, const std::vector<std::int64_t>& shape) {
        const auto found = saved.tensors.find(name);
        if (found == saved.tensors.end()) return missing.push_back(name), torch::Tensor();
        used.insert(name);
        shapes.expect(name, found->second, shape);
        return found->second.to(model.device());
    };
    Trained tensors;
    for (const auto& layer : layers) {
        auto module = layer.module;
        tensors.prompts.push_back(take(kNamePrefix + layer.name + kPrompt, {1, tokens, module->options.hidden}));
        tensors.gates.push_back(take(kNamePrefix + layer.name + kGate, {1}));
    }
    const std::int64_t hidden = model.language().hidden;
    if (jsonAt<bool>(saved.config, kVisualKey, where, false)) tensors.visual = take(kVisual, {hidden, hidden});
    std::vector<std::string> unknown;
    for (const auto& [name, _] : saved.tensors)
        if (!used.contains(name)) unknown.push_back(name);
    if (!unknown.empty())
        throw Error("tensors that find no place in the model: " + listed(unknown), saved.where,
                    "the adapter belongs to another model, or its adapter_config.json to another adapter");
    if (!missing.empty())
        throw Error("missing tensors: " + listed(missing), saved.where, "the file is incomplete: save it again");
    shapes.throwIfWrong(saved.where);
    return std::make_unique<LlamaAdapter>(layers, tensors);
}

const Registry<Method>::Entry entry{"llama_adapter", {create, load}};

}  // namespace
}  // namespace atelier::peft
