#include "common/error.h"
#include "unit/data/support.h"
#include "unit/vision/made_video.h"
#include "vision/video/clip.h"
#include "vision/video/frame_cache.h"

#include <gtest/gtest.h>

namespace atelier::vision {
namespace {

class Clip : public testing::Test {
protected:
    std::filesystem::path make(const VideoPlan& plan = {}) const {
        const auto path = folder / "film.mp4";
        makeVideo(path, 40, [](int frame) { return numbered(frame); }, plan);
        return path;
    }
    VideoClip open(const std::filesystem::path& path, const std::optional<TimeRange>& range = {}) {
        return openClip(path, range, nowhere);
    }
    const ScratchFolder folder;
    FrameCache nowhere{{}};
};

TEST_F(Clip, framesByTheirNumber) {
    const auto clip = open(make());
    EXPECT_EQ(clip.frames, 40);
    EXPECT_NEAR(clip.fps, 25, 1e-6);
    for (const int frame : {0, 1, 7, 8, 30, 39})
        EXPECT_EQ(numberIn(clip.frame(frame)), frame);
}

TEST_F(Clip, framesOfAFileThatBeginsLater) {
    const auto clip = open(make({.begin = 0.5}));
    EXPECT_EQ(clip.frames, 40);
    for (const int frame : {0, 1, 20, 39})
        EXPECT_EQ(numberIn(clip.frame(frame)), frame);
}

TEST_F(Clip, aRangeIsAVideoOfItsOwn) {
    const auto path = make();
    const auto clip = open(path, TimeRange{0.4, 0.8});
    EXPECT_EQ(clip.frames, 10);
    EXPECT_EQ(numberIn(clip.frame(0)), 10);
    EXPECT_EQ(numberIn(clip.frame(9)), 19);
    EXPECT_EQ(open(path, TimeRange{1.2, 99}).frames, 10);
    EXPECT_THROW(open(path, TimeRange{0.41, 0.43}), Error);
    EXPECT_THROW(open(path, TimeRange{5, 6}), Error);
}

}  // namespace
}  // namespace atelier::vision
