#include "nn/attention.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

namespace atelier::nn {
namespace {

struct Inputs {
    torch::Tensor q, k, v;
};

Inputs random(std::int64_t tokens, std::int64_t heads, std::int64_t keyValueHeads, std::int64_t size,
              std::uint64_t seed = 1) {
    auto generator = at::detail::createCPUGenerator(seed);
    const auto draw = [&](std::int64_t count) { return torch::randn({tokens, count, size}, generator); };
    return {draw(heads), draw(keyValueHeads), draw(keyValueHeads)};
}

// One query, one head, one key at a time, in double: nothing shared with the code under test. `prefix` keys are seen by
// all queries of every segment.
torch::Tensor naive(const Inputs& x, const Segments& segments, bool causal, const torch::Tensor& prefixKeys = {},
                    const torch::Tensor& prefixValues = {}) {
    const std::int64_t heads = x.q.size(1), size = x.q.size(2), group = heads / x.k.size(1);
    std::vector<torch::Tensor> rows;
    for (std::int64_t s = 0; s < segments.count(); ++s) {
        const std::int64_t begin = segments.bounds[static_cast<std::size_t>(s)];
        const std::int64_t end = segments.bounds[static_cast<std::size_t>(s) + 1];
        for (std::int64_t t = begin; t < end; ++t)
            for (std::int64_t h = 0; h < heads; ++h) {
                std::vector<torch::Tensor> scores, values;
                const auto see = [&](const torch::Tensor& key, const torch::Tensor& value) {
                    scores.push_back((x.q[t][h].to(torch::kFloat64) * key.to(torch::kFloat64)).sum() /
                                     std::sqrt(static_cast<double>(size)));
                    values.push_back(value.to(torch::kFloat64));
                };
                if (prefixKeys.defined())
                    for (std::int64_t p = 0; p < prefixKeys.size(0); ++p)
                        see(prefixKeys[p][h / group], prefixValues[p][h / group]);
                for (std::int64_t other = begin; other < (causal ? t + 1 : end); ++other)
                    see(x.k[other][h / group], x.v[other][h / group]);
                const auto weights = torch::softmax(torch::stack(scores), 0);
                rows.push_back((weights.unsqueeze(1) * torch::stack(values)).sum(0));
            }
    }
    return torch::stack(rows).view({x.q.size(0), heads * size}).to(torch::kFloat32);
}

void expectClose(const torch::Tensor& actual, const torch::Tensor& expected, double tolerance = 2e-5) {
    ASSERT_EQ(actual.sizes(), expected.sizes());
    EXPECT_LT((actual - expected).abs().max().item<double>(), tolerance);
}

struct ConstantPrefix : KeyValuePrefix {
    torch::Tensor keys, values;
    std::pair<torch::Tensor, torch::Tensor> keysAndValues(torch::Dtype dtype) override {
        return {keys.to(dtype), values.to(dtype)};
    }
};

ConstantPrefix prefixOf(std::int64_t tokens, std::int64_t keyValueHeads, std::int64_t size) {
    const auto drawn = random(tokens, 1, keyValueHeads, size, 99);
    ConstantPrefix prefix;
    prefix.keys = drawn.k, prefix.values = drawn.v;
    return prefix;
}

struct Case {
    std::vector<std::int64_t> lengths;
    std::int64_t heads, keyValueHeads;
    bool causal;
};

void PrintTo(const Case& c, std::ostream* out) {  // else the test's name carries the bytes
    *out << c.lengths.size() << " segments";
}

std::string nameOf(const testing::TestParamInfo<Case>& info) {
    std::string name = info.param.causal ? "causal" : "full";
    for (const auto length : info.param.lengths)
        name += "_" + std::to_string(length);
    return name + "_heads" + std::to_string(info.param.heads) + "of" + std::to_string(info.param.keyValueHeads);
}

class Attend : public testing::TestWithParam<Case> {
protected:
    Segments segments = Segments::ofLengths(GetParam().lengths);
    Inputs inputs = random(segments.total(), GetParam().heads, GetParam().keyValueHeads, 8);
};

TEST_P(Attend, equalsTheNaiveSum) {
    expectClose(attend(inputs.q, inputs.k, inputs.v, segments, GetParam().causal),
                naive(inputs, segments, GetParam().causal));
}

TEST_P(Attend, gradientsEqualThoseOfTheNaiveSum) {
    const auto gradients = [&](auto&& function) {
        Inputs x{inputs.q.clone().requires_grad_(), inputs.k.clone().requires_grad_(),
                 inputs.v.clone().requires_grad_()};
        const auto y = function(x);
        const auto weight = torch::linspace(-1, 1, y.numel()).view(y.sizes());
        return torch::autograd::grad({(y * weight).sum()}, {x.q, x.k, x.v});
    };
    const auto actual = gradients([&](const Inputs& x) { return attend(x.q, x.k, x.v, segments, GetParam().causal); });
    const auto expected = gradients([&](const Inputs& x) { return naive(x, segments, GetParam().causal); });
    for (std::size_t i = 0; i < 3; ++i)
        expectClose(actual[i], expected[i], 5e-5);
}

TEST_P(Attend, seesThePrefixInEverySegment) {
    auto prefix = prefixOf(3, GetParam().keyValueHeads, 8);
    expectClose(attend(inputs.q, inputs.k, inputs.v, segments, GetParam().causal, &prefix),
                naive(inputs, segments, GetParam().causal, prefix.keys, prefix.values));
}

TEST_P(Attend, leaksNothingIntoOtherSegments) {
    const auto before = attend(inputs.q, inputs.k, inputs.v, segments, GetParam().causal);
    const std::int64_t first = segments.length(0);
    auto changed = Inputs{inputs.q.clone(), inputs.k.clone(), inputs.v.clone()};
    for (auto* x : {&changed.q, &changed.k, &changed.v})
        x->narrow(0, 0, first).mul_(-5).add_(3);
    const auto after = attend(changed.q, changed.k, changed.v, segments, GetParam().causal);
    if (segments.count() > 1) {
        const std::int64_t rest = segments.total() - first;
        EXPECT_TRUE(torch::equal(before.narrow(0, first, rest), after.narrow(0, first, rest)));
    }
    EXPECT_FALSE(torch::allclose(before.narrow(0, 0, first), after.narrow(0, 0, first)));
}

INSTANTIATE_TEST_SUITE_P(paths, Attend,
                         testing::Values(Case{{7}, 4, 4, true}, Case{{7}, 4, 2, true},
                                         Case{{7}, 4, 2, false},  // one segment
                                         Case{{5, 5, 5}, 4, 2, true},
                                         Case{{5, 5, 5}, 4, 1, false},    // equal: no padding
                                         Case{{6, 4, 5, 1}, 4, 2, true},  // padded
                                         Case{{40, 2, 1, 3}, 4, 2, true}, Case{{9, 2, 6}, 6, 3, false},  // one by one
                                         Case{{1, 1, 1}, 2, 1, true}),
                         nameOf);

// Decoding: prompts in one pass, then single tokens, must equal one pass over everything.
class Cached : public testing::TestWithParam<bool> {};

TEST_P(Cached, equalsOnePass) {
    const std::vector<std::int64_t> prompts{5, 2, 8};
    constexpr std::int64_t kSteps = 3, kHeads = 4, kKeyValueHeads = 2, kSize = 8;
    auto prefix = prefixOf(3, kKeyValueHeads, kSize);
    KeyValuePrefix* const slot = GetParam() ? &prefix : nullptr;

    std::vector<std::int64_t> whole;
    for (const auto length : prompts)
        whole.push_back(length + kSteps);
    const auto segments = Segments::ofLengths(whole);
    const auto all = random(segments.total(), kHeads, kKeyValueHeads, kSize);
    const auto expected = attend(all.q, all.k, all.v, segments, true, slot);

    KvCache cache(2, 3, 8 + kSteps);
    const auto pass = [&](const std::vector<std::int64_t>& begins, const std::vector<std::int64_t>& lengths) {
        std::vector<torch::Tensor> places;
        for (std::size_t i = 0; i < lengths.size(); ++i)
            places.push_back(
                torch::arange(segments.bounds[i] + begins[i], segments.bounds[i] + begins[i] + lengths[i]));
        const auto rows = torch::cat(places);
        const auto part = Segments::ofLengths(lengths);
        for (std::int64_t layer = 0; layer < 2; ++layer) {
            const double sign = layer == 0 ? 1 : -1;  // layers must not share
            cache.store(layer, part, all.k.index_select(0, rows) * sign, all.v.index_select(0, rows));
        }
        expectClose(attendCached(all.q.index_select(0, rows), part, cache, 0, slot), expected.index_select(0, rows));
        cache.advance(part);
    };
    pass({0, 0, 0}, prompts);
    for (std::int64_t step = 0; step < kSteps; ++step)
        pass({5 + step, 2 + step, 8 + step}, {1, 1, 1});
    for (std::int64_t i = 0; i < 3; ++i)
        EXPECT_EQ(cache.length(i), whole[static_cast<std::size_t>(i)]);
}

// A prompt may come in parts.
TEST_P(Cached, equalsOnePassInChunks) {
    auto prefix = prefixOf(3, 2, 8);
    KeyValuePrefix* const slot = GetParam() ? &prefix : nullptr;
    const auto segments = Segments::ofLengths({9});
    const auto all = random(9, 4, 2, 8);
    const auto expected = attend(all.q, all.k, all.v, segments, true, slot);
    KvCache cache(1, 1, 9);
    std::int64_t begin = 0;
    for (const std::int64_t length : {4, 2, 3}) {
        const auto part = Segments::ofLengths({length});
        cache.store(0, part, all.k.narrow(0, begin, length), all.v.narrow(0, begin, length));
        expectClose(attendCached(all.q.narrow(0, begin, length), part, cache, 0, slot),
                    expected.narrow(0, begin, length));
        cache.advance(part);
        begin += length;
    }
}

INSTANTIATE_TEST_SUITE_P(prefix, Cached, testing::Bool(),
                         [](const auto& info) { return std::string(info.param ? "with" : "without"); });

TEST(KvCache, selectKeepsSequencesInTheGivenOrder) {
    KvCache cache(1, 3, 4);
    const auto segments = Segments::ofLengths({1, 2, 3});
    const auto x = random(6, 1, 2, 4);
    cache.store(0, segments, x.k, x.v);
    cache.advance(segments);
    cache.select({2, 0});
    ASSERT_EQ(cache.sequences(), 2);
    EXPECT_EQ(cache.length(0), 3);
    EXPECT_EQ(cache.length(1), 1);
    EXPECT_TRUE(torch::equal(cache.view(0, 0, 0).first, x.k.narrow(0, 3, 3)));
    EXPECT_TRUE(torch::equal(cache.view(0, 1, 0).second, x.v.narrow(0, 0, 1)));
}

TEST(KvCache, refusesMoreThanItsCapacity) {
    KvCache cache(1, 1, 2);
    const auto x = random(3, 1, 1, 4);
    EXPECT_THROW(cache.store(0, Segments::ofLengths({3}), x.k, x.v), std::logic_error);
}

TEST(Segments, countsAndLengths) {
    const auto segments = Segments::ofLengths({3, 0, 2});
    EXPECT_EQ(segments.count(), 3);
    EXPECT_EQ(segments.total(), 5);
    EXPECT_EQ(segments.length(1), 0);
    EXPECT_EQ(segments.longest(), 3);
    EXPECT_EQ(Segments().count(), 0);
}

}  // namespace
}  // namespace atelier::nn
