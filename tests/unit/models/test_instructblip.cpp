#include "common/error.h"
#include "models/family.h"
#include "nn/stand_alone.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace atelier::models {
namespace {

const char* const kConfig = R"({"image_token_index": 99, "num_query_tokens": 3,
    "qformer_config": {"hidden_size": 24, "intermediate_size": 32, "num_hidden_layers": 3, "num_attention_heads": 2,
                       "vocab_size": 50, "max_position_embeddings": 12},
    "text_config": {"model_type": "llama", "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2,
                    "num_attention_heads": 4, "vocab_size": 100},
    "vision_config": {"hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 2,
                      "image_size": 8, "patch_size": 4}})";

std::shared_ptr<Model> tinyModel(const Json& config = parseJson(kConfig, "config")) {
    auto model = Registry<Family>::instance().at("instructblip", "family").build(config, "config.json");
    torch::NoGradGuard noGrad;
    auto generator = at::detail::createCPUGenerator(7);
    for (auto& parameter : model->parameters())
        parameter.normal_(0, parameter.dim() == 1 ? 0.5 : 0.3, generator).set_requires_grad(false);
    return model;
}

EncodedMedium picture(std::uint64_t seed, std::int64_t place, std::vector<std::int64_t> prompt) {
    auto generator = at::detail::createCPUGenerator(seed);
    const auto pixels = torch::randn({3 * 8 * 8}, generator);
    EncodedMedium medium;
    medium.arrays["pixel_values"] =
        Array::of({1, 3, 8, 8}, std::vector<float>(pixels.data_ptr<float>(), pixels.data_ptr<float>() + 192));
    const auto count = std::ssize(prompt);
    medium.arrays["qformer_input_ids"] = Array::of({1, count}, std::move(prompt));
    medium.tokens = {{place, place + 3}};
    return medium;
}

// Two words behind the tokens of its pictures, each read with its own prompt.
Encoded sample(const std::vector<std::vector<std::int64_t>>& prompts) {
    Encoded encoded;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        encoded.media.push_back(picture(i + 1, std::ssize(encoded.ids), prompts[i]));
        encoded.ids.insert(encoded.ids.end(), 3, 99);
    }
    encoded.ids.insert(encoded.ids.end(), {5, 7});
    encoded.labels.assign(encoded.ids.size(), kIgnore);
    encoded.labels.back() = 7;
    for (std::int64_t i = 0; i < std::ssize(encoded.ids); ++i)
        encoded.positions.push_back(i);
    return encoded;
}

torch::Tensor hiddenOf(Model& model, const std::vector<Encoded>& samples) {
    std::vector<const Encoded*> pointers;
    for (const auto& one : samples)
        pointers.push_back(&one);
    return model.hidden(pack(pointers));
}

TEST(InstructBlip, ThePromptChangesWhatIsSeenOfAPicture) {
    torch::NoGradGuard noGrad;
    auto model = tinyModel();
    const auto one = hiddenOf(*model, {sample({{2, 10, 11, 3}})}), same = hiddenOf(*model, {sample({{2, 10, 11, 3}})}),
               other = hiddenOf(*model, {sample({{2, 12, 11, 3}})}),
               longer = hiddenOf(*model, {sample({{2, 10, 11, 4, 3}})});
    EXPECT_TRUE(torch::equal(one, same));
    EXPECT_GT((one - other).abs().max().item<double>(), 1e-3);
    EXPECT_GT((one - longer).abs().max().item<double>(), 1e-3);
}

TEST(InstructBlip, PicturesInAPackDoNotSeeEachOther) {
    torch::NoGradGuard noGrad;
    auto model = tinyModel();
    const std::vector<Encoded> samples{sample({{2, 10, 11, 3}, {2, 9, 3}}), sample({}), sample({{2, 3}})};
    std::vector<torch::Tensor> alone;
    for (const auto& one : samples)
        alone.push_back(hiddenOf(*model, {one}));
    EXPECT_LT((hiddenOf(*model, samples) - torch::cat(alone)).abs().max().item<double>(), 1e-5);
}

TEST(InstructBlip, EveryPartGetsItsGradientAlsoWhenBlocksComputeAgain) {
    std::vector<std::map<std::string, torch::Tensor>> gradients;
    for (const bool recompute : {false, true}) {
        auto model = tinyModel();
        for (const auto& part : model->parts())
            model->trainedParts.insert(part.name);
        for (auto& parameter : model->parameters())
            parameter.set_requires_grad(true);
        model->recompute = recompute;
        hiddenOf(*model, {sample({{2, 10, 11, 3}, {2, 9, 3}}), sample({{2, 3}})}).square().sum().backward();
        auto& own = gradients.emplace_back();
        for (const auto& item : model->named_parameters())
            if (item.value().grad().defined()) own[item.key()] = item.value().grad().clone();
    }
    ASSERT_EQ(gradients[0].size(), gradients[1].size());
    for (const char* name : {"vision_model.embeddings.class_embedding", "qformer.query_tokens",
                             "qformer.encoder.layer.2.crossattention.attention.key.weight",
                             "qformer.embeddings.word_embeddings.weight", "language_projection.weight"})
        EXPECT_GT(gradients[0].at(name).norm().item<double>(), 1e-3) << name;
    for (const auto& [name, gradient] : gradients[0])
        EXPECT_LE((gradient - gradients[1].at(name)).norm().item<double>(), 1e-5 * (1 + gradient.norm().item<double>()))
            << name;
}

TEST(InstructBlip, FrozenPartsRecordNothing) {
    auto model = tinyModel();
    model->trainedParts = {"language_projection"};
    std::size_t trained = 0;
    for (auto& item : model->named_parameters())
        if (model->partOf(item.key()).name == "language_projection") item.value().set_requires_grad(true), ++trained;
    EXPECT_EQ(trained, 2U);
    hiddenOf(*model, {sample({{2, 10, 3}})}).sum().backward();
    for (const auto& item : model->named_parameters())
        EXPECT_EQ(item.value().grad().defined(), item.key().starts_with("language_projection.")) << item.key();
}

TEST(InstructBlip, EachPartHasItsRole) {
    std::vector<std::pair<std::string, Role>> parts;
    auto model = tinyModel();
    for (const auto& part : model->parts())
        parts.emplace_back(part.name, part.role);
    EXPECT_EQ(parts, (std::vector<std::pair<std::string, Role>>{{"vision_model", Role::Encoder},
                                                                {"qformer", Role::Bridge},
                                                                {"language_projection", Role::Bridge},
                                                                {"language_model", Role::Language}}));
    EXPECT_EQ(model->partOf("qformer.query_tokens").name, "qformer");
    EXPECT_EQ(model->partOf("language_model.lm_head.weight").name, "language_model");
}

TEST(InstructBlip, LayersOfTheQFormerRunByThemselves) {
    torch::NoGradGuard noGrad;
    auto model = tinyModel();
    std::size_t count = 0;
    for (const auto& module : model->modules()) {
        const auto* own = dynamic_cast<const nn::StandAlone*>(module.get());
        if (!own) continue;
        ++count;
        const auto context = own->example(7, 10, torch::kFloat32, torch::kCPU);
        EXPECT_EQ(context.segments.count(), 2);
        EXPECT_EQ(context.media.rows.size(0), 10);
        const auto x = torch::ones({context.segments.total(), 24});
        EXPECT_EQ(std::dynamic_pointer_cast<nn::Block>(module)->forward(x, context).sizes(), x.sizes());
    }
    EXPECT_EQ(count, 3U);
}

TEST(InstructBlip, RefusesWhatItCannotCompute) {
    const auto messageOf = [](const std::function<void(Json&)>& change) -> std::string {
        Json config = parseJson(kConfig, "config");
        change(config);
        try {
            tinyModel(config);
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    };
    using Change = std::function<void(Json&)>;
    const std::pair<Change, const char*> cases[] = {
        {[](Json& c) { c["text_config"]["model_type"] = "t5"; }, "only decoders are supported"},
        {[](Json& c) { c["use_decoder_only_language_model"] = false; }, "only decoders are supported"},
        {[](Json& c) { c["text_config"].erase("model_type"); }, "\"opt\""},
        {[](Json& c) { c.erase("qformer_config"); }, "qformer_config"},
        {[](Json& c) { c["qformer_config"]["num_attention_heads"] = 5; }, "no multiple of \"num_attention_heads\" 5"},
        {[](Json& c) { c["vision_config"]["patch_size"] = 0; }, "\"patch_size\" must be at least 1"},
    };
    for (const auto& [change, words] : cases)
        EXPECT_NE(messageOf(change).find(words), std::string::npos) << words << ": " << messageOf(change);
    torch::NoGradGuard noGrad;
    auto model = tinyModel();
    EXPECT_THROW(hiddenOf(*model, {sample({std::vector<std::int64_t>(13, 4)})}), Error);
    auto without = sample({{2, 3}});
    without.media[0].arrays.erase("qformer_input_ids");
    EXPECT_THROW(hiddenOf(*model, {without}), Error);
}

}  // namespace
}  // namespace atelier::models
