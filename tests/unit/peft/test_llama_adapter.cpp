#include "common/file.h"
#include "generation/generate.h"
#include "models/places.h"
#include "peft/llama_adapter/prompt_attention.h"
#include "tiny_model.h"

#include <gtest/gtest.h>

using namespace atelier;
using namespace atelier::peft;
using namespace atelier::peft::test;

namespace {

constexpr const char* kPlain = "finetuning_type: llama_adapter\nllama_adapter_tokens: 3\nllama_adapter_layers: 2\n";
const std::string kVisual = std::string(kPlain) + "llama_adapter_visual: true\n";

/// A sample for tinyModel("qwen2_vl"): `images` pictures of four tokens each, then text.
models::Encoded sampleOf(std::uint64_t seed, std::int64_t text, int images) {
    auto generator = at::detail::createCPUGenerator(seed);
    models::Encoded sample;
    sample.positionPlanes = 3;
    for (int i = 0; i < images; ++i) {
        const auto pixels = torch::empty({16 * 96}).normal_(0, 1, generator);
        const auto begin = std::ssize(sample.ids);
        models::EncodedMedium picture{Modality::Image, {}, {1, 4, 4}, {{begin, begin + 4}}};
        picture.arrays["pixel_values"] = models::Array::of(
            {16, 96}, std::vector<float>(pixels.data_ptr<float>(), pixels.data_ptr<float>() + pixels.numel()));
        sample.media.push_back(std::move(picture));
        sample.ids.insert(sample.ids.end(), 4, 99);
    }
    const auto words = torch::empty({text}, torch::kInt64).random_(0, 98, generator);
    for (std::int64_t i = 0; i < text; ++i)
        sample.ids.push_back(words[i].item<std::int64_t>());
    for (int plane = 0; plane < 3; ++plane)
        for (std::int64_t i = 0; i < std::ssize(sample.ids); ++i)
            sample.positions.push_back(i);
    sample.labels.assign(sample.ids.size(), models::kIgnore);
    sample.nextPosition = std::ssize(sample.ids);
    return sample;
}

torch::Tensor logitsOf(models::Model& model, const std::vector<models::Encoded>& samples) {
    std::vector<const models::Encoded*> all;
    for (const auto& sample : samples)
        all.push_back(&sample);
    return model.logits(model.hidden(models::pack(all)));
}

struct Attached {
    explicit Attached(const std::string& yaml) : trainable(makeTrainable(*model, family("qwen2_vl"), recipe(yaml), 3)) {
        shake(trainable.parameters());
    }
    std::shared_ptr<models::Model> model = tinyModel();
    Trainable trainable;
};

}  // namespace

TEST(LlamaAdapter, startsAtTheBase) {
    auto model = tinyModel();
    const std::vector<models::Encoded> samples{sampleOf(1, 5, 1)};
    const auto vanilla = logitsOf(*model, samples).detach();
    const auto trainable = makeTrainable(*model, family("qwen2_vl"), recipe(kVisual), 3);
    EXPECT_EQ(difference(logitsOf(*model, samples).detach(), vanilla), 0);
}

TEST(LlamaAdapter, takesTheUpperLayers) {
    const auto namesWith = [](const std::string& layers) {
        auto model = tinyModel();
        std::vector<std::string> names;
        const auto trainable =
            makeTrainable(*model, family("qwen2_vl"), recipe("finetuning_type: llama_adapter\n" + layers), 3);
        for (const auto& parameter : trainable.parameters())
            names.push_back(moduleNameOf(parameter));
        return names;
    };
    const std::string layer = "model.language_model.layers.";
    EXPECT_EQ(namesWith("llama_adapter_layers: 2\n"),
              (std::vector<std::string>{layer + "1.self_attn.adaption_prompt", layer + "1.self_attn.adaption_gate",
                                        layer + "2.self_attn.adaption_prompt", layer + "2.self_attn.adaption_gate"}));
    EXPECT_EQ(namesWith(""),
              (std::vector<std::string>{layer + "2.self_attn.adaption_prompt", layer + "2.self_attn.adaption_gate"}));
    const auto error = errorOf([&] { namesWith("llama_adapter_layers: 4\n"); });
    EXPECT_NE(error.find("4 layers with prompts, but the model has 3"), std::string::npos) << error;
    EXPECT_NE(error.find("recipe.yaml:2"), std::string::npos) << error;
}

TEST(LlamaAdapter, imagesChangeThePromptsOfTheirOwnSequenceAlone) {
    torch::NoGradGuard noGrad;
    Attached with(kVisual);
    for (const bool equalLengths : {false, true}) {
        const std::vector<models::Encoded> samples{sampleOf(1, 5, 1), sampleOf(2, equalLengths ? 9 : 3, 0),
                                                   sampleOf(3, equalLengths ? 1 : 6, 2)};
        std::vector<torch::Tensor> alone;
        for (const auto& sample : samples)
            alone.push_back(logitsOf(*with.model, {sample}));
        EXPECT_LT(difference(logitsOf(*with.model, samples), torch::cat(alone)), 1e-4);
    }
}

TEST(LlamaAdapter, textAloneHasPlainPrompts) {
    torch::NoGradGuard noGrad;
    Attached plain(kPlain), visual(kVisual);
    EXPECT_EQ(difference(logits(*plain.model), logits(*visual.model)), 0);
    const std::vector<models::Encoded> image{sampleOf(1, 5, 1)};
    EXPECT_GT(difference(logitsOf(*plain.model, image), logitsOf(*visual.model, image)), 1e-3);
}

// Media come with the first pass alone, and sequences end one by one.
TEST(LlamaAdapter, generatesAsWithoutACache) {
    torch::NoGradGuard noGrad;
    for (const auto& yaml : {std::string(kPlain), kVisual}) {
        Attached with(yaml);
        const std::vector<models::Encoded> prompts{sampleOf(1, 5, 1), sampleOf(2, 3, 0), sampleOf(3, 2, 2)};
        generation::GenerateOptions options;
        options.maxNewTokens = 8;
        std::vector<const models::Encoded*> all;
        for (const auto& prompt : prompts)
            all.push_back(&prompt);
        const auto free = generation::generate(*with.model, all, options);
        options.endTokens = {free[1][2]};  // the second one ends first
        const auto answers = generation::generate(*with.model, all, options);
        for (std::size_t i = 0; i < prompts.size(); ++i) {
            auto text = prompts[i];
            std::vector<std::int64_t> expected;
            while (std::ssize(expected) < options.maxNewTokens) {
                const auto next = logitsOf(*with.model, {text})[-1].argmax().item<std::int64_t>();
                if (next == options.endTokens[0]) break;
                expected.push_back(next);
                text.ids.push_back(next);
                text.labels.push_back(models::kIgnore);
                text.positions.clear();
                for (int plane = 0; plane < 3; ++plane)
                    for (std::int64_t t = 0; t < std::ssize(text.ids); ++t)
                        text.positions.push_back(t);
            }
            EXPECT_EQ(answers[i], expected) << yaml << i;
        }
        EXPECT_LT(answers[1].size(), 8u);
    }
}

TEST(LlamaAdapter, recomputingGivesTheSameGradients) {
    const std::vector<models::Encoded> samples{sampleOf(1, 5, 1), sampleOf(2, 3, 0)};
    std::vector<std::vector<torch::Tensor>> gradients;
    for (const bool recompute : {false, true}) {
        Attached with(kVisual);
        with.model->recompute = recompute;
        logitsOf(*with.model, samples).square().mean().backward();
        auto& all = gradients.emplace_back();
        for (const auto& parameter : with.trainable.parameters()) {
            ASSERT_TRUE(parameter.tensor.grad().defined()) << parameter.name;
            EXPECT_GT(parameter.tensor.grad().abs().max().item<double>(), 0) << parameter.name;
            all.push_back(parameter.tensor.grad());
        }
    }
    for (std::size_t i = 0; i < gradients[0].size(); ++i)
        EXPECT_LT(difference(gradients[0][i], gradients[1][i]),
                  1e-6 + 1e-5 * gradients[0][i].abs().max().item<double>());
}

TEST(LlamaAdapter, withImagesComesBackFromItsFolder) {
    torch::NoGradGuard noGrad;
    TemporaryFolder temporary;
    Attached with(kVisual);
    const std::vector<models::Encoded> image{sampleOf(1, 5, 1)};
    const auto tuned = logitsOf(*with.model, image);
    saveAdapter(*with.trainable.adapter, temporary.path / "adapter", "base");
    with.trainable.adapter.reset();
    auto loaded = loadAdapter(*with.model, family("qwen2_vl"), temporary.path / "adapter");
    EXPECT_EQ(difference(logitsOf(*with.model, image), tuned), 0);
    loaded->setWeight(0.5);
    const auto half = logitsOf(*with.model, image);
    EXPECT_GT(difference(half, tuned), 1e-3);
    loaded->setWeight(0);
    const auto none = logitsOf(*with.model, image);
    loaded->setEnabled(false);
    EXPECT_EQ(difference(logitsOf(*with.model, image), none), 0);
}

TEST(LlamaAdapter, aFolderThatDoesNotFitIsRefused) {
    TemporaryFolder temporary;
    Attached with(kVisual);
    const auto folder = temporary.path / "adapter";
    saveAdapter(*with.trainable.adapter, folder, "base");
    const auto whole = readJson(folder / "adapter_config.json");
    const auto errorWith = [&](const char* key, const Json& value) {
        auto config = whole;
        config[key] = value;
        writeFileAtomically(folder / "adapter_config.json", config.dump());
        return errorOf([&] { loadAdapter(*with.model, family("qwen2_vl"), folder); });
    };
    EXPECT_NE(errorWith("adapter_layers", 1).find("layers.1.self_attn.adaption_"), std::string::npos);
    EXPECT_NE(errorWith("adapter_layers", 3).find("missing tensors"), std::string::npos);
    EXPECT_NE(errorWith("adapter_layers", 9).find("the model has 3 attention layers"), std::string::npos);
    EXPECT_NE(errorWith("adapter_len", 4).find("instead of [1, 4, 32]"), std::string::npos);
    EXPECT_NE(errorWith("adapter_visual", false).find("adaption_visual.weight"), std::string::npos);
    EXPECT_NE(errorWith("target_modules", "attn").find("must be \"self_attn\""), std::string::npos);
    EXPECT_NE(errorWith("modules_to_save", Json{"lm_head"}), "");
    EXPECT_EQ(errorWith("adapter_layers", 2), "");
}

// One matrix for queries, keys and values gives what three give.
TEST(LlamaAdapter, fusedProjectionsAreTheSame) {
    torch::NoGradGuard noGrad;
    torch::manual_seed(4);
    nn::SelfAttentionOptions options;
    options.hidden = 16, options.heads = 4, options.keyValueHeads = 2, options.headSize = 4;
    options.inputBias = true;
    nn::SelfAttention apart(options);
    options.fused = true;
    nn::SelfAttention fused(options);
    for (auto& parameter : apart->parameters())
        parameter.normal_(0, 0.5);
    fused->qkv->weight.copy_(torch::cat({apart->qProj->weight, apart->kProj->weight, apart->vProj->weight}));
    fused->qkv->bias.copy_(torch::cat({apart->qProj->bias, apart->kProj->bias, apart->vProj->bias}));
    fused->outProj->weight.copy_(apart->outProj->weight);
    const auto hook = std::make_shared<PromptAttention>(torch::randn({1, 3, 16}), torch::ones({1}), torch::Tensor());
    nn::ForwardContext context;
    context.segments = nn::Segments::ofLengths({5});
    const auto x = torch::randn({5, 16});
    const auto plain = apart->forward(x, context);
    apart->hooks.add(hook), fused->hooks.add(hook);
    const auto changed = apart->forward(x, context);
    EXPECT_GT(difference(changed, plain), 1e-2);
    EXPECT_LT(difference(fused->forward(x, context), changed), 1e-5);
}
