#include "common/random.h"
#include "data/checks/histogram.h"
#include "support.h"
#include "vision/image.h"

#include <cmath>
#include <limits>

using namespace atelier;
using namespace atelier::data;

namespace {

std::string pngOf(int width, int height) {
    return vision::encodePng({width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3))});
}

const Histogram& named(const Histograms& all, const std::string& name) {
    for (const Histogram& one : all.numbers)
        if (one.name == name) return one;
    throw std::logic_error("no histogram " + name);
}

const Categories& categoriesNamed(const Histograms& all, const std::string& name) {
    for (const Categories& one : all.categories)
        if (one.name == name) return one;
    throw std::logic_error("no categories " + name);
}

}  // namespace

TEST(Histogram, stepsAreRoundAndCountEverything) {
    Random random{3};
    for (int round = 0; round < 200; ++round) {
        const bool whole = round % 2 == 0;
        const double from = random.uniform(-50, 5000), width = std::pow(10.0, random.uniform(-2, 5));
        std::vector<double> values;
        for (auto n = 1 + random.below(100); n > 0; --n) {
            const double value = random.uniform(from, from + width);
            values.push_back(whole ? std::floor(value) : value);
        }
        const Histogram histogram = histogramOf("h", "", values, whole, 24);
        ASSERT_EQ(histogram.edges.size(), histogram.counts.size() + 1);
        EXPECT_LE(histogram.counts.size(), 25u);
        EXPECT_EQ(histogram.total(), std::ssize(values));
        EXPECT_GT(histogram.counts.front(), 0);
        EXPECT_GT(histogram.counts.back(), 0);
        const double step = histogram.edges[1] - histogram.edges[0];
        const double leading = step / std::pow(10.0, std::floor(std::log10(step) + 1e-6));
        EXPECT_NEAR(std::min({std::abs(leading - 1), std::abs(leading - 2), std::abs(leading - 5)}), 0, 1e-6) << step;
        if (whole) EXPECT_GE(step, 1 - 1e-9);
        for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
            const bool last = i + 1 == histogram.counts.size();
            EXPECT_EQ(histogram.counts[i], std::count_if(values.begin(), values.end(), [&](double value) {
                          return value >= histogram.edges[i] && (value < histogram.edges[i + 1] || last);
                      }));
        }
    }
}

TEST(Histogram, ofNothingAndOfNoNumbers) {
    EXPECT_TRUE(histogramOf("h", "", {}, true).edges.empty());
    EXPECT_TRUE(ratioHistogramOf("h", {}).counts.empty());
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const Histogram histogram = histogramOf("h", "", {std::nan(""), kInfinity, 7, 7}, true);
    EXPECT_EQ(histogram.edges, (std::vector<double>{7, 8}));
    EXPECT_EQ(histogram.counts, std::vector<std::int64_t>{2});
}

TEST(Histogram, ratiosGrowByAFactor) {
    const Histogram histogram = ratioHistogramOf("r", {0.5, 1, 1.2, 2, 3.9});
    EXPECT_EQ(histogram.total(), 5);
    EXPECT_NEAR(histogram.edges.front(), 0.5, 1e-12);
    EXPECT_NEAR(histogram.edges.back(), 4, 1e-12);
    EXPECT_EQ(histogram.counts, (std::vector<std::int64_t>{1, 0, 2, 0, 1, 1}));
}

TEST(Histograms, ofSamples) {
    const ScratchFolder folder;
    const auto wide = folder.put("wide.png", pngOf(80, 20)), tall = folder.put("tall.png", pngOf(30, 60)),
               broken = folder.put("broken.png", "no image");
    Sample a = chat("a", "<image>one", "four"), b = chat("b", "<image><image>", "é"), c = chat("c", "<image>", "");
    a.media = {{Media::Kind::Image, wide}};
    b.media = {{Media::Kind::Image, wide}, {Media::Kind::Image, tall}};
    c.media = {{Media::Kind::Image, broken}};
    a.split = "train";
    a.tags = {"x", "y"};
    b.tags = {"y"};
    a.regions = {{Region::Shape::Box, 0, {{0, 0}, {5, 5}}, "cat"}, {Region::Shape::Box, 0, {{0, 0}, {5, 5}}, "cat"}};
    const Histograms all = histograms({a, b, c});
    EXPECT_TRUE(all.whole);
    EXPECT_EQ(named(all, "image_width").total(), 2);  // each file once, the broken one not at all
    EXPECT_EQ(named(all, "image_width").edges.front(), 30);
    EXPECT_NEAR(named(all, "aspect_ratio").edges.front(), 0.5, 1e-12);
    EXPECT_EQ(named(all, "answer_characters").edges.front(), 0);
    EXPECT_EQ(named(all, "answer_characters").counts, (std::vector<std::int64_t>{1, 1, 0, 0, 1}));
    EXPECT_EQ(named(all, "regions").counts, (std::vector<std::int64_t>{2, 0, 1}));
    using Counts = std::vector<std::pair<std::string, std::int64_t>>;
    EXPECT_EQ(categoriesNamed(all, "tags").counts, (Counts{{"y", 2}, {"x", 1}}));
    EXPECT_EQ(categoriesNamed(all, "labels").counts, (Counts{{"cat", 2}}));
    EXPECT_EQ(categoriesNamed(all, "splits").counts, (Counts{{"", 2}, {"train", 1}}));
    EXPECT_EQ(categoriesNamed(all, "media").counts, (Counts{{"image", 4}}));
    const Json json = toJson(all);
    EXPECT_EQ(json.at("numbers").at("image_width").at("unit"), "pixels");
    EXPECT_EQ(json.at("categories").at("tags").at("y"), 2);

    const Histograms stopped = histograms({a, b}, [](std::int64_t, std::int64_t) { return false; });
    EXPECT_FALSE(stopped.whole);
    EXPECT_EQ(named(stopped, "turns").total(), 0);
}
