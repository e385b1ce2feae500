#include "common/error.h"
#include "unit/vision/files.h"
#include "unit/vision/marks.h"
#include "vision/augment/chain.h"
#include "vision/augment/resample.h"

#include <gtest/gtest.h>

#include <map>
#include <numeric>

namespace atelier::vision {
namespace {

// A strength for each that shows, and for what paints, the mean change in levels that it must not pass.
const std::map<std::string, double> kPlaceStrengths{{"background", 1},    {"crop", 0.5},         {"flip_horizontal", 1},
                                                    {"flip_vertical", 1}, {"perspective", 0.25}, {"resize", 0.7},
                                                    {"rotate", 180},      {"scale", 0.5}};
struct Painted {
    double strength, mostChange;
};
const std::map<std::string, Painted> kPaintStrengths{
    {"blur", {3, 30}},          {"colour", {0.3, 90}}, {"cutout", {0.2, 45}},    {"grayscale", {1, 90}},
    {"hue", {20, 40}},          {"jpeg", {60, 12}},    {"motion_blur", {9, 30}}, {"noise", {10, 12}},
    {"salt_pepper", {0.05, 8}}, {"shadow", {0.5, 80}}, {"shot_noise", {10, 12}}};

std::vector<std::string> names(bool place) {
    std::vector<std::string> all;
    for (const auto& [name, augmentation] : Augmentations::instance().all())
        if (static_cast<bool>(augmentation.place) == place) all.push_back(name);
    return all;
}

template <class T>
std::vector<std::string> keys(const std::map<std::string, T>& map) {
    std::vector<std::string> all;
    for (const auto& [key, _] : map)
        all.push_back(key);
    return all;
}

double meanChange(const Image& a, const Image& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i)
        sum += std::abs(a.pixels[i] - b.pixels[i]);
    return sum / static_cast<double>(a.pixels.size());
}

// Draws one mark after the other where they were, places the picture, and looks where they are now.
int expectMarksFollow(int width, int height, const Placement& placement) {
    int checked = 0;
    for (const double fx : {0.1, 0.37, 0.9})
        for (const double fy : {0.15, 0.5, 0.85}) {
            const Point at{width * fx, height * fy}, moved = placement.map(at);
            const auto [right, down] = placement.map.derivative(at);
            const double margin = 9 * std::max(std::hypot(right[0], right[1]), std::hypot(down[0], down[1]));
            const bool inside = moved[0] > margin && moved[1] > margin && moved[0] < placement.width - margin &&
                                moved[1] < placement.height - margin;
            const bool wasInside = at[0] > 9 && at[1] > 9 && at[0] < width - 9 && at[1] < height - 9;
            if (!inside || !wasInside) continue;
            Image image = plain(width, height, 128);
            drawMark(image, at);
            const auto found = findMark(resample(image, placement, {false, {128, 128, 128}, nullptr}));
            EXPECT_TRUE(found);
            if (!found) continue;
            EXPECT_NEAR((*found)[0], moved[0], 0.25);
            EXPECT_NEAR((*found)[1], moved[1], 0.25);
            ++checked;
        }
    return checked;
}

TEST(Homography, ComposesInvertsAndHitsTheCorners) {
    const std::array<Point, 4> corners{Point{3, 5}, {90, 1}, {80, 70}, {10, 60}};
    const auto map = Homography::toQuad(100, 50, corners);
    const std::array<Point, 4> of{Point{0, 0}, {100, 0}, {100, 50}, {0, 50}};
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t axis = 0; axis < 2; ++axis)
            EXPECT_NEAR(map(of[i])[axis], corners[i][axis], 1e-9);
    EXPECT_TRUE((map * map.inverse()).isIdentity());
    const auto turned = Homography::rotation(90, {0, 0})({1, 0});
    EXPECT_NEAR(turned[0], 0, 1e-12);
    EXPECT_NEAR(turned[1], 1, 1e-12);  // clockwise on a screen
    const auto [right, down] = map.derivative({20, 30});
    EXPECT_NEAR((map({20.001, 30})[1] - map({20, 30})[1]) / 0.001, right[1], 1e-3);
    EXPECT_NEAR((map({20, 30.001})[0] - map({20, 30})[0]) / 0.001, down[0], 1e-3);
}

TEST(Augment, EveryAugmentationIsTested) {
    EXPECT_EQ(names(true), keys(kPlaceStrengths));
    EXPECT_EQ(names(false), keys(kPaintStrengths));
}

TEST(Augment, MarksFollowEveryPlacement) {
    for (const auto& [name, strength] : kPlaceStrengths)
        for (const bool expand : {true, false}) {
            const Chain chain({{name, strength}}, expand);
            int checked = 0;
            for (const auto& [width, height] : {std::pair{211, 157}, std::pair{700, 43}, std::pair{61, 307}})
                for (std::uint64_t key = 0; key < 6; ++key) {
                    SCOPED_TRACE(name + " key " + std::to_string(key));
                    checked += expectMarksFollow(width, height, chain.place(width, height, key));
                }
            EXPECT_GT(checked, 20) << name;
        }
}

TEST(Augment, MarksFollowChains) {
    Random random{17};
    int checked = 0;
    for (std::uint64_t key = 0; key < 40; ++key) {
        std::vector<Chain::Step> steps;
        for (const auto& [name, strength] : kPlaceStrengths)
            if (random.below(2) == 0) steps.push_back({name, strength * random.uniform(0.2, 0.8)});
        SCOPED_TRACE("key " + std::to_string(key));
        checked += expectMarksFollow(223, 199, Chain(steps).place(223, 199, key));
    }
    EXPECT_GT(checked, 100);
}

TEST(Augment, SmallestAndOddSizesWork) {
    std::vector<Chain::Step> steps;
    for (const auto& [name, strength] : kPlaceStrengths)
        steps.push_back({name, strength, 0.7});
    for (const auto& [name, painted] : kPaintStrengths)
        steps.push_back({name, painted.strength, 0.7});
    const Chain chain(steps);
    for (const auto& [width, height] : {std::pair{1, 1}, std::pair{1, 97}, std::pair{801, 2}, std::pair{13, 7}})
        for (std::uint64_t key = 0; key < 12; ++key) {
            const Placement placement = chain.place(width, height, key);
            ASSERT_GE(placement.width, 1);
            ASSERT_GE(placement.height, 1);
            Image image = resample(gradient(width, height), placement, {});
            chain.paint(image, key);
            EXPECT_EQ(image.width, placement.width);
            EXPECT_EQ(image.height, placement.height);
            EXPECT_EQ(image.pixels.size(), std::size_t(image.width) * std::size_t(image.height) * 3);
        }
}

TEST(Augment, StrengthNoughtChangesNothing) {
    const Image image = gradient(37, 23);
    Random random{5};
    for (const auto& [name, augmentation] : Augmentations::instance().all()) {
        SCOPED_TRACE(name);
        if (augmentation.place) {
            const auto placement = augmentation.place({37, 23, 0, true}, random);
            EXPECT_TRUE(placement.map.isIdentity());
            EXPECT_EQ(resample(image, placement, {}).pixels, image.pixels);
        } else {
            Image painted = image;
            augmentation.paint(painted, 0, random);
            EXPECT_EQ(painted.pixels, image.pixels);
        }
    }
}

TEST(Augment, PaintingKeepsTheShapeIsDrawnFromTheKeyAndBounded) {
    const Image image = gradient(120, 80);
    for (const auto& [name, painted] : kPaintStrengths) {
        SCOPED_TRACE(name);
        const Chain chain({{name, painted.strength}});
        double most = 0;
        int different = 0;
        Image before = image;
        for (std::uint64_t key = 0; key < 10; ++key) {
            Image once = image, again = image;
            chain.paint(once, key);
            chain.paint(again, key);
            EXPECT_EQ(once.pixels, again.pixels);
            EXPECT_EQ(once.width, image.width);
            EXPECT_EQ(once.height, image.height);
            ASSERT_EQ(once.pixels.size(), image.pixels.size());
            most = std::max(most, meanChange(once, image));
            different += once.pixels != before.pixels;
            before = once;
        }
        EXPECT_GT(most, 0);
        EXPECT_LT(most, painted.mostChange);
        if (name != "grayscale") EXPECT_GT(different, 7);
    }
}

TEST(Augment, AStepDrawsTheSameWhateverElseIsInTheChain) {
    const Chain alone({{"rotate", 10}}), among({{"rotate", 10}, {"noise", 5}, {"flip_vertical", 1, 0}});
    for (std::uint64_t key = 0; key < 5; ++key)
        EXPECT_EQ(alone.place(50, 60, key).map.m, among.place(50, 60, key).map.m);
    EXPECT_NE(alone.place(50, 60, 1).map.m, alone.place(50, 60, 2).map.m);
}

TEST(Augment, KeptDirectionsAreKept) {
    const Chain chain({{"flip_horizontal", 1}, {"flip_vertical", 1}, {"rotate", 180}});
    int turned = 0;
    for (std::uint64_t key = 0; key < 30; ++key) {
        const auto [right, down] = chain.place(90, 60, key, {true, true}).map.derivative({45, 30});
        EXPECT_GT(right[0], 0);
        EXPECT_GT(down[1], 0);
        const auto sides = chain.place(90, 60, key, {true, false}).map.derivative({45, 30});
        EXPECT_GT(sides[0][0], 0);
        turned += sides[1][1] < 0;
    }
    EXPECT_GT(turned, 0);
}

TEST(Augment, ProbabilityIsHowOften) {
    const Chain chain({{"flip_horizontal", 1, 0.25}});
    int flipped = 0;
    for (std::uint64_t key = 0; key < 2000; ++key)
        flipped += chain.place(10, 10, key).map.m[0] < 0;
    EXPECT_NEAR(flipped / 2000.0, 0.25, 0.04);
}

TEST(Resample, FlipsAreExact) {
    const Image image = gradient(31, 17);
    const Chain chain({{"flip_horizontal", 1}});
    const Image flipped = resample(image, chain.place(31, 17, 0), {});
    for (int y = 0; y < 17; ++y)
        for (int x = 0; x < 31; ++x)
            for (int c = 0; c < 3; ++c)
                ASSERT_EQ(flipped.pixels[std::size_t((y * 31 + x) * 3 + c)],
                          image.pixels[std::size_t((y * 31 + 30 - x) * 3 + c)]);
}

TEST(Resample, ShrinkingIsAntialiased) {
    Image stripes = plain(400, 400, 0);
    for (int y = 0; y < 400; ++y)
        for (int x = 0; x < 400; x += 2)
            std::fill_n(stripes.pixels.begin() + (y * 400 + x) * 3, 3, std::uint8_t(255));
    const Placement small{Homography::rotation(3, {45, 45}) * Homography::scaling(0.23, 0.23), 92, 92};
    const Image shrunk = resample(stripes, small, {true, {}, nullptr});
    for (int y = 20; y < 70; ++y)
        for (int x = 20; x < 70; ++x)
            ASSERT_NEAR(shrunk.pixels[std::size_t((y * 92 + x) * 3)], 127.5, 20);
}

TEST(Resample, BackgroundShowsWhereThePictureDoesNot) {
    const Image image = plain(80, 60, 200), ground = plain(30, 90, 10);
    const Placement placement{Homography::translation(20, 10) * Homography::scaling(0.5, 0.5), 80, 60, true};
    const auto at = [](const Image& picture, int x, int y) {
        return int(picture.pixels[std::size_t((y * picture.width + x) * 3)]);
    };
    const Image whole = resample(image, placement, {false, {255, 255, 255}, &ground});
    EXPECT_EQ(at(whole, 5, 5), 10);
    EXPECT_EQ(at(whole, 40, 25), 200);
    EXPECT_EQ(at(whole, 70, 50), 10);
    const Image part =
        resample(image, placement, {false, {255, 255, 255}, &ground}, {{{10, 10}, {30, 10}, {30, 50}, {10, 50}}});
    EXPECT_EQ(at(part, 30, 25), 200);
    EXPECT_EQ(at(part, 50, 25), 10);
    const Image coloured = resample(image, placement, {false, {1, 2, 3}, nullptr});
    EXPECT_EQ(at(coloured, 5, 5), 1);
}

TEST(Resample, WhatOpenCvCannotHoldIsSaid) {
    const Placement huge{Homography::scaling(1, 1), 40000, 1};
    EXPECT_THROW(resample(plain(2, 1, 0), huge, {}), Error);
    EXPECT_THROW(Chain({{"rotat", 1}}), Error);
}

}  // namespace
}  // namespace atelier::vision
