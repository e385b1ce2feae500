#include "models/batch.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace atelier::models {
namespace {

Encoded encoded(std::vector<std::int64_t> ids, std::vector<std::int64_t> labels, std::int64_t first, int images) {
    Encoded e;
    e.positionPlanes = 3;
    for (std::int64_t plane = 0; plane < 3; ++plane)
        for (std::size_t i = 0; i < ids.size(); ++i)
            e.positions.push_back(first + 100 * plane + static_cast<std::int64_t>(i));
    e.ids = std::move(ids);
    e.labels = std::move(labels);
    if (images > 0) {
        e.pixels.shape = {4 * images, 2};
        e.pixels.values.assign(static_cast<std::size_t>(8 * images), static_cast<float>(first));
        e.pixels.grids.assign(static_cast<std::size_t>(images), {1, 2, 2});
    }
    return e;
}

TEST(Batch, packsOneBehindTheOther) {
    const auto a = encoded({1, 2, 3}, {kIgnore, 2, 3}, 0, 1), b = encoded({4}, {4}, 50, 0),
               c = encoded({5, 6}, {kIgnore, 6}, 7, 2);
    const auto batch = pack({&a, &b, &c});
    EXPECT_TRUE(torch::equal(batch.ids, torch::tensor({1, 2, 3, 4, 5, 6})));
    EXPECT_EQ(batch.segments.bounds, (std::vector<std::int64_t>{0, 3, 4, 6}));
    EXPECT_TRUE(torch::equal(batch.positions[0], torch::tensor({0, 1, 2, 50, 7, 8})));
    EXPECT_TRUE(torch::equal(batch.positions[2], torch::tensor({200, 201, 202, 250, 207, 208})));
    ASSERT_EQ(batch.pixels.sizes(), (std::vector<std::int64_t>{12, 2}));
    EXPECT_EQ(batch.pixels[0][0].item<float>(), 0);
    EXPECT_EQ(batch.pixels[4][1].item<float>(), 7);
    EXPECT_EQ(batch.grids.size(), 3U);
}

TEST(Batch, weightsAreThoseOfTheSamples) {
    auto a = encoded({1, 2}, {1, 2}, 0, 0), b = a;
    EXPECT_TRUE(pack({&a, &b}).weights.empty());
    b.weight = 0.5;
    EXPECT_EQ(pack({&a, &b}).weights, (std::vector<double>{1, 0.5}));
}

TEST(Batch, firstTokensOfSegmentsAreNoTargets) {
    const auto a = encoded({1, 2, 3}, {1, 2, 3}, 0, 0), b = encoded({4, 5}, {kIgnore, 5}, 0, 0);
    EXPECT_EQ(pack({&a, &b}).targetTokens(), 3);
    EXPECT_EQ(pack({&b}).targetTokens(), 1);
}

TEST(Batch, promptsHaveNoLabels) {
    const auto a = encoded({1, 2}, {}, 0, 0);
    const auto batch = pack({&a});
    EXPECT_FALSE(batch.labels.defined());
    EXPECT_FALSE(batch.pixels.defined());
    EXPECT_EQ(batch.targetTokens(), 0);
}

}  // namespace
}  // namespace atelier::models
