#include "data/augmentation/augmentation.h"
#include "data/augmentation/direction_words.h"
#include "data/augmentation/moved_region.h"
#include "data/augmentation/write_augmented.h"
#include "data/augmentation/written_boxes.h"
#include "data/dataset_source.h"
#include "support.h"
#include "unit/vision/marks.h"

#include <cmath>
#include <numbers>
#include <set>

using namespace atelier;
using namespace atelier::data;
using vision::Homography;
using vision::Placement;
using vision::Point;

namespace {

Region region(Region::Shape shape, std::vector<Point> points) {
    Region made;
    made.shape = shape;
    made.points = std::move(points);
    return made;
}

Sample shown(const std::string& id, const std::string& question = "<image>What is it?",
             const std::string& answer = "A thing.") {
    Sample sample = chat(id, question, answer);
    sample.media = {{Media::Kind::Image, "picture.png", {}}};
    return sample;
}

vision::Image openPlain(const Media&) {
    return vision::plain(240, 180, 128);
}

Augmenter augmenter(const AugmentOptions& pictures, std::uint64_t seed = 1) {
    Augmenter::Options options;
    options.pictures = pictures;
    options.seed = seed;
    options.backgrounds = {{Media::Kind::Image, "ground.png", {}}};
    return Augmenter(options);
}

AugmentOptions moving() {
    AugmentOptions options;
    options.rotate = 30;
    options.perspective = 0.1;
    options.scale = 0.1;
    options.resize = 0.6;
    options.crop = 0.1;
    options.flipHorizontal = options.flipVertical = options.background = 0.3;
    options.probability = 0.6;
    options.fill = "grey";
    return options;
}

AugmentOptions mirrored() {
    AugmentOptions options;
    options.flipHorizontal = 1;
    return options;
}

}  // namespace

TEST(MovedRegion, clipsAndMeasures) {
    const std::vector<Point> square{{0, 0}, {10, 0}, {10, 10}, {0, 10}};
    EXPECT_DOUBLE_EQ(areaOf(square), 100);
    EXPECT_DOUBLE_EQ(areaOf({{0, 0}, {0, 10}, {10, 0}}), 50);
    EXPECT_EQ(clipped(square, {0, 0, 10, 10}), square);
    EXPECT_DOUBLE_EQ(areaOf(clipped(square, {5, -1, 20, 4})), 20);
    EXPECT_DOUBLE_EQ(areaOf(clipped(square, {2, 3, 8, 9})), 36);
    EXPECT_TRUE(clipped(square, {20, 20, 30, 30}).empty());
    // A triangle whose corner is cut off.
    const auto cut = clipped({{0, 0}, {10, 0}, {0, 10}}, {0, 0, 6, 20});
    EXPECT_DOUBLE_EQ(areaOf(cut), 50 - 8);
}

TEST(MovedRegion, shapesAfterAMove) {
    const Placement half{Homography::translation(-50, 0), 100, 100};
    const Region box = region(Region::Shape::Box, {{40, 10}, {80, 30}});
    const auto kept = moved(box, 100, 100, half, {0.5, false});
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->bounds(), (Box{0, 10, 30, 30}));
    EXPECT_EQ(kept->shape, Region::Shape::Box);
    EXPECT_FALSE(moved(box, 100, 100, half, {0.8, false}));

    const Placement turned{Homography::rotation(30, {50, 50}), 100, 100};
    const auto rotated = moved(box, 100, 100, turned, {0.5, true});
    ASSERT_TRUE(rotated);
    EXPECT_EQ(rotated->shape, Region::Shape::RotatedBox);
    EXPECT_NEAR(rotated->points[0][0], 50 - 10 * std::cos(std::numbers::pi / 6) + 40 * std::sin(std::numbers::pi / 6),
                1e-9);
    EXPECT_NEAR(rotated->points[0][1], 50 - 40 * std::cos(std::numbers::pi / 6) - 10 * std::sin(std::numbers::pi / 6),
                1e-9);
    EXPECT_EQ(moved(box, 100, 100, turned, {0.5, false})->points.size(), 2u);

    const Region quad = region(Region::Shape::RotatedBox, {{40, 10}, {80, 10}, {80, 30}, {40, 30}});
    // Nothing was turned: a box is a box.
    EXPECT_EQ(moved(box, 100, 100, half, {0.5, true})->shape, Region::Shape::Box);
    EXPECT_EQ(moved(quad, 100, 100, half, {0.5, false})->shape, Region::Shape::Polygon);
    EXPECT_EQ(moved(quad, 100, 100, turned, {0.5, false})->shape, Region::Shape::RotatedBox);
    // A line has no area; it is there or it is not.
    const Region line = region(Region::Shape::Polygon, {{60, 10}, {70, 10}, {80, 10}});
    EXPECT_TRUE(moved(line, 100, 100, half, {0.5, false}));
    EXPECT_FALSE(moved(line, 100, 100, {Homography::translation(-90, 0), 100, 100}, {0.5, false}));
}

// A mark is drawn at a corner of a region, the sample varied, and the mark looked for at that region's corner.
TEST(Augmentation, marksLieOnTheCornersOfTheirRegions) {
    const Augmenter varier = augmenter(moving());
    Sample sample = shown("s");
    sample.regions = {
        region(Region::Shape::RotatedBox, {{60, 50}, {120, 70}, {110, 100}, {50, 80}}),
        region(Region::Shape::Polygon, {{130, 60}, {190, 55}, {200, 110}, {160, 80}, {140, 120}}),
        region(Region::Shape::Box, {{70, 110}, {150, 140}}),
    };
    int checked = 0, boxes = 0;
    std::set<std::array<int, 2>> sizes;
    for (std::int64_t epoch = 0; epoch < 25; ++epoch)
        for (std::size_t r = 0; r < sample.regions.size(); ++r) {
            const auto corners = outlineOf(sample.regions[r]);
            for (std::size_t corner = 0; corner < corners.size(); ++corner) {
                const auto varied = varier.augment(sample, epoch, [&](const Media& media) {
                    auto image = openPlain(media);
                    if (media.path == "picture.png") vision::drawMark(image, corners[corner]);
                    return image;
                });
                ASSERT_TRUE(varied.straight.empty());
                if (varied.droppedRegions > 0) continue;
                const auto found = vision::findMark(varied.images[0]);
                const Region& after = varied.sample.regions[r];
                const Box inner{12, 12, varied.images[0].width - 12.0, varied.images[0].height - 12.0};
                if (!found || (*found)[0] < inner.left || (*found)[1] < inner.top || (*found)[0] > inner.right ||
                    (*found)[1] > inner.bottom)
                    continue;
                sizes.insert({varied.images[0].width, varied.images[0].height});
                if (after.shape == Region::Shape::Box) {
                    const Box bounds = after.bounds();
                    EXPECT_GT((*found)[0], bounds.left - 0.5);
                    EXPECT_LT((*found)[0], bounds.right + 0.5);
                    EXPECT_GT((*found)[1], bounds.top - 0.5);
                    EXPECT_LT((*found)[1], bounds.bottom + 0.5);
                    ++boxes;
                } else if (after.points.size() == corners.size()) {
                    EXPECT_NEAR((*found)[0], after.points[corner][0], 0.3);
                    EXPECT_NEAR((*found)[1], after.points[corner][1], 0.3);
                    ++checked;
                }
            }
        }
    EXPECT_GT(checked, 80);
    EXPECT_GT(boxes, 30);
    EXPECT_GT(sizes.size(), 10u);
}

TEST(Augmentation, isDrawnFromSeedEpochAndSampleAlone) {
    AugmentOptions options = moving();
    options.noise = 5;
    options.colour = 0.2;
    const auto pixels = [&](std::uint64_t seed, const std::string& id, std::int64_t epoch) {
        return augmenter(options, seed).augment(shown(id), epoch, openPlain).images[0].pixels;
    };
    EXPECT_EQ(pixels(1, "a", 3), pixels(1, "a", 3));
    EXPECT_NE(pixels(1, "a", 3), pixels(2, "a", 3));
    EXPECT_NE(pixels(1, "a", 3), pixels(1, "b", 3));
    EXPECT_NE(pixels(1, "a", 3), pixels(1, "a", 4));
}

TEST(Augmentation, nothingIsChangedByDefault) {
    const Augmenter varier = augmenter({});
    EXPECT_FALSE(varier.active());
    Sample sample = shown("s");
    sample.regions = {region(Region::Shape::Box, {{-5, 1}, {30, 40}})};
    const auto same = varier.augment(sample, 2, openPlain);
    EXPECT_EQ(same.sample, sample);
    EXPECT_EQ(same.images[0].pixels, openPlain({}).pixels);
}

TEST(Augmentation, aCropBecomesAPictureOfItsOwn) {
    Sample sample = shown("s");
    sample.media[0].crop = Box{20.5, 10, 220, 170};
    sample.regions = {region(Region::Shape::Box, {{30, 20}, {50, 60}})};
    const auto varied = augmenter(mirrored()).augment(sample, 0, [](const Media& media) {
        return vision::crop(openPlain(media), *media.crop);
    });
    EXPECT_FALSE(varied.sample.media[0].crop);
    EXPECT_EQ(varied.images[0].width, 200);  // from pixel 20 on
    EXPECT_EQ(varied.sample.regions[0].bounds(), (Box{170, 10, 190, 50}));
}

TEST(WrittenBoxes, areRewrittenAndTheirSpansFollow) {
    Sample sample =
        shown("s", "<image>Where is the cat?", "It is at <|box_start|>(100,200),(300,400)<|box_end|>, see?");
    sample.regions = {region(Region::Shape::Box, {{24, 36}, {72, 72}})};
    const std::string& answer = sample.turns[1].text;
    const auto begin = static_cast<std::int64_t>(answer.find("<|box_start|>"));
    const auto end = static_cast<std::int64_t>(answer.find(", see"));
    sample.regions[0].spans = {{1, begin, end}};
    auto varied = augmenter(mirrored()).augment(sample, 0, openPlain);
    EXPECT_EQ(varied.sample.turns[1].text, "It is at <|box_start|>(700,200),(900,400)<|box_end|>, see?");
    EXPECT_EQ(varied.sample.regions[0].bounds(), (Box{168, 36, 216, 72}));
    EXPECT_EQ(varied.sample.regions[0].spans, sample.regions[0].spans);
    EXPECT_EQ(varied.straight, "");

    sample.regions.clear();  // the marks say enough where there is one picture
    varied = augmenter(mirrored()).augment(sample, 0, openPlain);
    EXPECT_EQ(varied.sample.turns[1].text, "It is at <|box_start|>(700,200),(900,400)<|box_end|>, see?");
}

TEST(WrittenBoxes, onAPictureThatStaysKeepTheirWriting) {
    Sample sample = shown("s", "<image><video>Where?", "at (10.50,20),(30,40.0).");
    sample.media.push_back({Media::Kind::Video, "film.mp4", {}});
    sample.regions = {region(Region::Shape::Box, {{10.5, 20}, {30, 40}}),
                      region(Region::Shape::Box, {{24, 36}, {72, 72}})};
    sample.regions[0].media = 1;
    sample.regions[0].spans = {{1, 3, 23}};
    const auto varied = augmenter(mirrored()).augment(sample, 0, openPlain);
    EXPECT_EQ(varied.straight, "");
    EXPECT_EQ(varied.sample.turns, sample.turns);
    EXPECT_EQ(varied.sample.regions[0], sample.regions[0]);
    EXPECT_EQ(varied.sample.regions[1].bounds(), (Box{168, 36, 216, 72}));
    EXPECT_EQ(varied.images[1].width, 0);
}

TEST(WrittenBoxes, ofOtherFormsNeedARegion) {
    for (const auto& [written, mirroredText] :
         {std::pair{"[24, 36, 72, 72]", "[168, 36, 216, 72]"}, std::pair{"(24,36),(72,72)", "(168,36),(216,72)"},
          std::pair{"[100, 200, 300, 400]", "[700, 200, 900, 400]"},
          std::pair{"[0.10, 0.20, 0.30, 0.40]", "[0.70, 0.20, 0.90, 0.40]"}}) {
        SCOPED_TRACE(written);
        Sample sample = shown("s", "<image>Where?", "at " + std::string(written) + ".");
        EXPECT_NE(augmenter(mirrored()).alwaysStraight(sample), "");
        auto varied = augmenter(mirrored()).augment(sample, 0, openPlain);
        EXPECT_EQ(varied.sample, sample);
        EXPECT_NE(varied.straight.find(std::string(written).substr(1, 3)), std::string::npos) << varied.straight;

        sample.regions = {region(Region::Shape::Box, {{24, 36}, {72, 72}})};
        sample.regions[0].spans = {{1, 3, 3 + static_cast<std::int64_t>(std::string(written).size())}};
        varied = augmenter(mirrored()).augment(sample, 0, openPlain);
        EXPECT_EQ(varied.sample.turns[1].text, "at " + std::string(mirroredText) + ".");
        EXPECT_EQ(varied.straight, "");
        const Span& span = varied.sample.regions[0].spans.at(0);
        EXPECT_EQ(span.begin, 3);
        EXPECT_EQ(span.end, 3 + static_cast<std::int64_t>(std::string(mirroredText).size()));
    }
    // Numbers that are not the region's bounds in any unit.
    Sample sample = shown("s", "<image>Where?", "at [1, 2, 3, 4].");
    sample.regions = {region(Region::Shape::Box, {{24, 36}, {72, 72}})};
    sample.regions[0].spans = {{1, 3, 15}};
    const auto varied = augmenter(mirrored()).augment(sample, 0, openPlain);
    EXPECT_EQ(varied.sample, sample);
    EXPECT_NE(varied.straight, "");
}

TEST(WrittenBoxes, whatIsNotUnderstoodKeepsThePictureStraight) {
    const Augmenter varier = augmenter(mirrored());
    for (const char* answer : {"<loc0123><loc0456>", "(12, 30)", "[1,2,3,4,5,6]", "<|box_start|>(1,2)<|box_end|>",
                               "<box>1 2 3 4</box>", "<|quad_start|>(1,2)<|quad_end|>"})
        EXPECT_NE(varier.alwaysStraight(shown("s", "<image>Where?", answer)), "") << answer;
    for (const char* answer : {"Page (12) of [3].", "about 3, 4 or 5", "f(x, y)", "{\"total\": [\"9.00\"]}", "(a) 1"})
        EXPECT_EQ(varier.alwaysStraight(shown("s", "<image>What?", answer)), "") << answer;
    AugmentOptions light;
    light.colour = 0.5;
    EXPECT_EQ(augmenter(light).alwaysStraight(shown("s", "<image>Where?", "(12, 30)")), "");
}

TEST(Augmentation, wordsOfDirectionAreHeeded) {
    const Sample left = shown("s", "<image>What is on the Left?", "A cat.");
    EXPECT_TRUE(directionsIn(left).sides);
    EXPECT_FALSE(directionsIn(left).ends);
    EXPECT_TRUE(directionsIn(shown("s", "<image>左边是什么?")).sides);
    EXPECT_FALSE(directionsIn(shown("s", "<image>The copyright of the theft.")).sides);
    Sample sample = left;
    sample.regions = {region(Region::Shape::Box, {{0, 0}, {10, 10}})};
    EXPECT_EQ(augmenter(mirrored()).augment(sample, 0, openPlain).sample, sample);
    AugmentOptions careless = mirrored();
    careless.respectWords = false;
    EXPECT_NE(augmenter(careless).augment(sample, 0, openPlain).sample, sample);
}

TEST(Augmentation, whatWordsSpeakOfIsNeverDropped) {
    AugmentOptions options;
    options.crop = 0.9;
    options.probability = 1;
    options.leastArea = 0.9;
    Sample sample = shown("s", "<image>What is it?", "A cat.");
    sample.regions = {region(Region::Shape::Box, {{0, 0}, {120, 90}}),
                      region(Region::Shape::Box, {{120, 90}, {240, 180}})};
    int dropped = 0, straight = 0;
    for (std::int64_t epoch = 0; epoch < 20; ++epoch) {
        const auto free = augmenter(options).augment(sample, epoch, openPlain);
        EXPECT_EQ(free.sample.regions.size() + static_cast<std::size_t>(free.droppedRegions), 2u);
        dropped += free.droppedRegions > 0;
        Sample linked = sample;
        linked.regions[0].spans = {{1, 2, 5}};
        const auto bound = augmenter(options).augment(linked, epoch, openPlain);
        ASSERT_FALSE(bound.sample.regions.empty());
        EXPECT_EQ(bound.sample.regions[0].spans.size(), 1u);
        straight += !bound.straight.empty();
    }
    EXPECT_GT(dropped, 10);
    EXPECT_GT(straight, 5);
}

TEST(AugmentOptions, everyAugmentationHasItsOption) {
    std::vector<std::string> registered;
    for (const auto& [name, _] : vision::Augmentations::instance().all())
        registered.push_back(name);
    EXPECT_EQ(augmentationsWithOption(), registered);
}

TEST(AugmentOptions, saysWhatAChainIsMadeOf) {
    settings::Recipe recipe = settings::Recipe::parse(
        "augment_rotate: 5\naugment_blur: 2\naugment_flip_vertical: 0.25\n"
        "augment_probabilities: [blur=0.1]\n",
        "test");
    const auto steps = AugmentOptions::schema().read(recipe).steps();
    ASSERT_EQ(steps.size(), 3u);
    EXPECT_EQ(steps[0].name, "rotate");
    EXPECT_EQ(steps[0].strength, 5);
    EXPECT_EQ(steps[0].probability, 0.5);
    EXPECT_EQ(steps[1].name, "flip_vertical");
    EXPECT_EQ(steps[1].strength, 1);
    EXPECT_EQ(steps[1].probability, 0.25);
    EXPECT_EQ(steps[2].probability, 0.1);
    for (const char* bad : {"blur", "blur=2", "blur=x", "blurr=0.5"}) {
        AugmentOptions options;
        options.probabilities = {bad};
        EXPECT_NE(errorOf([&] { (void)options.steps(); }), "") << bad;
    }
    AugmentOptions pasted;
    pasted.background = 0.5;
    EXPECT_NE(errorOf([&] { Augmenter({pasted, {}, {}, 0, {}, {}, {}}); }).find("augment_backgrounds"),
              std::string::npos);
}

TEST(Concepts, laterRulesWinKeyByKey) {
    AugmentOptions base;
    base.rotate = 10;
    base.blur = 1;
    const ConceptRules rules({"weight=0.5", "tag=receipt weight=2 repeats=3 augment_rotate=2",
                              "path=photos/* augment=off", "path=photos/night/* augment=on augment_noise=4"});
    Sample sample = shown("s");
    const Concept any = rules.of(sample, {1, 1, base});
    EXPECT_EQ(any.weight, 0.5);
    EXPECT_EQ(any.repeats, 1);
    EXPECT_EQ(any.pictures.rotate, 10);
    sample.tags = {"receipt"};
    const Concept receipt = rules.of(sample, {1, 1, base});
    EXPECT_EQ(receipt.weight, 2);
    EXPECT_EQ(receipt.repeats, 3);
    EXPECT_EQ(receipt.pictures.rotate, 2);
    EXPECT_EQ(receipt.pictures.blur, 1);
    sample.media[0].path = "/data/photos/a.png";
    EXPECT_TRUE(rules.of(sample, {1, 1, base}).pictures.steps().empty());
    EXPECT_FALSE(rules.of(sample, {1, 1, base}).varyTexts);
    sample.media[0].path = "/data/photos/night/a.png";
    const Concept night = rules.of(sample, {1, 1, base});
    EXPECT_EQ(night.pictures.noise, 4);
    EXPECT_EQ(night.pictures.rotate, 10);
    EXPECT_TRUE(night.varyTexts);
    sample.media[0].path = "/data/myphotos/a.png";
    EXPECT_FALSE(rules.of(sample, {1, 1, base}).pictures.steps().empty());
}

TEST(Concepts, badRulesAreNamed) {
    for (const char* bad : {"tag", "weight=x", "weight=-1", "repeats=1.5", "colour=red", "augment_rotate=900",
                            "augment=maybe", "augment_typos=0.1"})
        EXPECT_NE(errorOf([&] { ConceptRules({bad}); }), "") << bad;
}

namespace {

// Four pages, each with a marked region, in a project of their own.
struct Pages {
    ScratchFolder scratch;
    Project project = Project::create(scratch / "project");
    Pages() {
        std::vector<Sample> samples;
        for (int i = 0; i < 4; ++i) {
            Sample sample = shown("page" + std::to_string(i));
            sample.media[0].path =
                scratch.put("pages/" + std::to_string(i) + ".png",
                            vision::encodePng(vision::plain(40, 30, static_cast<std::uint8_t>(40 * i))));
            sample.regions = {region(Region::Shape::Box, {{2, 3}, {12, 13}})};
            sample.group = "pages/" + std::to_string(i);
            if (i == 3) sample.split = "test";
            samples.push_back(std::move(sample));
        }
        project.addDataset({"pages", "test", scratch.path(), scratch / "pages"}, samples);
    }
};

}  // namespace

TEST(WriteAugmented, makesADatasetOfTheSameGroups) {
    Pages pages;
    const auto report = writeAugmented(pages.project, "pages", "more", augmenter(mirrored()), 2);
    EXPECT_EQ(report.written, 6);
    EXPECT_EQ(report.heldOut, 1);
    const auto samples = pages.project.samples("more");
    ASSERT_EQ(samples.size(), 6u);
    EXPECT_EQ(samples[1].id, "page0~2");
    EXPECT_EQ(samples[1].group, "pages\npages/0");
    EXPECT_EQ(samples[1].tags, std::vector<std::string>{kAugmentedTag});
    EXPECT_EQ(samples[1].regions[0].bounds(), (Box{28, 3, 38, 13}));
    EXPECT_TRUE(samples[1].media[0].path.string().starts_with(pages.project.images().string()));
    EXPECT_EQ(vision::decodeImage(samples[1].media[0].path).width, 40);

    // Copies go where their origin goes, and are never judged by.
    DataOptions options;
    options.dataset = {"pages", "more"};
    options.valSize = 2;
    const Splits splits = resolveData(pages.project, options);
    std::set<std::string> heldOut;
    for (const auto& split : {splits.validation, splits.test})
        for (const Sample& sample : split) {
            EXPECT_TRUE(sample.id.starts_with("pages/")) << sample.id;
            heldOut.insert(sample.group);
        }
    for (const Sample& sample : splits.train)
        EXPECT_FALSE(heldOut.contains(sample.group)) << sample.id;
    EXPECT_NE(errorOf([&] { writeAugmented(pages.project, "pages", "more", augmenter(mirrored()), 1); }), "");
}

TEST(WriteAugmented, stoppedItLeavesNothing) {
    Pages pages;
    std::stop_source stop;
    const Watch watch{stop.get_token(), [&](std::int64_t done, std::int64_t) {
                          if (done == 1) stop.request_stop();
                      }};
    EXPECT_THROW(writeAugmented(pages.project, "pages", "more", augmenter(mirrored()), 2, watch), Error);
    EXPECT_FALSE(pages.project.hasDataset("more"));
    EXPECT_TRUE(std::filesystem::is_empty(pages.project.images()));
}

TEST(Concepts, repeatsAreSamplesOfTheirOwn) {
    Pages pages;
    DataOptions options;
    options.dataset = {"pages"};
    options.concepts = {"path=pages/1.png repeats=3", "path=pages/0.png repeats=0"};
    std::vector<std::string> ids;
    for (const Sample& sample : resolveData(pages.project, options).train)
        ids.push_back(sample.id);
    EXPECT_EQ(ids, (std::vector<std::string>{"page1", "page1~2", "page1~3", "page2"}));
}

TEST(Augmentation, backgroundsComeFromADataset) {
    Pages pages;
    const auto recipe = settings::Recipe::parse(
        "augment_background: 1\naugment_backgrounds: pages\naugment_background_regions: true\n", "test");
    const Augmenter varier = makeAugmenter(recipe, pages.project, 3);
    Sample sample = pages.project.sample("pages", "page3");
    sample.media[0].path = pages.scratch.put("white.png", vision::encodePng(vision::plain(40, 30, 250)));
    const auto varied = varier.augment(sample, 0, mediaOpener(vision::GreyWindow::Auto));
    std::size_t bright = 0;
    for (const std::uint8_t level : varied.images[0].pixels)
        bright += level > 240;
    // Only the region, a twelfth of the picture and made smaller still.
    EXPECT_GT(bright, 3 * 20u);
    EXPECT_LT(bright, 3 * 110u);
}

TEST(Augmentation, realReceiptsKeepTheirLines) {
    const auto folder = realData("sroie");
    if (folder.empty()) GTEST_SKIP() << "no real receipts here";
    std::filesystem::path image;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".jpg") {
            image = entry.path();
            break;
        }
    ASSERT_FALSE(image.empty());
    Sample sample = shown("receipt");
    sample.media[0].path = image;
    const auto info = vision::probeImage(image);
    for (double y = 10; y + 30 < info.height; y += 40)
        sample.regions.push_back(region(Region::Shape::Box, {{10, y}, {info.width - 10.0, y + 30}}));
    AugmentOptions options;
    options.rotate = 5;
    options.perspective = 0.05;
    options.probability = 1;
    for (std::int64_t epoch = 0; epoch < 4; ++epoch) {
        const auto varied = augmenter(options).augment(sample, epoch, mediaOpener(vision::GreyWindow::Auto));
        EXPECT_EQ(varied.droppedRegions, 0);
        for (const Region& line : varied.sample.regions) {
            EXPECT_GE(line.bounds().left, 0);
            EXPECT_LE(line.bounds().bottom, varied.images[0].height);
        }
    }
}
