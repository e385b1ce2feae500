#include "unit/vision/files.h"
#include "vision/image.h"

#include <gtest/gtest.h>

namespace atelier::vision {
namespace {

constexpr Filter kFilters[] = {Filter::Bilinear, Filter::Bicubic, Filter::Lanczos};

TEST(Resize, SameSizeIsACopy) {
    const Image image = gradient(31, 17);
    for (const Filter filter : kFilters)
        EXPECT_EQ(resize(image, 31, 17, filter).pixels, image.pixels);
}

TEST(Resize, FlatStaysFlatAtAnySize) {
    const Image image{33, 65, std::vector<std::uint8_t>(33 * 65 * 3, 173)};
    for (const Filter filter : kFilters)
        for (const auto& [width, height] : {std::pair{1, 1}, {7, 200}, {33, 64}, {34, 65}, {130, 3}})
            for (const std::uint8_t value : resize(image, width, height, filter).pixels)
                ASSERT_EQ(value, 173);
}

TEST(Resize, HalfOfPairsIsTheirMeanWithTheTriangle) {
    // Triangle of width 2 at scale 2: weights 1/8, 3/8, 3/8, 1/8 on the inner pixels.
    Image image{8, 1, {}};
    const int levels[8] = {0, 0, 0, 80, 160, 160, 160, 160};
    for (const int level : levels)
        image.pixels.insert(image.pixels.end(), 3, static_cast<std::uint8_t>(level));
    const Image half = resize(image, 4, 1, Filter::Bilinear);
    EXPECT_EQ(half.pixels[3], (0 * 1 + 0 * 3 + 80 * 3 + 160 * 1) / 8);
    EXPECT_EQ(half.pixels[6], (80 * 1 + 160 * 3 + 160 * 3 + 160 * 1) / 8);
}

TEST(Resize, WidthAndHeightDoTheSame) {
    const Image image = gradient(67, 41);
    Image turned{41, 67, std::vector<std::uint8_t>(image.pixels.size())};
    for (int y = 0; y < 41; ++y)
        for (int x = 0; x < 67; ++x)
            for (int c = 0; c < 3; ++c)
                turned.pixels[std::size_t((x * 41 + y) * 3 + c)] = image.pixels[std::size_t((y * 67 + x) * 3 + c)];
    const Image wide = resize(image, 20, 41, Filter::Bicubic), tall = resize(turned, 41, 20, Filter::Bicubic);
    for (int y = 0; y < 41; ++y)
        for (int x = 0; x < 20; ++x)
            for (int c = 0; c < 3; ++c)
                ASSERT_EQ(wide.pixels[std::size_t((y * 20 + x) * 3 + c)],
                          tall.pixels[std::size_t((x * 41 + y) * 3 + c)]);
}

TEST(Resize, CubicOvershootIsClipped) {
    Image image{4, 1, {}};
    for (const int level : {0, 0, 255, 255})
        image.pixels.insert(image.pixels.end(), 3, static_cast<std::uint8_t>(level));
    const Image large = resize(image, 16, 1, Filter::Bicubic);
    EXPECT_EQ(large.pixels.front(), 0);
    EXPECT_EQ(large.pixels.back(), 255);
}

}  // namespace
}  // namespace atelier::vision
