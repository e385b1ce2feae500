#include "data/box_marks.h"
#include "data/derive.h"
#include "support.h"

#include <map>

using namespace atelier;
using namespace atelier::data;
using Role = Turn::Role;

namespace {

// "red box<bbox> and <bbox>." on a picture of 200 x 100 pixels.
Sample marked() {
    Sample sample;
    sample.id = "s";
    sample.media = {{Media::Kind::Image, "a.png", {}}};
    sample.turns = {{Role::User, "<image>Find them"}, {Role::Assistant, "red box<bbox> and <bbox>."}};
    Region red{Region::Shape::Box, 0, {{20, 10}, {90, 50}}, "red box"};
    red.spans = {{1, 0, 7}, {1, 7, 13}};
    Region disc{Region::Shape::Circle, 0, {{100, 50}, {120, 50}}};
    disc.spans = {{1, 18, 24}};
    sample.regions = {red, disc};
    return sample;
}

vision::ImageInfo probe(const std::filesystem::path&) {
    vision::ImageInfo info;
    info.width = 200;
    info.height = 100;
    return info;
}

}  // namespace

TEST(BoxMarks, becomeBoxesInTheModelsNotation) {
    Sample sample = marked();
    writeBoxMarks(sample, BoxUnit::Thousandths, probe);
    EXPECT_EQ(sample.turns[1].text,
              "<|object_ref_start|>red box<|object_ref_end|><|box_start|>(100,100),(450,500)<|box_end|> and "
              "<|box_start|>(400,300),(600,700)<|box_end|>.");
    requireValid(sample, "s");
    const WrittenBoxes written = findWrittenBoxes(sample);
    ASSERT_EQ(written.boxes.size(), 2u);
    EXPECT_TRUE(written.unknown.empty());
    EXPECT_EQ(written.boxes[0].region, 0u);
    EXPECT_EQ(written.boxes[1].region, 1u);

    sample = marked();
    writeBoxMarks(sample, BoxUnit::Pixels, probe);
    EXPECT_EQ(sample.turns[1].text, "red box[20, 10, 90, 50] and [80, 30, 120, 70].");
}

TEST(BoxMarks, countOnWhatIsShown) {
    Sample sample = marked();
    sample.media[0].crop = Box{10, 0, 100, 100};
    writeBoxMarks(sample, BoxUnit::Pixels, probe);
    EXPECT_EQ(sample.turns[1].text, "red box[10, 10, 80, 50] and [70, 30, 90, 70].");
    sample = marked();
    sample.media[0].crop = Box{150, 0, 200, 100};
    EXPECT_NE(errorOf([&] { writeBoxMarks(sample, BoxUnit::Pixels, probe); }).find("not on what is shown"),
              std::string::npos);
}

TEST(BoxMarks, areWrittenWithoutADerivation) {
    DeriveOptions options;
    options.boxes = BoxUnit::Pixels;
    options.probe = probe;
    EXPECT_EQ(derive(marked(), "none", options).at(0).turns[1].text, "red box[20, 10, 90, 50] and [80, 30, 120, 70].");
    Sample plain = marked();
    plain.turns[1].text = "red box on the left side";
    plain.regions[0].spans = {{1, 0, 7}};
    plain.regions[1].spans = {};
    options.probe = [](const std::filesystem::path&) -> vision::ImageInfo { throw Error("looked at"); };
    EXPECT_EQ(derive(plain, "none", options).at(0), plain);
}

// A region that nothing tells of is counted with the reason.
TEST(BoxMarks, andDerivedViewsTellWhatTheyPassOver) {
    std::map<std::string, int> passed;
    DeriveOptions options;
    options.probe = probe;
    options.passedOver = [&](const std::string& why) { ++passed[why]; };
    Sample sample = marked();
    sample.regions.push_back({Region::Shape::Box, 0, {{1, 1}, {20, 20}}, "extra"});
    EXPECT_EQ(derive(sample, "none", options).size(), 1u);
    EXPECT_EQ(passed, (std::map<std::string, int>{{"no <bbox> mark of the sample stands for them", 1}}));

    passed.clear();
    sample.regions.push_back({Region::Shape::Point, 0, {{1, 1}}, "dot"});
    sample.regions.push_back({Region::Shape::Box, 0, {{300, 300}, {320, 320}}, "outside"});
    EXPECT_EQ(derive(sample, "region_transcription", options).size(), 0u);
    EXPECT_EQ(passed.at("without a transcription"), 5);
    passed.clear();
    derive(sample, "region_label", options);
    EXPECT_EQ(passed, (std::map<std::string, int>{{"without a label", 1}, {"lines and points have no area", 1}}));
    passed.clear();
    derive(sample, "text_boxes", options);
    EXPECT_EQ(passed, (std::map<std::string, int>{{"without a transcription or a label", 1},
                                                  {"lines and points have no area", 1},
                                                  {"not on what is shown of a picture", 1}}));
}
