#include "nn/attention.h"
#include "nn/cross_attention.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <functional>

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
using Rule = std::function<bool(std::int64_t query, std::int64_t key)>;  ///< packed tokens of one segment

torch::Tensor naive(const Inputs& x, const Segments& segments, const Rule& sees, const torch::Tensor& prefixKeys = {},
                    const torch::Tensor& prefixValues = {}, double softCap = 0) {
    const std::int64_t heads = x.q.size(1), size = x.q.size(2), group = heads / x.k.size(1);
    std::vector<torch::Tensor> rows;
    for (std::int64_t s = 0; s < segments.count(); ++s) {
        const std::int64_t begin = segments.bounds[static_cast<std::size_t>(s)];
        const std::int64_t end = segments.bounds[static_cast<std::size_t>(s) + 1];
        for (std::int64_t t = begin; t < end; ++t)
            for (std::int64_t h = 0; h < heads; ++h) {
                std::vector<torch::Tensor> scores, values;
                const auto see = [&](const torch::Tensor& key, const torch::Tensor& value) {
                    auto score = (x.q[t][h].to(torch::kFloat64) * key.to(torch::kFloat64)).sum() /
                                 std::sqrt(static_cast<double>(size));
                    if (softCap > 0) score = torch::tanh(score / softCap) * softCap;
                    scores.push_back(score);
                    values.push_back(value.to(torch::kFloat64));
                };
                if (prefixKeys.defined())
                    for (std::int64_t p = 0; p < prefixKeys.size(0); ++p)
                        see(prefixKeys[p][h / group], prefixValues[p][h / group]);
                for (std::int64_t other = begin; other < end; ++other)
                    if (sees(t, other)) see(x.k[other][h / group], x.v[other][h / group]);
                const auto weights = torch::softmax(torch::stack(scores), 0);
                rows.push_back((weights.unsqueeze(1) * torch::stack(values)).sum(0));
            }
    }
    return torch::stack(rows).view({x.q.size(0), heads * size}).to(torch::kFloat32);
}

torch::Tensor naive(const Inputs& x, const Segments& segments, bool causal, const torch::Tensor& prefixKeys = {},
                    const torch::Tensor& prefixValues = {}) {
    return naive(
        x, segments, [=](std::int64_t query, std::int64_t key) { return !causal || key <= query; }, prefixKeys,
        prefixValues);
}

void expectClose(const torch::Tensor& actual, const torch::Tensor& expected, double tolerance = 2e-5) {
    ASSERT_EQ(actual.sizes(), expected.sizes());
    EXPECT_LT((actual - expected).abs().max().item<double>(), tolerance);
}

KeyValues prefixOf(std::int64_t tokens, std::int64_t keyValueHeads, std::int64_t size) {
    const auto drawn = random(tokens, 1, keyValueHeads, size, 99);
    return {drawn.k, drawn.v};
}

torch::Tensor attended(const Inputs& x, const Segments& segments, const AttentionMask& mask,
                       const ScoreOptions& scores = {}, const KeyValues& prefix = {}) {
    MaskCache masks;
    return attend(x.q, x.k, x.v, segments, mask, masks, scores, prefix);
}

torch::Tensor attended(const Inputs& x, const Segments& segments, bool causal, const KeyValues& prefix = {}) {
    return attended(x, segments, AttentionMask{causal}, {}, prefix);
}

torch::Tensor attendedCached(const torch::Tensor& q, const Segments& segments, const Cache& cache,
                             const AttentionMask& mask, const KeyValues& prefix = {}) {
    MaskCache masks;
    return attendCached(q, segments, cache, 0, mask, masks, {}, prefix);
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
    expectClose(attended(inputs, segments, GetParam().causal), naive(inputs, segments, GetParam().causal));
}

TEST_P(Attend, gradientsEqualThoseOfTheNaiveSum) {
    const auto gradients = [&](auto&& function) {
        Inputs x{inputs.q.clone().requires_grad_(), inputs.k.clone().requires_grad_(),
                 inputs.v.clone().requires_grad_()};
        const auto y = function(x);
        const auto weight = torch::linspace(-1, 1, y.numel()).view(y.sizes());
        return torch::autograd::grad({(y * weight).sum()}, {x.q, x.k, x.v});
    };
    const auto actual = gradients([&](const Inputs& x) { return attended(x, segments, GetParam().causal); });
    const auto expected = gradients([&](const Inputs& x) { return naive(x, segments, GetParam().causal); });
    for (std::size_t i = 0; i < 3; ++i)
        expectClose(actual[i], expected[i], 5e-5);
}

TEST_P(Attend, sixteenBitsStayClose) {
    for (const auto dtype : {torch::kBFloat16, torch::kFloat16}) {
        const Inputs half{inputs.q.to(dtype), inputs.k.to(dtype), inputs.v.to(dtype)};
        const Inputs wide{half.q.to(torch::kFloat32), half.k.to(torch::kFloat32), half.v.to(torch::kFloat32)};
        const auto actual = attended(half, segments, GetParam().causal);
        EXPECT_EQ(actual.scalar_type(), dtype);
        expectClose(actual.to(torch::kFloat32), naive(wide, segments, GetParam().causal),
                    dtype == torch::kBFloat16 ? 0.04 : 0.005);
    }
}

TEST_P(Attend, seesThePrefixInEverySegment) {
    const auto prefix = prefixOf(3, GetParam().keyValueHeads, 8);
    expectClose(attended(inputs, segments, GetParam().causal, prefix),
                naive(inputs, segments, GetParam().causal, prefix.keys, prefix.values));
}

TEST_P(Attend, leaksNothingIntoOtherSegments) {
    const auto before = attended(inputs, segments, GetParam().causal);
    const std::int64_t first = segments.length(0);
    auto changed = Inputs{inputs.q.clone(), inputs.k.clone(), inputs.v.clone()};
    for (auto* x : {&changed.q, &changed.k, &changed.v})
        x->narrow(0, 0, first).mul_(-5).add_(3);
    const auto after = attended(changed, segments, GetParam().causal);
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
    const auto prefix = prefixOf(3, kKeyValueHeads, kSize);
    const KeyValues slot = GetParam() ? prefix : KeyValues{};

    std::vector<std::int64_t> whole;
    for (const auto length : prompts)
        whole.push_back(length + kSteps);
    const auto segments = Segments::ofLengths(whole);
    const auto all = random(segments.total(), kHeads, kKeyValueHeads, kSize);
    const auto expected = attended(all, segments, true, slot);

    Cache cache(2, 3, 8 + kSteps);
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
        expectClose(attendedCached(all.q.index_select(0, rows), part, cache, {}, slot), expected.index_select(0, rows));
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
    const auto prefix = prefixOf(3, 2, 8);
    const KeyValues slot = GetParam() ? prefix : KeyValues{};
    const auto segments = Segments::ofLengths({9});
    const auto all = random(9, 4, 2, 8);
    const auto expected = attended(all, segments, true, slot);
    Cache cache(1, 1, 9);
    std::int64_t begin = 0;
    for (const std::int64_t length : {4, 2, 3}) {
        const auto part = Segments::ofLengths({length});
        cache.store(0, part, all.k.narrow(0, begin, length), all.v.narrow(0, begin, length));
        expectClose(attendedCached(all.q.narrow(0, begin, length), part, cache, {}, slot),
                    expected.narrow(0, begin, length));
        cache.advance(part);
        begin += length;
    }
}

INSTANTIATE_TEST_SUITE_P(prefix, Cached, testing::Bool(),
                         [](const auto& info) { return std::string(info.param ? "with" : "without"); });

// Windows, spans that see each other, and both.
Rule ruleOf(const AttentionMask& mask) {
    return [=](std::int64_t query, std::int64_t key) {
        if (mask.window > 0 && query - key >= mask.window) return false;
        for (const TokenSpan& span : mask.bidirectional)
            if (query >= span.begin && query < span.end && key >= span.begin && key < span.end) return true;
        return key <= query;
    };
}

TEST(AttentionMask, whatIsSeenFollowsItsRule) {
    const auto segments = Segments::ofLengths({7, 3, 9});
    const auto x = random(19, 4, 2, 8);
    for (const AttentionMask& mask :
         {AttentionMask{true, 3}, AttentionMask{true, 0, {{1, 4}, {12, 15}}}, AttentionMask{true, 2, {{1, 5}}}})
        expectClose(attended(x, segments, mask), naive(x, segments, ruleOf(mask)));
}

TEST(AttentionMask, aSpanMayHoldAWholeSegment) {
    const auto segments = Segments::ofLengths({4, 4});
    const auto x = random(8, 2, 2, 8);
    const AttentionMask mask{true, 0, {{0, 4}}};
    expectClose(attended(x, segments, mask), naive(x, segments, ruleOf(mask)));
}

TEST(AttentionMask, aWindowHoldsInTheCacheToo) {
    const auto segments = Segments::ofLengths({9, 6});
    const auto x = random(15, 4, 2, 8);
    const AttentionMask mask{true, 4};
    const auto expected = naive(x, segments, ruleOf(mask));
    Cache cache(1, 2, 9);
    for (std::int64_t begin = 0, length = 5; begin < 6; begin += length, length = 1) {
        const auto part = Segments::ofLengths({length, length});
        const auto rows =
            torch::cat({torch::arange(begin, begin + length), torch::arange(9 + begin, 9 + begin + length)});
        cache.store(0, part, x.k.index_select(0, rows), x.v.index_select(0, rows));
        expectClose(attendedCached(x.q.index_select(0, rows), part, cache, mask), expected.index_select(0, rows));
        cache.advance(part);
    }
}

TEST(AttentionMask, aWindowCountsThePrefixAsEarlierTokens) {
    constexpr std::int64_t kPrefix = 3, kOwn = 8;
    const AttentionMask mask{true, 4};
    const auto all = random(kPrefix + kOwn, 4, 2, 8);
    const auto expected =
        attended(all, Segments::ofLengths({kPrefix + kOwn}), mask).narrow(0, kPrefix, kOwn).contiguous();
    const KeyValues prefix{all.k.narrow(0, 0, kPrefix), all.v.narrow(0, 0, kPrefix)};
    const Inputs own{all.q.narrow(0, kPrefix, kOwn), all.k.narrow(0, kPrefix, kOwn), all.v.narrow(0, kPrefix, kOwn)};
    expectClose(attended(own, Segments::ofLengths({kOwn}), mask, {}, prefix), expected);
    Cache cache(1, 1, kOwn);
    for (std::int64_t begin = 0, length = 2; begin < kOwn; begin += length, length = 1) {
        const auto part = Segments::ofLengths({length});
        cache.store(0, part, own.k.narrow(0, begin, length), own.v.narrow(0, begin, length));
        expectClose(attendedCached(own.q.narrow(0, begin, length), part, cache, mask, prefix),
                    expected.narrow(0, begin, length));
        cache.advance(part);
    }
}

TEST(ScoreOptions, scaleAndSoftCapFollowTheirFormula) {
    const auto segments = Segments::ofLengths({6, 2});
    auto x = random(8, 4, 2, 8);
    const Rule causal = [](std::int64_t query, std::int64_t key) { return key <= query; };
    expectClose(attended(x, segments, AttentionMask{}, {0, 1.5}), naive(x, segments, causal, {}, {}, 1.5));
    const auto scaled = attended(x, segments, AttentionMask{}, {0.7, 0});
    x.q = x.q * (0.7 * std::sqrt(8.0));
    expectClose(scaled, naive(x, segments, causal));
}

TEST(Cache, forgetsItsLastTokensAndGrows) {
    Cache cache(1, 1, 3);
    const auto x = random(3, 1, 2, 4);
    cache.store(0, Segments::ofLengths({3}), x.k, x.v);
    cache.advance(Segments::ofLengths({3}));
    cache.truncate(0, 1);
    EXPECT_EQ(cache.length(0), 1);
    cache.reserve(5);
    EXPECT_EQ(cache.capacity(), 5);
    EXPECT_TRUE(torch::equal(cache.view(0, 0, 0).first, x.k.narrow(0, 0, 1)));
    cache.state(0, "conv") = torch::zeros({1, 2});
    EXPECT_THROW(cache.truncate(0, 0), std::logic_error);
}

TEST(Cache, selectKeepsSequencesInTheGivenOrder) {
    Cache cache(1, 3, 4);
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

TEST(Cache, refusesMoreThanItsCapacity) {
    Cache cache(1, 1, 2);
    const auto x = random(3, 1, 1, 4);
    EXPECT_THROW(cache.store(0, Segments::ofLengths({3}), x.k, x.v), std::logic_error);
}

TEST(CrossAttention, eachSegmentSeesItsOwnKeysAndAllOfThem) {
    const std::vector<std::pair<std::vector<std::int64_t>, std::vector<std::int64_t>>> cases{
        {{3, 3}, {5, 5}}, {{2, 4, 1}, {5, 5, 5}}, {{2, 2}, {1, 6}}, {{1}, {4}}};
    for (const auto& [some, theirs] : cases) {
        const auto queries = Segments::ofLengths(some), keys = Segments::ofLengths(theirs);
        const auto q = random(queries.total(), 2, 2, 8).q;
        const auto seen = random(keys.total(), 2, 2, 8, 5);
        std::vector<torch::Tensor> expected;
        for (std::int64_t i = 0; i < queries.count(); ++i)
            for (std::int64_t t = queries.begin(i); t < queries.end(i); ++t)
                for (std::int64_t h = 0; h < 2; ++h) {
                    const auto own = seen.k.slice(0, keys.begin(i), keys.end(i)).select(1, h).to(torch::kFloat64);
                    const auto weights =
                        torch::softmax(torch::mv(own, q[t][h].to(torch::kFloat64)) / std::sqrt(8.0), 0);
                    expected.push_back(torch::mv(
                        seen.v.slice(0, keys.begin(i), keys.end(i)).select(1, h).to(torch::kFloat64).t(), weights));
                }
        expectClose(attendAcross(q, seen.k, seen.v, queries, keys),
                    torch::stack(expected).view({queries.total(), 16}).to(torch::kFloat32));
    }
    const auto x = random(2, 1, 1, 4);
    EXPECT_THROW(attendAcross(x.q, x.k, x.v, Segments::ofLengths({2}), Segments::ofLengths({1, 1})), std::logic_error);
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
