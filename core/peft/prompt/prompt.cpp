#include "common/error.h"
#include "common/random.h"
#include "peft/attachment.h"
#include "peft/method.h"
#include "peft/prompt/options.h"
#include "peft/random_start.h"
#include "peft/saved_places.h"

#include <torch/torch.h>

// Prompt tuning (Lester et al., 2021, arXiv 2104.08691): learned embeddings in front of every sequence. Names and
// config: PEFT 0.21.
namespace atelier::peft {
namespace {

constexpr const char* kEmbeddings = "prompt_embeddings";

class PromptTokens : public nn::SequenceHook {
public:
    explicit PromptTokens(torch::Tensor embeddings)
        : SequenceHook(embeddings.size(0), embeddings.size(0)), embeddings_(std::move(embeddings)) {}
    torch::Tensor tokens(torch::Dtype dtype) override { return embeddings_.to(dtype); }

private:
    torch::Tensor embeddings_;
};

class Prompt : public Adapter {
public:
    Prompt(models::Model& model, torch::Tensor embeddings)
        : parameters_{{kEmbeddings, embeddings}},
          layers_(std::ssize(model.decoder->layers)),
          attachment_(nullptr, model.sequenceHooks, std::make_shared<PromptTokens>(embeddings)) {}

    const std::vector<Parameter>& parameters() const override { return parameters_; }
    Json config() const override {
        Json config = configHead("PROMPT_TUNING");
        config["num_virtual_tokens"] = parameters_[0].tensor.size(0);
        config["token_dim"] = parameters_[0].tensor.size(1);
        config["num_transformer_submodules"] = 1;
        config["num_attention_heads"] = nullptr;
        config["num_layers"] = layers_;
        config["modules_to_save"] = nullptr;
        config["prompt_tuning_init"] = "RANDOM";
        config["prompt_tuning_init_text"] = nullptr;
        config["tokenizer_name_or_path"] = nullptr;
        return config;
    }
    void setEnabled(bool enabled) override { attachment_.set(enabled); }
    void merge() override {
        throw Error("prompt tuning cannot be merged: its tokens belong to no weight", {},
                    "keep the adapter folder beside the model");
    }

private:
    std::vector<Parameter> parameters_;
    std::int64_t layers_;
    Attachment<nn::SequenceHook> attachment_;
};

torch::Tensor startOf(const models::Model& model, const PromptOptions& options, std::uint64_t seed) {
    const std::int64_t hidden = model.language().hidden;
    if (options.start == "random") {
        const auto generator = startGenerator(seed, kEmbeddings);
        return torch::empty({options.tokens, hidden}).normal_(0, 1, generator);
    }
    Random random({seed, stableHash(kEmbeddings)});
    std::vector<std::int64_t> words;
    for (std::int64_t i = 0; i < options.tokens; ++i)
        words.push_back(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(model.language().vocabulary)));
    const auto& table = model.decoder->embedTokens->weight;
    return table.index_select(0, torch::tensor(words, torch::kInt64).to(table.device())).to(torch::kFloat32).clone();
}

std::unique_ptr<Adapter> create(models::Model& model, const settings::Recipe& recipe, std::uint64_t seed) {
    torch::NoGradGuard noGrad;
    const auto options = PromptOptions::schema().read(recipe);
    return std::make_unique<Prompt>(model, startOf(model, options, seed).to(model.device()));
}

std::unique_ptr<Adapter> load(models::Model& model, const SavedAdapter& saved) {
    refuseUnless(saved, "modules_to_save");
    std::vector<std::string> unknown;
    for (const auto& [name, _] : saved.tensors)
        if (name != kEmbeddings) unknown.push_back(name);
    if (!unknown.empty())
        throw Error("tensors that find no place in the model: " + listed(unknown), saved.where,
                    "a prompt has one tensor, prompt_embeddings");
    const auto found = saved.tensors.find(kEmbeddings);
    if (found == saved.tensors.end()) throw Error("tensor \"prompt_embeddings\" is missing", saved.where);
    const std::string where = saved.where + "/adapter_config.json";
    ShapeCheck shapes;
    shapes.expect(kEmbeddings, found->second,
                  {jsonAt<std::int64_t>(saved.config, "num_virtual_tokens", where), model.language().hidden});
    shapes.throwIfWrong(saved.where);
    return std::make_unique<Prompt>(model, found->second.to(model.device()));
}

const Registry<Method>::Entry entry{"prompt", {create, load}};

}  // namespace
}  // namespace atelier::peft
