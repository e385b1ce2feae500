#include "common/error.h"
#include "unit/data/support.h"
#include "unit/vision/made_video.h"
#include "vision/video/clip.h"
#include "vision/video/frame_cache.h"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <set>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace atelier::vision {
namespace {
namespace fs = std::filesystem;

class Frames : public testing::Test {
protected:
    fs::path make(const std::string& name = "film.mp4", int from = 0, int frames = 40) const {
        const auto path = folder / name;
        makeVideo(path, frames, [&](int frame) { return numbered(from + frame); });
        return path;
    }
    fs::path kept() const { return folder / "kept"; }
    std::set<fs::path> entries() const {
        std::set<fs::path> found;
        if (fs::exists(kept()))
            for (const auto& entry : fs::directory_iterator(kept()))
                found.insert(entry.path().filename());
        return found;
    }
    static std::vector<int> numbers(const VideoClip& clip, const std::vector<std::int64_t>& frames) {
        std::vector<int> seen;
        const auto cached = cachedClip(clip, frames);
        for (const auto frame : frames)
            seen.push_back(numberIn(cached.frame(frame)));
        return seen;
    }
    const ScratchFolder folder;
};

TEST_F(Frames, areDecodedOnce) {
    const auto path = make();
    FrameCache cache(kept());
    const std::vector<std::int64_t> wanted{0, 7, 19, 19};
    EXPECT_EQ(numbers(openClip(path, {}, cache), wanted), (std::vector{0, 7, 19, 19}));
    const auto first = cachedClip(openClip(path, {}, cache), wanted).frame(7);

    FrameCache again(kept());
    auto clip = openClip(path, {}, again);
    clip.frame = [](std::int64_t) -> Image { throw Error("decoded again"); };
    EXPECT_EQ(numbers(clip, wanted), (std::vector{0, 7, 19, 19}));
    EXPECT_EQ(cachedClip(clip, wanted).frame(7).pixels, first.pixels) << "to the last bit";
    EXPECT_EQ(again.missed(), 0);
    EXPECT_EQ(again.found(), 3) << "the facts once, the frames twice";
    EXPECT_THROW(numbers(clip, {1, 2}), Error) << "other frames are another entry";
    clip.limits.maxPixels = 1000;
    EXPECT_THROW(numbers(clip, wanted), Error) << "so are frames of another size";
}

TEST_F(Frames, ofPartsAreTheirOwn) {
    const auto path = make();
    FrameCache cache(kept());
    EXPECT_EQ(numbers(openClip(path, {}, cache), {0, 1}), (std::vector{0, 1}));
    EXPECT_EQ(numbers(openClip(path, TimeRange{0.4, 1.0}, cache), {0, 1}), (std::vector{10, 11}));
    EXPECT_EQ(numbers(openClip(path, {}, cache), {0, 1}), (std::vector{0, 1}));
}

TEST_F(Frames, ofAChangedFileAreReadAgainAndTheOldOnesGo) {
    const auto path = make();
    FrameCache cache(kept());
    numbers(openClip(path, {}, cache), {0, 5});
    const auto before = entries();
    EXPECT_EQ(before.size(), 2u);
    fs::remove(path);
    make("film.mp4", 100);
    EXPECT_EQ(numbers(openClip(path, {}, cache), {0, 5}), (std::vector{100, 105}));
    const auto after = entries();
    EXPECT_EQ(after.size(), 2u);
    for (const auto& entry : before)
        EXPECT_FALSE(after.contains(entry)) << entry;
}

TEST_F(Frames, areBounded) {
    const std::uint64_t frame = 3 * 128 * 64;
    FrameCache cache(kept(), 20 * frame);
    std::vector<fs::path> paths;
    for (int i = 0; i < 8; ++i)
        paths.push_back(make("film" + std::to_string(i) + ".mp4", 10 * i, 10));
    for (int i = 0; i < 8; ++i) {
        EXPECT_EQ(numbers(openClip(paths[static_cast<std::size_t>(i)], {}, cache), {0, 1, 2, 3}),
                  (std::vector{10 * i, 10 * i + 1, 10 * i + 2, 10 * i + 3}));
        std::this_thread::sleep_for(std::chrono::milliseconds(15));
        numbers(openClip(paths[0], {}, cache), {0, 1, 2, 3});  // in use
    }
    std::uint64_t all = 0;
    for (const auto& entry : entries())
        all += fs::file_size(kept() / entry);
    EXPECT_LE(all, 20 * frame);
    EXPECT_GE(all, 8 * frame);
    const auto missed = cache.missed();
    numbers(openClip(paths[0], {}, cache), {0, 1, 2, 3});
    EXPECT_EQ(cache.missed(), missed) << "what is used stays";
    // One video alone may not fill it.
    EXPECT_EQ(numbers(openClip(paths[1], {}, cache), {0, 1, 2, 3, 4, 5, 6, 7}).back(), 17);
    const auto clip = openClip(paths[1], {}, cache);
    EXPECT_FALSE(cache.find(clip.identity, "from 0, 0 to 0 pixels: 0 1 2 3 4 5 6 7"));
}

TEST_F(Frames, withoutAPlaceAreReadEachTime) {
    const auto path = make();
    std::ofstream(folder / "file") << "no folder";
    for (const fs::path& place : {fs::path(), folder / "file" / "kept"}) {
        FrameCache cache(place);
        for (int i = 0; i < 2; ++i)
            EXPECT_EQ(numbers(openClip(path, {}, cache), {3, 4}), (std::vector{3, 4}));
        EXPECT_EQ(cache.found(), 0);
    }
}

TEST_F(Frames, damagedEntriesAreNotUsed) {
    const auto path = make();
    FrameCache cache(kept());
    numbers(openClip(path, {}, cache), {0, 5});
    for (const auto& entry : entries())
        fs::resize_file(kept() / entry, fs::file_size(kept() / entry) / 2);
    EXPECT_EQ(numbers(openClip(path, {}, cache), {0, 5}), (std::vector{0, 5}));
    for (const auto& entry : entries())
        std::ofstream(kept() / entry) << "nonsense";
    EXPECT_EQ(numbers(openClip(path, {}, cache), {0, 5}), (std::vector{0, 5}));
    const auto missed = cache.missed();
    EXPECT_EQ(numbers(openClip(path, {}, cache), {0, 5}), (std::vector{0, 5}));
    EXPECT_EQ(cache.missed(), missed) << "they were written again";
}

TEST_F(Frames, manyProgramsAtOnce) {
    const auto path = make();
    std::vector<pid_t> children;
    for (int i = 0; i < 4; ++i) {
        const pid_t child = ::fork();
        if (child == 0) {
            bool right = true;
            FrameCache cache(kept(), 500'000);
            for (int j = 0; j < 20; ++j)
                right = right && numbers(openClip(path, {}, cache), {j, j + 3}) == std::vector{j, j + 3};
            ::_exit(right ? 0 : 1);
        }
        children.push_back(child);
    }
    const pid_t killed = ::fork();
    if (killed == 0) {
        FrameCache cache(kept());
        for (;;)
            cache.keep("a-b", "c", 1000, [](int fd) { writeAll(fd, "x", 1, "x"), ::usleep(1000); });
    }
    for (const pid_t child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    ::kill(killed, SIGKILL);
    ::waitpid(killed, nullptr, 0);
    FrameCache cache(kept());
    EXPECT_EQ(numbers(openClip(path, {}, cache), {30, 33}), (std::vector{30, 33}));
    for (const auto& entry : entries())
        EXPECT_EQ(entry.string().find(".tmp-"), std::string::npos) << "what a killed program left is swept";
}

TEST_F(Frames, asLlamaFactoryTakesThem) {
    VideoLimits limits{.fps = 2};
    EXPECT_EQ(limits.framesOf(30, 10), (std::vector<std::int64_t>{0, 5, 11, 17, 23, 29}));
    limits.maxFrames = 3;
    EXPECT_EQ(limits.framesOf(30, 10), (std::vector<std::int64_t>{0, 14, 29}));
    EXPECT_EQ(limits.framesOf(1, 25), (std::vector<std::int64_t>{0}));
    EXPECT_EQ(limits.framesOf(10, 25), (std::vector<std::int64_t>{0}));
    EXPECT_EQ((VideoLimits{.maxFrames = 5}).framesOf(1000, 10).size(), 5u) << "two a second";
    EXPECT_EQ((VideoLimits{.fps = 30}).framesOf(1000, 10).size(), 128u);
    std::int64_t least = 100, most = 200;
    VideoLimits{.maxPixels = 50}.overrule(least, most);
    EXPECT_EQ(least, 1) << "a frame that was shrunk is not enlarged again";
    VideoLimits{.minPixels = 500}.overrule(least, most);
    EXPECT_EQ(most, 500);
    EXPECT_THROW((VideoLimits{.minPixels = 5, .maxPixels = 4}).check(), Error);
    EXPECT_THROW((VideoLimits{.fps = -1}).check(), Error);
}

TEST_F(Frames, ofTheRecipesSize) {
    FrameCache none{fs::path()};
    auto clip = openClip(make(), {}, none);
    clip.limits.maxPixels = 2048;  // of 128 x 64: half of each side
    auto image = resizedClip(clip).frame(0);
    EXPECT_EQ(image.width, 64);
    EXPECT_EQ(image.height, 32);
    clip.limits = {.minPixels = 4 * 128 * 64};
    image = resizedClip(clip).frame(0);
    EXPECT_EQ(image.width, 256);
    EXPECT_EQ(image.height, 128);
}

}  // namespace
}  // namespace atelier::vision
