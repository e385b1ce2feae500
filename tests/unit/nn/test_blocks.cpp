#include "common/error.h"
#include "nn/activation.h"
#include "nn/decoder.h"
#include "nn/frozen_product.h"
#include "nn/patch_projection.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace atelier::nn {
namespace {

void fill(torch::nn::Module& module) {
    torch::NoGradGuard noGrad;
    auto generator = at::detail::createCPUGenerator(5);
    for (auto& parameter : module.parameters())
        parameter.normal_(0, 0.3, generator);
}

TEST(Activation, equalsItsFormula) {
    const auto x = torch::linspace(-4, 4, 33);
    const auto erf = x * 0.5 * (1 + torch::erf(x / std::sqrt(2.0)));
    const auto tanh = 0.5 * x * (1 + torch::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x.pow(3))));
    EXPECT_TRUE(torch::allclose(activate(activationFrom("silu", "t"), x), x * torch::sigmoid(x), 1e-5, 1e-6));
    EXPECT_TRUE(torch::allclose(activate(activationFrom("gelu", "t"), x), erf, 1e-5, 1e-6));
    EXPECT_TRUE(torch::allclose(activate(activationFrom("gelu_pytorch_tanh", "t"), x), tanh, 1e-5, 1e-6));
    EXPECT_TRUE(
        torch::allclose(activate(activationFrom("quick_gelu", "t"), x), x * torch::sigmoid(1.702 * x), 1e-5, 1e-6));
    EXPECT_TRUE(torch::equal(activate(activationFrom("relu", "t"), x), x.clamp_min(0)));
    EXPECT_THROW(activationFrom("gealu", "t"), Error);
}

TEST(Norm, equalsItsFormula) {
    Norm rms(NormOptions{NormKind::RMSNorm, 1e-2}, 8), one(NormOptions{NormKind::RMSNormOne, 1e-2}, 8),
        layer(NormOptions{NormKind::LayerNorm, 1e-2}, 8);
    fill(*rms), fill(*one), fill(*layer);
    const auto x = torch::randn({3, 8}) * 0.1;
    EXPECT_TRUE(
        torch::allclose(rms->forward(x), x / (x.pow(2).mean(-1, true) + 1e-2).sqrt() * rms->weight, 1e-5, 1e-6));
    EXPECT_TRUE(
        torch::allclose(one->forward(x), x / (x.pow(2).mean(-1, true) + 1e-2).sqrt() * (1 + one->weight), 1e-5, 1e-6));
    const auto centred = x - x.mean(-1, true);
    EXPECT_TRUE(torch::allclose(layer->forward(x),
                                centred / (centred.pow(2).mean(-1, true) + 1e-2).sqrt() * layer->weight + layer->bias,
                                1e-5, 1e-6));
}

TEST(PatchProjection, isAConvolutionWhoseStrideIsItsKernel) {
    PatchProjection projection(std::vector<std::int64_t>{5, 3, 4, 4}, true);
    fill(*projection);
    const auto images = torch::randn({2, 3, 8, 12});
    const auto expected =
        at::conv2d(images, projection->weight, projection->bias, /*stride=*/4).flatten(2).transpose(1, 2);
    EXPECT_TRUE(torch::allclose(projection->ofImages(images), expected, 1e-4, 1e-5));
}

DecoderOptions small(std::int64_t window = 0) {
    DecoderOptions o;
    o.vocabulary = 20, o.hidden = 16;
    o.rotaries = {RotaryOptions{4}};
    for (std::int64_t i = 0; i < 2; ++i) {
        SelfAttentionOptions attention{.hidden = 16, .heads = 4, .keyValueHeads = 2, .headSize = 4, .inputBias = true};
        attention.layer = i;
        attention.window = i == 0 ? window : 0;
        attention.headNorm = NormOptions{};
        attention.gated = i == 1;
        DecoderLayerOptions layer;
        layer.mixer = [attention] { return std::make_shared<SelfAttentionImpl>(attention); };
        layer.mlp = [] { return std::make_shared<GatedMlpImpl>(16, 24, Activation::Silu); };
        o.layers.push_back(layer);
    }
    return o;
}

ForwardContext contextOf(const Segments& segments, Cache* cache = nullptr) {
    ForwardContext context;
    context.segments = segments;
    context.cache = cache;
    return context;
}

// Several sequences in one pass, each alone, and token by token with a cache: the same.
class PackedDecoder : public testing::TestWithParam<std::int64_t> {};

TEST_P(PackedDecoder, equalsAloneAndCached) {
    torch::NoGradGuard noGrad;
    Decoder decoder(small(GetParam()));
    fill(*decoder);
    const std::vector<std::int64_t> lengths{5, 1, 3};
    const auto segments = Segments::ofLengths(lengths);
    const auto x = torch::randn({9, 16});
    std::vector<torch::Tensor> places;
    for (const auto length : lengths)
        places.push_back(torch::arange(length));
    const auto positions = torch::cat(places).unsqueeze(0);
    const auto packed = decoder->forward(x, positions, contextOf(segments));
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        const auto begin = segments.bounds[i];
        const auto alone = decoder->forward(x.narrow(0, begin, lengths[i]), positions.narrow(1, begin, lengths[i]),
                                            contextOf(Segments::ofLengths({lengths[i]})));
        EXPECT_TRUE(torch::allclose(packed.narrow(0, begin, lengths[i]), alone, 1e-4, 1e-5));
        Cache cache(2, 1, lengths[i]);
        for (std::int64_t t = 0; t < lengths[i]; ++t) {
            const auto step = decoder->forward(x.narrow(0, begin + t, 1), positions.narrow(1, begin + t, 1),
                                               contextOf(Segments::ofLengths({1}), &cache));
            EXPECT_TRUE(torch::allclose(step[0], packed[begin + t], 1e-4, 1e-5));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(windows, PackedDecoder, testing::Values(0, 2));

TEST(Decoder, additionsGoBehindTheirLayer) {
    torch::NoGradGuard noGrad;
    Decoder decoder(small());
    fill(*decoder);
    const auto x = torch::randn({4, 16}), extra = torch::randn({2, 16});
    const auto positions = torch::arange(4).unsqueeze(0);
    auto context = contextOf(Segments::ofLengths({4}));
    context.additions[1] = {torch::tensor({1, 2}), extra};
    const auto with = decoder->forward(x, positions, context);
    auto plain = contextOf(Segments::ofLengths({4}));
    plain.rotaries = {makeRotary(positions, decoder->options.rotaries[0])};
    auto y = x;
    for (auto& layer : decoder->layers)
        y = layer->forward(y, plain);
    y.narrow(0, 1, 2).add_(extra);
    EXPECT_TRUE(torch::allclose(with, decoder->norm->forward(y), 1e-5, 1e-6));
}

TEST(Linear, computesInTheInputsType) {
    Linear linear(LinearOptions{4, 3, true});
    fill(*linear);
    const auto x = torch::randn({2, 4}).to(torch::kBFloat16);
    EXPECT_EQ(linear->forward(x).scalar_type(), torch::kBFloat16);
}

TEST(FrozenProduct, equalsLinearWithItsGradient) {
    for (const std::int64_t rows : {0, 1, 3, 40})
        for (const bool biased : {true, false}) {
            const auto weight = torch::randn({24, 16}), bias = biased ? torch::randn({24}) : torch::Tensor();
            const auto a = torch::randn({rows, 16}).requires_grad_(), b = a.detach().clone().requires_grad_();
            const auto expected = at::linear(a, weight, bias), actual = frozenProduct(b, weight, bias);
            EXPECT_TRUE(torch::allclose(actual, expected, 1e-4, 1e-5));
            const auto gradient = torch::randn({24, rows}).t();  // not contiguous
            expected.backward(gradient), actual.backward(gradient);
            EXPECT_TRUE(torch::allclose(b.grad(), a.grad(), 1e-4, 1e-5));
            torch::NoGradGuard noGrad;
            EXPECT_TRUE(torch::allclose(frozenProduct(b, weight, bias), expected, 1e-4, 1e-5));
        }
}

// Whether this CPU has instructions for them or not.
TEST(Products, sixteenBitsAreRoundedOnce) {
    for (const auto dtype : {torch::kBFloat16, torch::kFloat16})
        for (const std::int64_t rows : {1, 3, 40})
            for (const auto [trained, biased] : {std::pair(true, true), {true, false}, {false, true}, {false, false}}) {
                const auto leaf = [&](const torch::Tensor& values) { return values.to(dtype).requires_grad_(); };
                const auto x = leaf(torch::randn({rows, 160})), weight = leaf(torch::randn({96, 160})),
                           bias = biased ? leaf(torch::randn({96})) : torch::Tensor();
                const auto wide = [](const torch::Tensor& one) {
                    return one.defined() ? one.detach().to(torch::kFloat32).requires_grad_() : one;
                };
                const auto wideX = wide(x), wideWeight = wide(weight), wideBias = wide(bias);
                const auto expected = at::linear(wideX, wideWeight, wideBias);
                const auto actual = trained ? trainedProduct(x, weight, bias)
                                            : frozenProduct(x, weight.detach(), biased ? bias.detach() : bias);
                ASSERT_EQ(actual.scalar_type(), dtype);
                const double close = dtype == torch::kBFloat16 ? 1e-2 : 2e-3;
                const auto isClose = [&](const torch::Tensor& one, const torch::Tensor& reference) {
                    return torch::allclose(one.to(torch::kFloat32), reference, close, 10 * close);
                };
                EXPECT_TRUE(isClose(actual, expected)) << rows;
                const auto gradient = torch::randn({96, rows}).to(dtype).t();  // not contiguous
                expected.backward(gradient.to(torch::kFloat32)), actual.backward(gradient);
                EXPECT_TRUE(isClose(x.grad(), wideX.grad())) << rows;
                if (!trained) continue;
                EXPECT_TRUE(isClose(weight.grad(), wideWeight.grad())) << rows;
                if (biased) EXPECT_TRUE(isClose(bias.grad(), wideBias.grad())) << rows;
            }
}

struct Doubling : LinearHook {
    torch::Tensor forward(LinearImpl&, const torch::Tensor& x, const LinearCall& below,
                          const ForwardContext&) override {
        return 2 * below(x);
    }
};
struct AddingOne : LinearHook {
    torch::Tensor forward(LinearImpl&, const torch::Tensor& x, const LinearCall& below,
                          const ForwardContext&) override {
        return below(x) + 1;
    }
};

TEST(Linear, hooksStackTheLastOneOutermost) {
    Linear linear(LinearOptions{4, 3, true});
    fill(*linear);
    const auto x = torch::randn({2, 4});
    const auto plain = linear->forward(x);
    const auto doubling = std::make_shared<Doubling>();
    const auto adding = std::make_shared<AddingOne>();
    linear->hooks.add(doubling);
    linear->hooks.add(adding);
    EXPECT_TRUE(torch::equal(linear->forward(x), 2 * plain + 1));
    linear->hooks.enable(doubling.get(), false);
    EXPECT_TRUE(torch::equal(linear->forward(x), plain + 1));
    linear->hooks.enable(doubling.get(), true);
    EXPECT_TRUE(torch::equal(linear->forward(x), 2 * plain + 1));
    linear->hooks.remove(adding.get());
    EXPECT_TRUE(torch::equal(linear->forward(x), 2 * plain));
    EXPECT_EQ(linear->named_parameters().size(), 2U);  // the checkpoint's keys stay those of the base model
}

}  // namespace
}  // namespace atelier::nn
