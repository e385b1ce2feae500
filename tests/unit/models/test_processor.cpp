#include "models/processor.h"

#include <gtest/gtest.h>

namespace atelier::models {
namespace {

vision::Image plain(int width, int height) {
    return {width, height, std::vector<std::uint8_t>(std::size_t(width) * std::size_t(height) * 3, 100)};
}

TEST(Processor, EncodesPicturesThatAreGivenInPlaceOfFiles) {
    const auto processor = loadProcessor(ATELIER_STARTER_MODEL);
    processor->openImage = [](const data::Media&) { return plain(56, 56); };
    data::Sample sample;
    sample.id = "s";
    sample.media = {{data::Media::Kind::Image, "a.png", {}}, {data::Media::Kind::Image, "b.png", {}}};
    sample.turns = {{data::Turn::Role::User, "<image><image>Which?"}, {data::Turn::Role::Assistant, "this"}};
    const auto opened = processor->encode(sample, {});
    EXPECT_EQ(opened.weight, 1);

    EncodeOptions options;
    std::vector<std::size_t> asked;
    options.picture = [&](std::size_t media) {
        asked.push_back(media);
        return plain(media == 0 ? 56 : 112, 56);
    };
    const auto given = processor->encode(sample, options);
    EXPECT_EQ(asked, (std::vector<std::size_t>{0, 1}));
    EXPECT_GT(given.mediaTokens(), opened.mediaTokens());
    ASSERT_EQ(given.media.size(), 2U);
    EXPECT_EQ(given.media[0].grid, opened.media[0].grid);
    EXPECT_NE(given.media[1].grid, opened.media[1].grid);
}

}  // namespace
}  // namespace atelier::models
