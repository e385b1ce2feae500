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
        for (int i = 0; i < images; ++i) {
            EncodedMedium medium;
            medium.arrays["pixel_values"] = Array::of({4, 2}, std::vector<float>(8, static_cast<float>(first)));
            medium.grid = {1, 2, 2};
            medium.tokens = {{i, i + 1}};
            e.media.push_back(std::move(medium));
        }
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
    ASSERT_EQ(batch.media.size(), 3U);
    EXPECT_EQ(batch.media[0].tensors.at("pixel_values")[0][0].item<float>(), 0);
    EXPECT_EQ(batch.media[1].tensors.at("pixel_values")[0][1].item<float>(), 7);
    EXPECT_EQ(batch.media[2].sequence, 2);
    EXPECT_EQ(batch.media[2].tokens, (std::vector<TokenSpan>{{5, 6}}));
    EXPECT_TRUE(torch::equal(batch.mediaRows, torch::tensor({0, 4, 5})));
    EXPECT_TRUE(torch::equal(batch.modality, torch::tensor({1, 0, 0, 0, 1, 1}, torch::kUInt8)));
}

TEST(Batch, sharesTheMediasMemory) {
    const auto a = encoded({1, 2}, {}, 3, 1);
    const auto batch = pack({&a});
    EXPECT_EQ(batch.media[0].tensors.at("pixel_values").data_ptr<float>(),
              a.media[0].arrays.at("pixel_values").numbers->data());
}

TEST(Batch, weightsAreThoseOfTheSamples) {
    auto a = encoded({1, 2}, {1, 2}, 0, 0), b = a;
    EXPECT_FALSE(pack({&a, &b}).targets.weights);
    b.weight = 0.5;
    EXPECT_TRUE(torch::equal(*pack({&a, &b}).targets.weights, torch::tensor({1.0F, 0.5F})));
}

TEST(Batch, firstTokensOfSegmentsAreNoTargets) {
    const auto a = encoded({1, 2, 3}, {1, 2, 3}, 0, 0), b = encoded({4, 5}, {kIgnore, 5}, 0, 0);
    const auto targets = pack({&a, &b}).targets;
    EXPECT_TRUE(torch::equal(targets.rows, torch::tensor({0, 1, 3})));
    EXPECT_TRUE(torch::equal(targets.ids, torch::tensor({2, 3, 5})));
}

TEST(Batch, promptsHaveNoTargets) {
    const auto a = encoded({1, 2}, {}, 0, 0);
    const auto batch = pack({&a});
    EXPECT_EQ(batch.targets.count(), 0);
    EXPECT_TRUE(batch.media.empty());
    EXPECT_FALSE(batch.mediaRows.defined());
}

TEST(Batch, spansMoveWithTheirSample) {
    auto a = encoded({1, 2, 3}, {}, 0, 0), b = a;
    b.bidirectional = {{1, 3}};
    EXPECT_EQ(pack({&a, &b}).bidirectional, (std::vector<TokenSpan>{{4, 6}}));
}

}  // namespace
}  // namespace atelier::models
