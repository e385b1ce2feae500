#include "nn/causal_conv.h"
#include "nn/decoder.h"
#include "nn/delta_rule.h"
#include "nn/gated_delta_net.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <numeric>

namespace atelier::nn {
namespace {

void fill(torch::nn::Module& module) {
    torch::NoGradGuard noGrad;
    auto generator = at::detail::createCPUGenerator(5);
    for (auto& item : module.named_parameters())
        if (item.key().ends_with("A_log"))
            item.value().normal_(-3, 0.5, generator);  // slow decay: a state from elsewhere would show
        else
            item.value().normal_(0, 0.3, generator);
}

double largest(const torch::Tensor& a, const torch::Tensor& b) {
    return (a - b).abs().max().item<double>();
}

// As torch computes it, each sequence by itself.
torch::Tensor convolved(const CausalConv& conv, const torch::Tensor& x, const std::vector<std::int64_t>& lengths) {
    std::vector<torch::Tensor> all;
    for (const auto& own : x.split_with_sizes(lengths)) {
        const std::int64_t ahead = conv->options.kernel - 1;
        const auto y = at::conv1d(own.t().unsqueeze(0), conv->weight, conv->bias, 1, ahead, 1, conv->options.channels);
        all.push_back(y[0].t().narrow(0, 0, own.size(0)));
    }
    return torch::cat(all);
}

TEST(CausalConv, isTorchsConvolutionOfEachSequence) {
    for (const bool biased : {false, true})
        for (const auto& lengths : std::vector<std::vector<std::int64_t>>{{9}, {1}, {4, 4, 4}, {1, 1}, {5, 1, 2, 7}}) {
            CausalConv conv(CausalConvOptions{6, 4, biased});
            fill(*conv);
            const auto total = std::accumulate(lengths.begin(), lengths.end(), std::int64_t(0));
            const auto a = torch::randn({total, 6}).requires_grad_(), b = a.detach().clone().requires_grad_();
            const auto actual = conv->forward(a, Segments::ofLengths(lengths)), expected = convolved(conv, b, lengths);
            EXPECT_LT(largest(actual, expected), 1e-5);
            const auto weights = torch::randn_like(actual);
            (actual * weights).sum().backward();
            std::vector<torch::Tensor> gradients{a.grad()};
            for (auto& parameter : conv->parameters()) {
                gradients.push_back(parameter.grad().clone());
                parameter.mutable_grad().reset();
            }
            (expected * weights).sum().backward();
            EXPECT_LT(largest(gradients[0], b.grad()), 1e-5);
            for (std::size_t i = 0; i < conv->parameters().size(); ++i)
                EXPECT_LT(largest(gradients[i + 1], conv->parameters()[i].grad()), 1e-4);
        }
}

TEST(CausalConv, goesOnWhereEarlierPassesEnded) {
    torch::NoGradGuard noGrad;
    CausalConv conv(CausalConvOptions{6, 4});
    fill(*conv);
    const auto x = torch::randn({2, 10, 6});
    const auto whole = conv->forward(x.flatten(0, 1), Segments::ofLengths({10, 10})).view({2, 10, 6});
    torch::Tensor before;
    std::vector<torch::Tensor> pieces;
    std::int64_t begin = 0;
    for (const std::int64_t length : {2, 1, 5, 1, 1}) {
        const auto part = x.narrow(1, begin, length).flatten(0, 1);
        pieces.push_back(conv->forward(part, Segments::ofLengths({length, length}), &before).view({2, length, 6}));
        begin += length;
    }
    EXPECT_LT(largest(torch::cat(pieces, 1), whole), 1e-5);
    EXPECT_EQ(before.sizes(), (std::vector<std::int64_t>{2, 3, 6}));
}

DeltaRuleInputs randomInputs(std::int64_t tokens, std::int64_t keyHeads = 2, std::int64_t valueHeads = 4) {
    const auto unit = [](const torch::Tensor& x) { return x / x.norm(2, -1, true); };
    return {unit(torch::randn({tokens, keyHeads, 5})), unit(torch::randn({tokens, keyHeads, 5})),
            torch::randn({tokens, valueHeads, 3}), -0.1 * torch::rand({tokens, valueHeads}),
            torch::rand({tokens, valueHeads})};
}

DeltaRuleInputs narrowed(const DeltaRuleInputs& i, std::int64_t begin, std::int64_t length) {
    const auto part = [&](const torch::Tensor& x) { return x.narrow(0, begin, length); };
    return {part(i.q), part(i.k), part(i.v), part(i.decay), part(i.rate)};
}

// Token by token, each sequence by itself. `states`: of each sequence, before and after.
torch::Tensor oneByOne(const DeltaRuleInputs& inputs, const Segments& segments, std::vector<torch::Tensor>& states) {
    states.resize(static_cast<std::size_t>(segments.count()));
    std::vector<torch::Tensor> all;
    for (std::int64_t i = 0; i < segments.count(); ++i)
        for (std::int64_t t = segments.begin(i); t < segments.end(i); ++t)
            all.push_back(deltaRuleStep(narrowed(inputs, t, 1), states[static_cast<std::size_t>(i)]));
    return torch::cat(all);
}

TEST(DeltaRuleStep, isItsFormula) {
    const auto inputs = randomInputs(1, 1, 1);
    const auto before = torch::randn({1, 1, 5, 3});
    torch::Tensor state = before;
    const auto read = deltaRuleStep(inputs, state);
    const auto s = before[0][0] * inputs.decay.exp().item<double>(), k = inputs.k[0][0], v = inputs.v[0][0];
    const auto after = s + torch::outer(k, (v - at::matmul(k, s)) * inputs.rate.item<double>());
    EXPECT_LT(largest(state[0][0], after), 1e-6);
    EXPECT_LT(largest(read[0][0], at::matmul(inputs.q[0][0], after)), 1e-6);
}

class DeltaRule : public testing::TestWithParam<std::vector<std::int64_t>> {};

TEST_P(DeltaRule, chunksAreStepsWithTheirGradients) {
    const auto segments = Segments::ofLengths(GetParam());
    auto chunked = randomInputs(segments.total());
    auto stepped = chunked;
    std::vector<torch::Tensor*> a{&chunked.q, &chunked.k, &chunked.v, &chunked.decay, &chunked.rate},
        b{&stepped.q, &stepped.k, &stepped.v, &stepped.decay, &stepped.rate};
    for (std::size_t i = 0; i < a.size(); ++i) {
        *b[i] = a[i]->detach().clone().requires_grad_();
        *a[i] = a[i]->detach().clone().requires_grad_();
    }
    std::vector<torch::Tensor> states;
    const auto actual = deltaRule(chunked, segments), expected = oneByOne(stepped, segments, states);
    EXPECT_LT(largest(actual, expected), 2e-5);
    const auto weights = torch::randn_like(expected);
    (actual * weights).sum().backward();
    (expected * weights).sum().backward();
    for (std::size_t i = 0; i < a.size(); ++i)
        EXPECT_LT(largest(a[i]->grad(), b[i]->grad()), 1e-4 * b[i]->grad().abs().max().item<double>() + 1e-6) << i;
}

TEST_P(DeltaRule, statesGoFromPassToPass) {
    torch::NoGradGuard noGrad;
    const auto segments = Segments::ofLengths(GetParam());
    const auto inputs = randomInputs(segments.total()), more = randomInputs(segments.total());
    std::vector<torch::Tensor> states;
    torch::Tensor state;
    EXPECT_LT(largest(deltaRule(inputs, segments, &state), oneByOne(inputs, segments, states)), 2e-5);
    EXPECT_LT(largest(state, torch::cat(states)), 2e-5);
    EXPECT_LT(largest(deltaRule(more, segments, &state), oneByOne(more, segments, states)), 2e-5);
    EXPECT_LT(largest(state, torch::cat(states)), 2e-5);
}

INSTANTIATE_TEST_SUITE_P(lengths, DeltaRule,
                         testing::Values(std::vector<std::int64_t>{1}, std::vector<std::int64_t>{63},
                                         std::vector<std::int64_t>{64}, std::vector<std::int64_t>{65},
                                         std::vector<std::int64_t>{200}, std::vector<std::int64_t>{64, 64},
                                         std::vector<std::int64_t>{1, 1, 1},
                                         std::vector<std::int64_t>{3, 130, 1, 64, 70}));

GatedDeltaNetOptions small(std::int64_t layer = 0) {
    return {.hidden = 16, .keyHeads = 2, .valueHeads = 4, .keySize = 6, .valueSize = 5, .layer = layer};
}

Decoder recurrentDecoder() {
    DecoderOptions o;
    o.vocabulary = 20, o.hidden = 16;
    for (std::int64_t i = 0; i < 2; ++i) {
        DecoderLayerOptions layer;
        layer.mixerName = "linear_attn";
        layer.mixer = [i] { return std::make_shared<GatedDeltaNetImpl>(small(i)); };
        layer.mlp = [] { return std::make_shared<GatedMlpImpl>(16, 24, Activation::Silu); };
        o.layers.push_back(layer);
    }
    Decoder decoder(o);
    fill(*decoder);
    return decoder;
}

ForwardContext contextOf(const std::vector<std::int64_t>& lengths, Cache* cache = nullptr) {
    ForwardContext context;
    context.segments = Segments::ofLengths(lengths);
    context.cache = cache;
    return context;
}

TEST(GatedDeltaNet, packedEqualsAloneAndCached) {
    torch::NoGradGuard noGrad;
    auto decoder = recurrentDecoder();
    const std::vector<std::int64_t> lengths{70, 1, 3, 129};
    const auto segments = Segments::ofLengths(lengths);
    const auto x = torch::randn({segments.total(), 16}), positions = torch::zeros({1, segments.total()}, torch::kInt64);
    const auto packed = decoder->forward(x, positions, contextOf(lengths));
    for (std::int64_t i = 0; i < segments.count(); ++i) {
        const auto length = segments.length(i);
        const auto own = x.narrow(0, segments.begin(i), length), places = positions.narrow(1, 0, length);
        const auto expected = packed.narrow(0, segments.begin(i), length);
        EXPECT_LT(largest(decoder->forward(own, places, contextOf({length})), expected), 1e-4);
        // A prompt in one pass, then token by token.
        Cache cache(2, 1, length);
        std::vector<torch::Tensor> pieces;
        for (std::int64_t t = 0; t < length;) {
            const std::int64_t count = t == 0 ? std::max<std::int64_t>(1, length - 3) : 1;
            pieces.push_back(
                decoder->forward(own.narrow(0, t, count), places.narrow(1, t, count), contextOf({count}, &cache)));
            t += count;
        }
        EXPECT_LT(largest(torch::cat(pieces), expected), 1e-4);
    }
}

TEST(GatedDeltaNet, sequencesMayLeaveTheCache) {
    torch::NoGradGuard noGrad;
    auto decoder = recurrentDecoder();
    const auto x = torch::randn({3, 6, 16}), zeros = torch::zeros({1, 18}, torch::kInt64);
    const auto expected = decoder->forward(x.flatten(0, 1), zeros, contextOf({6, 6, 6})).view({3, 6, 16});
    Cache cache(2, 3, 6);
    decoder->forward(x.narrow(1, 0, 5).flatten(0, 1), zeros.narrow(1, 0, 15), contextOf({5, 5, 5}, &cache));
    cache.select({2, 0});
    const auto last = torch::stack({x[2][5], x[0][5]});
    const auto step = decoder->forward(last, zeros.narrow(1, 0, 2), contextOf({1, 1}, &cache));
    EXPECT_LT(largest(step, torch::stack({expected[2][5], expected[0][5]})), 1e-4);
    EXPECT_THROW(cache.truncate(0, 3), std::logic_error);
}

TEST(GatedDeltaNet, gradientsAreTheSameHoweverLittleIsKept) {
    auto mixer = std::make_shared<GatedDeltaNetImpl>(small());
    fill(*mixer);
    const auto x = torch::randn({75, 16});
    const auto gradients = [&](bool recompute) {
        const auto input = x.clone().requires_grad_();
        auto context = contextOf({70, 5});
        context.recompute = recompute;  // whoever calls recomputes: the mixer itself keeps all
        mixer->forward(input, context).square().sum().backward();
        std::vector<torch::Tensor> all{input.grad()};
        for (auto& parameter : mixer->parameters()) {
            all.push_back(parameter.grad().clone());
            parameter.mutable_grad().reset();
        }
        return all;
    };
    const auto plain = gradients(true), again = gradients(false);
    for (std::size_t i = 0; i < plain.size(); ++i) {
        EXPECT_LT(largest(plain[i], again[i]), 1e-5 * (1 + plain[i].abs().max().item<double>())) << i;
        EXPECT_GT(plain[i].abs().max().item<double>(), 0) << i;
    }
}

TEST(GatedDeltaNet, startsWithADecayOfItsOwn) {
    GatedDeltaNetImpl mixer(small());
    torch::NoGradGuard noGrad;
    auto generator = at::detail::createCPUGenerator(1);
    mixer.setStartValues(generator);
    EXPECT_TRUE(torch::equal(mixer.dtBias, torch::ones({4})));
    EXPECT_TRUE(mixer.aLog.exp().ge(0.01).logical_and(mixer.aLog.exp().le(16)).all().item<bool>());
}

}  // namespace
}  // namespace atelier::nn
