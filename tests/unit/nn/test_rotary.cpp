#include "nn/rotary.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

namespace atelier::nn {
namespace {

constexpr std::int64_t kSize = 16;
constexpr double kTheta = 10000;

double frequency(std::int64_t i, std::int64_t size) {
    return std::pow(kTheta, -2.0 * static_cast<double>(i) / static_cast<double>(size));
}

// The pair (x[i], x[i + half]) turned by `angle(token, i)`.
template <class Angle>
torch::Tensor turned(const torch::Tensor& x, Angle&& angle) {
    auto y = x.clone();
    const std::int64_t half = x.size(2) / 2;
    for (std::int64_t t = 0; t < x.size(0); ++t)
        for (std::int64_t h = 0; h < x.size(1); ++h)
            for (std::int64_t i = 0; i < half; ++i) {
                const double a = angle(t, i), p = x[t][h][i].template item<double>(),
                             q = x[t][h][i + half].template item<double>();
                y[t][h][i] = p * std::cos(a) - q * std::sin(a);
                y[t][h][i + half] = q * std::cos(a) + p * std::sin(a);
            }
    return y;
}

torch::Tensor draw(std::int64_t tokens) {
    auto generator = at::detail::createCPUGenerator(3);
    return torch::randn({tokens, 2, kSize}, generator);
}

TEST(Rotary, turnsPairsByPosition) {
    const std::vector<std::int64_t> positions{0, 1, 5, 700};
    const auto x = draw(4);
    const auto y = makeRotary(torch::tensor(positions).unsqueeze(0), {kSize, kTheta}).apply(x);
    const auto expected = turned(x, [&](std::int64_t t, std::int64_t i) {
        return static_cast<double>(positions[static_cast<std::size_t>(t)]) * frequency(i, kSize);
    });
    EXPECT_TRUE(torch::allclose(y, expected, 1e-4, 1e-4));
    EXPECT_TRUE(torch::equal(y[0], x[0]));
}

TEST(Rotary, neighboursOfAShareOfTheHead) {
    const std::vector<std::int64_t> positions{0, 3, 11};
    const auto x = draw(3);
    RotaryOptions options{kSize, kTheta, 0.5};
    options.pairs = true;
    const auto y = makeRotary(torch::tensor(positions).unsqueeze(0), options).apply(x);
    auto expected = x.clone();
    for (std::int64_t t = 0; t < 3; ++t)
        for (std::int64_t h = 0; h < 2; ++h)
            for (std::int64_t i = 0; i < kSize / 4; ++i) {
                const double a = static_cast<double>(positions[static_cast<std::size_t>(t)]) * frequency(i, kSize / 2),
                             p = x[t][h][2 * i].item<double>(), q = x[t][h][2 * i + 1].item<double>();
                expected[t][h][2 * i] = p * std::cos(a) - q * std::sin(a);
                expected[t][h][2 * i + 1] = q * std::cos(a) + p * std::sin(a);
            }
    EXPECT_TRUE(torch::allclose(y, expected, 1e-4, 1e-4));
}

TEST(Rotary, interleavedSectionsAlternate) {
    const auto positions = torch::tensor({1, 2, 3, 10, 20, 30, 100, 200, 300}).view({3, 3});
    const auto x = draw(3);
    RotaryOptions options{kSize, kTheta, 1, false, {4, 2, 2}};
    options.interleaved = true;
    const auto y = makeRotary(positions, options).apply(x);
    const auto expected = turned(x, [&](std::int64_t t, std::int64_t i) {
        const std::int64_t plane = i < 6 ? i % 3 : 0;
        return positions[plane][t].item<double>() * frequency(i, kSize);
    });
    EXPECT_TRUE(torch::allclose(y, expected, 1e-4, 1e-4));
}

TEST(Rotary, aPartOfTheHeadTurns) {
    const auto positions = torch::tensor({0, 3, 8}).unsqueeze(0);
    const auto x = draw(3);
    RotaryOptions options{kSize, kTheta};
    options.share = 0.5;
    const auto y = makeRotary(positions, options).apply(x);
    EXPECT_TRUE(torch::equal(y.slice(2, 8), x.slice(2, 8)));
    const auto expected = turned(x.slice(2, 0, 8), [&](std::int64_t t, std::int64_t i) {
        return positions[0][t].item<double>() * frequency(i, 8);
    });
    EXPECT_TRUE(torch::allclose(y.slice(2, 0, 8), expected, 1e-4, 1e-4));
}

TEST(Rotary, multimodalSectionsFollowTheirPlane) {
    const auto positions = torch::tensor({1, 2, 3, 10, 20, 30, 100, 200, 300}).view({3, 3});
    const std::vector<std::int64_t> sections{2, 3, 3};
    const auto x = draw(3);
    const auto y = makeRotary(positions, {kSize, kTheta, 1, false, sections}).apply(x);
    const auto expected = turned(x, [&](std::int64_t t, std::int64_t i) {
        const std::int64_t plane = i < 2 ? 0 : i < 5 ? 1 : 2;
        return positions[plane][t].item<double>() * frequency(i, kSize);
    });
    EXPECT_TRUE(torch::allclose(y, expected, 1e-4, 1e-4));
}

TEST(Rotary, multimodalWithEqualPlanesIsPlain) {
    const auto positions = torch::arange(5);
    const auto plain = makeRotary(positions.unsqueeze(0), {kSize, kTheta});
    const auto multi = makeRotary(positions.expand({3, 5}), {kSize, kTheta, 1, false, {2, 3, 3}});
    EXPECT_TRUE(torch::equal(plain.cos, multi.cos));
    EXPECT_TRUE(torch::equal(plain.sin, multi.sin));
}

TEST(Rotary, axialTurnsRowsThenColumns) {
    const auto rows = torch::tensor({0, 3, 1}), columns = torch::tensor({2, 0, 7});
    const auto x = draw(3);
    const auto y = makeAxialRotary(rows, columns, kSize, kTheta).apply(x);
    const std::int64_t quarter = kSize / 4;
    const auto expected = turned(x, [&](std::int64_t t, std::int64_t i) {
        const auto place = i < quarter ? rows[t] : columns[t];
        return place.item<double>() * frequency(i % quarter, kSize / 2);
    });
    EXPECT_TRUE(torch::allclose(y, expected, 1e-4, 1e-4));
}

TEST(Rotary, keepsTheDtype) {
    const auto x = draw(2).to(torch::kBFloat16);
    EXPECT_EQ(makeRotary(torch::arange(2).unsqueeze(0), {kSize, kTheta}).apply(x).scalar_type(), torch::kBFloat16);
}

}  // namespace
}  // namespace atelier::nn
