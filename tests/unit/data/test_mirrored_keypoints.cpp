#include "data/augmentation/augmentation.h"
#include "support.h"
#include "vision/image.h"

using namespace atelier;
using namespace atelier::data;

namespace {

const std::vector<std::string> kNames{"nose", "left_eye", "right_eye", "left_ear"};

TEST(MirroredKeypoints, NamesOfTheTwoSidesArePaired) {
    using Order = std::vector<std::size_t>;
    EXPECT_EQ(mirroredOrder(kNames), (Order{0, 2, 1, 3})) << "an ear without its other side stays";
    EXPECT_EQ(mirroredOrder({"LeftKnee", "RightKnee"}), (Order{1, 0}));
    EXPECT_EQ(mirroredOrder({"l_hip", "r_hip", "eye.R", "eye.L", "tail", "ear"}), (Order{1, 0, 3, 2, 4, 5}));
    EXPECT_EQ(mirroredOrder({"1", "2"}), (Order{0, 1}));
    EXPECT_EQ(mirroredOrder({}), Order{});
}

Sample withPose() {
    Sample sample = chat("s", "<image>What?", "A person.");
    sample.media = {{Media::Kind::Image, "/a.png"}};
    sample.regions = {{.points = {{10, 10}, {60, 60}}, .label = "person"}};
    sample.regions[0].details.edit().keypoints = {{30, 20, 2}, {40, 15, 2}, {20, 15, 1}, {0, 0, 0}};
    return sample;
}

std::vector<Keypoint> after(AugmentOptions pictures, bool named) {
    pictures.probability = 1;
    Augmenter::Options options;
    options.pictures = pictures;
    if (named) addMirrored(options.mirrored, {{.number = 0, .name = "person", .keypoints = kNames}});
    const Augmenter augmenter(options);
    const auto varied = augmenter.augment(withPose(), 0, [](const Media&) {
        return vision::Image{100, 80, std::vector<std::uint8_t>(100 * 80 * 3, 128)};
    });
    return varied.sample.regions.at(0).details->keypoints;
}

TEST(MirroredKeypoints, ChangePlacesInAFlipAlone) {
    AugmentOptions flip;
    flip.flipHorizontal = 1;
    EXPECT_EQ(after(flip, true), (std::vector<Keypoint>{{70, 20, 2}, {80, 15, 1}, {60, 15, 2}, {0, 0, 0}}));
    EXPECT_EQ(after(flip, false), (std::vector<Keypoint>{{70, 20, 2}, {60, 15, 2}, {80, 15, 1}, {0, 0, 0}}));
    // Both flips are half a turn: sides stay.
    flip.flipVertical = 1;
    EXPECT_EQ(after(flip, true), (std::vector<Keypoint>{{70, 60, 2}, {60, 65, 2}, {80, 65, 1}, {0, 0, 0}}));
}

}  // namespace
