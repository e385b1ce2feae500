#include "nn/recompute.h"
#include "training/loss.h"
#include "unit/training/support.h"

namespace atelier::training::test {
namespace {

// Gradients of two packed batches, pictures in them, with and without kept activations.
std::vector<torch::Tensor> gradientsOf(const std::string& family, const std::string& recipe, bool recompute) {
    at::set_num_threads(1);
    auto model = peft::test::tinyModel(family);
    auto trainable = peft::makeTrainable(*model, peft::test::family(family), peft::test::recipe(recipe), 5);
    peft::test::shake(trainable.parameters());
    if (trainable.adapter) trainable.adapter->train(true);
    model->recompute = recompute;
    torch::manual_seed(3);
    for (const std::uint64_t seed : {1, 2}) {
        std::vector<models::Encoded> samples;
        for (std::uint64_t i = 0; i < 3; ++i)
            samples.push_back(
                randomSample(10 * seed + i, 5 + static_cast<std::int64_t>(i), 3, family != "llava" && i == 1));
        std::vector<const models::Encoded*> pointers;
        for (auto& sample : samples) {
            if (family == "llava") {  // one plane of positions
                sample.positions.resize(sample.ids.size());
                sample.positionPlanes = 1;
            }
            pointers.push_back(&sample);
        }
        const auto batch = models::pack(pointers);
        batchLoss(*model, batch).backward();
    }
    std::vector<torch::Tensor> gradients{torch::rand({4})};  // the generator is as far
    for (const auto& parameter : trainable.parameters())
        gradients.push_back(parameter.tensor.grad().defined() ? parameter.tensor.grad().clone() : torch::zeros({1}));
    return gradients;
}

TEST(Recompute, GradientsAreTheSame) {
    const char* recipes[] = {
        "finetuning_type: lora\nlora_rank: 4\nlora_dropout: 0.3\nfreeze_vision_tower: false\n",
        "finetuning_type: ia3\n",
        "finetuning_type: prefix\n",
        "finetuning_type: full\nfreeze_vision_tower: false\nfreeze_multi_modal_projector: false\n",
        "finetuning_type: freeze\nfreeze_trainable_layers: 1\n",
    };
    for (const char* family : {"qwen2_vl", "qwen3_5", "llava"})
        for (const std::string recipe : recipes) {
            const auto kept = gradientsOf(family, recipe, false), again = gradientsOf(family, recipe, true);
            ASSERT_EQ(kept.size(), again.size());
            double sum = 0;
            for (std::size_t i = 0; i < kept.size(); ++i) {
                // A prefix's and a tied gradient is added up in another order, as are those of the projections of a
                // recurrent layer, which computes its inner part again in any case; all else is equal to the last bit.
                const bool recurrent = family == std::string("qwen3_5");
                if (!recurrent && recipe.find("prefix") == std::string::npos &&
                    recipe.find("full") == std::string::npos)
                    EXPECT_TRUE(torch::equal(kept[i], again[i])) << family << " " << recipe << i;
                EXPECT_LE((kept[i] - again[i]).norm().item<double>(),
                          (recurrent ? 1e-5 : 1e-6) * (1 + kept[i].norm().item<double>()))
                    << family << " " << recipe << i;
                if (i > 0) sum += kept[i].norm().item<double>();  // the first is no gradient
            }
            EXPECT_GT(sum, 0.3) << family << " " << recipe << ": no gradient: the test shows nothing";
        }
}

TEST(Recompute, KeepsNothingAndCallsAgainForTheGradient) {
    int calls = 0;
    const auto weight = torch::ones({3}).requires_grad_();
    const auto f = [&](const torch::Tensor& x) {
        ++calls;
        EXPECT_EQ(x.requires_grad() && torch::GradMode::is_enabled(), calls == 2);
        return at::dropout(x * weight, 0.5, true);
    };
    const auto x = torch::ones({3}).requires_grad_();
    torch::manual_seed(8);
    const auto y = nn::recomputed(f, x);
    EXPECT_EQ(calls, 1);
    torch::manual_seed(1);  // elsewhere
    y.sum().backward();
    const auto next = torch::rand({2});
    EXPECT_EQ(calls, 2);
    EXPECT_TRUE(torch::equal(weight.grad(), y.detach()));  // of ones: what was dropped has no gradient
    EXPECT_TRUE(torch::equal(x.grad(), y.detach()));
    torch::manual_seed(1);
    EXPECT_TRUE(torch::equal(next, torch::rand({2}))) << "the second call moved the generator";

    // What trains nothing is not recorded at all.
    const auto plain = nn::recomputed([](const torch::Tensor& input) { return input * 2; }, torch::ones({2}));
    EXPECT_FALSE(plain.requires_grad());
}

}  // namespace
}  // namespace atelier::training::test
