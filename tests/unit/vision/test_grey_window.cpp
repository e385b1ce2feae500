#include "common/error.h"
#include "unit/vision/files.h"
#include "unit/vision/made_pictures.h"
#include "vision/grey_window.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <set>

namespace atelier::vision {
namespace {

// A ramp of 64 columns and 32 rows from black to white, with `levels` of [0, 1].
constexpr int kWidth = 64, kHeight = 32;

template <class T>
std::vector<T> ramp(double black, double white) {
    std::vector<T> values;
    for (int y = 0; y < kHeight; ++y)
        for (int x = 0; x < kWidth; ++x) {
            const double value = black + (white - black) * x / (kWidth - 1);
            values.push_back(static_cast<T>(std::is_integral_v<T> ? std::lround(value) : value));
        }
    return values;
}

std::vector<int> shown(const std::string& bytes, GreyWindow window = GreyWindow::Auto) {
    const Image image = decodeImage(bytes, "ramp", window);
    std::vector<int> levels;
    for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
        EXPECT_EQ(image.pixels[i], image.pixels[i + 2]);
        levels.push_back(image.pixels[i]);
    }
    return levels;
}

template <class T>
std::vector<int> shown(const std::vector<T>& values, GreyWindow window = GreyWindow::Auto) {
    return shown(tiffOf({greyPage<T>(kWidth, kHeight, values)}), window);
}

std::string greysOf(const std::string& bytes) {
    const TemporaryFile file("greys", bytes);
    Conversion conversion;
    decodeImage(file.path(), GreyWindow::Auto, conversion);
    return conversion.greys;
}

void expectTwin(const std::vector<int>& levels, double black = 0, double white = 255, int tolerance = 1) {
    const auto twin = ramp<double>(black, white);
    ASSERT_EQ(levels.size(), twin.size());
    for (std::size_t i = 0; i < twin.size(); ++i)
        ASSERT_NEAR(levels[i], twin[i], tolerance) << i;
}

TEST(GreyWindow, FullRangeIsItsEightBitTwin) {
    expectTwin(shown(ramp<std::uint16_t>(0, 65535)));
    expectTwin(shown(deepPng(kWidth, kHeight, ramp<std::uint16_t>(0, 65535))));
    expectTwin(shown(ramp<std::int16_t>(-32768, 32767)));
    expectTwin(shown(ramp<std::uint32_t>(0, 4294967295.0)));
    expectTwin(shown(ramp<float>(0, 1)));
    expectTwin(shown(ramp<double>(0, 255)));
    // Not from end to end: dark stays dark, and pale pale.
    expectTwin(shown(ramp<std::uint16_t>(257 * 40, 257 * 200)), 40, 200);
    expectTwin(shown(ramp<float>(0.2F, 0.9F)), 51, 229.5F);
    expectTwin(shown(ramp<float>(20, 230)), 20, 230);
}

TEST(GreyWindow, FewerBitsInSixteenGoUpToWhite) {
    for (const int bits : {9, 10, 12, 14}) {
        const double most = (1 << bits) - 1;
        expectTwin(shown(ramp<std::uint16_t>(0, most)));
        expectTwin(shown(ramp<std::int16_t>(0, most)));
        expectTwin(shown(deepPng(kWidth, kHeight, ramp<std::uint16_t>(0, most))));
    }
    EXPECT_NE(
        greysOf(deepPng(kWidth, kHeight, ramp<std::uint16_t>(0, 4095))).find("16-bit grey: 0 is black, 4095 is white"),
        std::string::npos);
}

TEST(GreyWindow, ValuesThatFillLittleAreStretched) {
    expectTwin(shown(ramp<std::uint16_t>(32768 - 1000, 32768 + 3000)));  // Hounsfield units with an offset
    expectTwin(shown(ramp<std::int16_t>(-1024, 3071)));
    expectTwin(shown(ramp<float>(-3, 40)));
    expectTwin(shown(ramp<float>(0, 12)));
    expectTwin(shown(ramp<std::uint16_t>(0, 3)), 0, 255, 43);  // classes of a mask: four levels
    const auto classes = shown(ramp<std::uint16_t>(0, 3));
    EXPECT_EQ(std::set<int>(classes.begin(), classes.end()), (std::set<int>{0, 85, 170, 255}));
}

TEST(GreyWindow, AHotPixelDoesNotDarkenTheRest) {
    auto values = ramp<std::uint16_t>(0, 4095);
    values[5] = 65535;
    auto levels = shown(values);
    EXPECT_EQ(levels[5], 255);
    levels[5] = static_cast<int>(std::lround(255.0 * 5 / (kWidth - 1)));
    expectTwin(levels);
}

TEST(GreyWindow, PixelsWithoutAValueAreBlack) {
    auto values = ramp<float>(-10, 10);
    values[0] = std::numeric_limits<float>::quiet_NaN();
    values[1] = std::numeric_limits<float>::infinity();
    values[2] = -std::numeric_limits<float>::infinity();
    auto levels = shown(values);
    EXPECT_EQ(levels[0], 0);
    EXPECT_EQ(levels[1], 255);
    EXPECT_EQ(levels[2], 0);
    for (const int x : {0, 1, 2})
        levels[static_cast<std::size_t>(x)] = levels[static_cast<std::size_t>(x + kWidth)];
    expectTwin(levels);

    auto page = greyPage<float>(kWidth, kHeight, ramp<float>(100, 300));
    std::vector<float> holes = ramp<float>(100, 300);
    for (std::size_t i = 0; i < holes.size(); i += 3)
        holes[i] = -9999;
    page.pixels = bytesOf(holes);
    page.texts[42113] = "-9999";
    levels = shown(tiffOf({page}));
    EXPECT_EQ(levels[0], 0);
    EXPECT_NEAR(levels[kWidth + 1], 255.0 / (kWidth - 1), 6);
    const std::vector<float> none(kWidth * kHeight, std::numeric_limits<float>::quiet_NaN());
    EXPECT_EQ(shown(none), std::vector<int>(none.size(), 0));
}

TEST(GreyWindow, OneValueIsNoDivisionByZero) {
    EXPECT_EQ(shown(std::vector<std::uint16_t>(kWidth * kHeight, 257 * 128)).front(), 128);
    EXPECT_EQ(shown(std::vector<float>(kWidth * kHeight, 0.5F)).front(), 128);
    EXPECT_EQ(shown(std::vector<float>(kWidth * kHeight, -3)).front(), 0);
    EXPECT_EQ(shown(std::vector<std::uint16_t>(kWidth * kHeight, 0), GreyWindow::Data).front(), 0);
}

TEST(GreyWindow, WhatTheFileSaysComesFirst) {
    auto page = greyPage<std::uint16_t>(kWidth, kHeight, ramp<std::uint16_t>(0, 1000));
    page.doubles = {{340, 0}, {341, 4095}};
    expectTwin(shown(tiffOf({page})), 0, 255.0 * 1000 / 4095);
    EXPECT_NE(greysOf(tiffOf({page})).find("as the file says"), std::string::npos);
    page.doubles.clear();
    page.shorts[281] = {4095};
    expectTwin(shown(tiffOf({page})), 0, 255.0 * 1000 / 4095);
    // The type's own range says nothing, nor does a window that the values lie outside of.
    page.shorts[281] = {65535};
    expectTwin(shown(tiffOf({page})), 0, 255.0 * 1000 / 1023);
    page.shorts[281] = {100};
    expectTwin(shown(tiffOf({page})), 0, 255.0 * 1000 / 1023);
    page.shorts.clear();
    page.texts[270] = "ImageJ=1.53t\nmin=200.0\nmax=800.0\n";
    const auto levels = shown(tiffOf({page}));
    EXPECT_EQ(levels[0], 0);
    EXPECT_EQ(levels[kWidth - 1], 255);
    EXPECT_NEAR(levels[kWidth / 2], 255.0 * (1000.0 * 32 / 63 - 200) / 600, 1);
    // A PNG whose writer did not move its bits up.
    expectTwin(shown(deepPng(kWidth, kHeight, ramp<std::uint16_t>(0, 1000), 12)), 0, 255.0 * 1000 / 4095);
    expectTwin(shown(deepPng(kWidth, kHeight, ramp<std::uint16_t>(0, 65535), 12)));
}

TEST(GreyWindow, TheChoiceIsObeyed) {
    const auto low = ramp<std::uint16_t>(0, 4095);
    expectTwin(shown(low, GreyWindow::Full), 0, 255.0 / 16);
    expectTwin(shown(ramp<std::uint16_t>(20000, 30000), GreyWindow::Data));
    const auto clipped = shown(low, GreyWindow::Clip);
    for (std::size_t i = 0; i < clipped.size(); ++i)
        ASSERT_EQ(clipped[i], std::min<int>(low[i], 255));
    EXPECT_EQ(shown(ramp<std::int16_t>(-100, 300), GreyWindow::Clip).front(), 0);
    EXPECT_EQ(greyWindowNamed("full"), GreyWindow::Full);
    EXPECT_EQ(nameOf(GreyWindow::Clip), "clip");
    EXPECT_THROW(greyWindowNamed("best"), Error);
    for (const GreyWindow window : {GreyWindow::Auto, GreyWindow::Data, GreyWindow::Full, GreyWindow::Clip})
        EXPECT_EQ(shown(ramp<std::uint8_t>(20, 90), window), shown(ramp<std::uint8_t>(20, 90)));  // never touched
}

TEST(GreyWindow, OtherLayoutsOfTiff) {
    auto page = greyPage<std::uint16_t>(kWidth, kHeight, ramp<std::uint16_t>(0, 65535));
    page.photometric = 0;
    expectTwin(shown(tiffOf({page})), 255, 0);
    // 12 bits in a row without gaps.
    page = {.width = kWidth, .height = kHeight, .bits = 12};
    const auto values = ramp<std::uint16_t>(0, 4095);
    for (std::size_t i = 0; i < values.size(); i += 2) {
        page.pixels += static_cast<char>(values[i] >> 4);
        page.pixels += static_cast<char>(values[i] << 4 | values[i + 1] >> 8);
        page.pixels += static_cast<char>(values[i + 1]);
    }
    expectTwin(shown(tiffOf({page})));
    // Half precision: 0 to 1 in steps that are exact.
    page = {.width = 2, .height = 1, .bits = 16, .format = 3};
    page.pixels = bytesOf(std::vector<std::uint16_t>{0x0000, 0x3C00});
    EXPECT_EQ(shown(tiffOf({page})), (std::vector<int>{0, 255}));
    // Colours in floating point share one window; 16-bit colours keep their high byte.
    page = {.width = 2, .height = 1, .bits = 32, .samples = 3, .format = 3, .photometric = 2};
    page.pixels = bytesOf(std::vector<float>{0, 0.5F, 1, 1, 0, 0});
    EXPECT_EQ(decodeImage(tiffOf({page}), "a").pixels, (std::vector<std::uint8_t>{0, 128, 255, 255, 0, 0}));
    page = {.width = 1, .height = 1, .bits = 16, .samples = 3, .photometric = 2};
    page.pixels = bytesOf(std::vector<std::uint16_t>{0x1234, 0x00FF, 0xFF00});
    EXPECT_EQ(decodeImage(tiffOf({page}), "a").pixels, (std::vector<std::uint8_t>{0x12, 0, 0xFF}));
    page = {.width = 1, .height = 1, .bits = 32, .format = 6};
    page.pixels = std::string(8, '\0');
    EXPECT_THROW(decodeImage(tiffOf({page}), "a"), Error);  // complex numbers
}

}  // namespace
}  // namespace atelier::vision
