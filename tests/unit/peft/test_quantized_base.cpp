#include "common/error.h"
#include "models/places.h"
#include "models/quantization.h"
#include "tiny_model.h"

#include <gtest/gtest.h>

using namespace atelier;
using namespace atelier::peft;
using namespace atelier::peft::test;

// Adapters on quantised weights answer and learn as on dense weights of the same values.
namespace {

class QuantizedBase : public testing::TestWithParam<std::tuple<std::string, std::int64_t, std::string>> {
protected:
    struct Setup {
        std::shared_ptr<models::Model> model;
        Trainable trainable;
        torch::Tensor logits;
        Tensors gradients;
    };

    // `dense`: the values that the quantised weights stand for, as plain matrices.
    Setup make(bool dense) const {
        const auto& [method, bits, kind] = GetParam();
        models::QuantizationOptions options;
        options.bits = bits;
        auto model = tinyModel(kind);
        for (const auto& place : models::findPlaces(*model).linears) {
            auto weight = models::quantized(place.module->matrix().dense(torch::kFloat32), options, torch::kCPU);
            EXPECT_STRNE(weight->format(), "dense");
            if (dense) weight = std::make_shared<nn::DenseWeight>(weight->dense(torch::kFloat32));
            auto linear = place.module;
            linear->setMatrix(weight);
        }
        Setup setup{model, makeTrainable(*model, family(kind), recipe("finetuning_type: " + method + "\n"), 3), {}, {}};
        shake(setup.trainable.parameters());
        const auto logits = model->logits(model->hidden(textBatch(*model)));
        logits.square().mean().backward();
        setup.logits = logits.detach();
        for (const auto& parameter : setup.trainable.parameters())
            setup.gradients[parameter.name] = parameter.tensor.grad();
        return setup;
    }
};

std::vector<std::string> methodsOnQuantizedWeights() {
    std::vector<std::string> names;
    for (const auto& name : methodNames())
        if (methodInfo(name).isAdapter() && methodInfo(name).quantizedBase) names.push_back(name);
    return names;
}

}  // namespace

TEST_P(QuantizedBase, equalsDenseWeightsOfTheSameValues) {
    const auto quantized = make(false), dense = make(true);
    const double scale = dense.logits.abs().max().item<double>();
    EXPECT_LT(difference(quantized.logits, dense.logits), 1e-4 * scale);
    ASSERT_FALSE(dense.gradients.empty());
    for (const auto& [name, gradient] : dense.gradients) {
        ASSERT_TRUE(gradient.defined() && quantized.gradients.at(name).defined()) << name;
        EXPECT_LT(difference(quantized.gradients.at(name), gradient), 1e-3 * gradient.abs().max().item<double>() + 1e-7)
            << name;
    }
}

INSTANTIATE_TEST_SUITE_P(All, QuantizedBase,
                         testing::Combine(testing::ValuesIn(methodsOnQuantizedWeights()), testing::Values(4, 8),
                                          testing::Values("qwen2_vl", "qwen3_5")));

TEST(QuantizedBaseWeights, mergeExactlyOnceTheyAreDense) {
    auto model = tinyModel();
    models::QuantizationOptions options;
    options.bits = 4;
    for (const auto& place : models::findPlaces(*model).linears) {
        auto linear = place.module;
        linear->setMatrix(models::quantized(linear->matrix().dense(torch::kFloat32), options, torch::kCPU));
    }
    auto trainable = makeTrainable(*model, family("qwen2_vl"), recipe("lora_rank: 2\n"), 3);
    shake(trainable.parameters());
    const auto tuned = logits(*model);
    models::makeDense(*model, torch::kFloat32);
    for (const auto& place : models::findPlaces(*model).linears)
        EXPECT_STREQ(place.module->matrix().format(), "dense");
    trainable.adapter->merge();
    EXPECT_LT(difference(logits(*model), tuned), 1e-4 * tuned.abs().max().item<double>());
}

TEST(QuantizedBaseWeights, areNoneThatTrain) {
    for (const auto& name : methodNames()) {
        if (methodInfo(name).quantizedBase) continue;
        EXPECT_NE(errorOf([&] { checkMethod(recipe("finetuning_type: " + name + "\nquantization_bit: 4\n")); }), "")
            << name;
    }
}
