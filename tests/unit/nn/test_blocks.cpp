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
    Norm rms(NormImpl::Kind::RMSNorm, 8, 1e-2), layer(NormImpl::Kind::LayerNorm, 8, 1e-2);
    fill(*rms), fill(*layer);
    const auto x = torch::randn({3, 8}) * 0.1;
    EXPECT_TRUE(
        torch::allclose(rms->forward(x), x / (x.pow(2).mean(-1, true) + 1e-2).sqrt() * rms->weight, 1e-5, 1e-6));
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

DecoderOptions small() {
    DecoderOptions o;
    o.vocabulary = 20, o.hidden = 16, o.inner = 24, o.layers = 2, o.heads = 4, o.keyValueHeads = 2, o.headSize = 4;
    o.attentionBias = true;
    return o;
}

// Several sequences in one pass, each alone, and token by token with a cache: the same.
TEST(Decoder, packedAloneAndCachedAgree) {
    torch::NoGradGuard noGrad;
    Decoder decoder(small());
    fill(*decoder);
    const std::vector<std::int64_t> lengths{5, 1, 3};
    const auto segments = Segments::ofLengths(lengths);
    const auto x = torch::randn({9, 16});
    std::vector<torch::Tensor> places;
    for (const auto length : lengths)
        places.push_back(torch::arange(length));
    const auto positions = torch::cat(places).unsqueeze(0);
    const auto packed = decoder->forward(x, positions, segments, nullptr);
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        const auto begin = segments.bounds[i];
        const auto alone = decoder->forward(x.narrow(0, begin, lengths[i]), positions.narrow(1, begin, lengths[i]),
                                            Segments::ofLengths({lengths[i]}), nullptr);
        EXPECT_TRUE(torch::allclose(packed.narrow(0, begin, lengths[i]), alone, 1e-4, 1e-5));
        KvCache cache(2, 1, lengths[i]);
        for (std::int64_t t = 0; t < lengths[i]; ++t) {
            const auto step = decoder->forward(x.narrow(0, begin + t, 1), positions.narrow(1, begin + t, 1),
                                               Segments::ofLengths({1}), &cache);
            EXPECT_TRUE(torch::allclose(step[0], packed[begin + t], 1e-4, 1e-5));
        }
    }
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

struct Doubling : LinearAdapter {
    torch::Tensor forward(const LinearImpl& base, const torch::Tensor& x) override { return 2 * base.base(x); }
};

TEST(Linear, anAdapterReplacesTheProduct) {
    Linear linear(LinearOptions{4, 3, true});
    fill(*linear);
    const auto x = torch::randn({2, 4});
    const auto plain = linear->forward(x);
    linear->adapter = std::make_shared<Doubling>();
    EXPECT_TRUE(torch::equal(linear->forward(x), 2 * plain));
    EXPECT_EQ(linear->named_parameters().size(), 2U);  // the checkpoint's keys stay those of the base model
}

}  // namespace
}  // namespace atelier::nn
