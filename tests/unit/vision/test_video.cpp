#include "common/error.h"
#include "common/file.h"
#include "unit/data/support.h"
#include "unit/vision/made_video.h"
#include "vision/video/pick.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <sys/stat.h>

namespace atelier::vision {
namespace {

constexpr int kFrames = 60;

struct Kind {
    const char *name, *codec, *ending;
    int betweens;
};

class EveryKind : public ::testing::TestWithParam<Kind> {};

// Frames in any order are those that reading from the beginning gives, whatever order they are stored in.
TEST_P(EveryKind, FrameAtIsTheFrameThatIsShownThen) {
    const Kind& kind = GetParam();
    if (!hasEncoder(kind.codec)) GTEST_SKIP() << "no encoder " << kind.codec;
    const ScratchFolder folder;
    const auto path = folder / (std::string("v") + kind.ending);
    makeVideo(path, kFrames, [](int i) { return numbered(i); }, {.codec = kind.codec, .betweens = kind.betweens});

    const VideoInfo info = probeVideo(path);
    EXPECT_EQ(info.width, 128);
    EXPECT_EQ(info.height, 64);
    EXPECT_NEAR(info.fps, 25, 0.01);
    EXPECT_NEAR(info.duration, kFrames / 25.0, 0.05);
    EXPECT_NEAR(double(info.frames), kFrames, 2);

    VideoReader forward(path);
    for (int i = 0; i < kFrames; ++i) {
        const auto frame = forward.next();
        ASSERT_TRUE(frame) << i;
        EXPECT_EQ(numberIn(frame->image), i);
        EXPECT_NEAR(frame->begin, i / 25.0, 0.0011);
        EXPECT_NEAR(frame->end, (i + 1) / 25.0, 0.05);
    }
    EXPECT_FALSE(forward.next());
    EXPECT_FALSE(forward.next());

    VideoReader reader(path);
    std::mt19937 random(7);
    for (int i = 0; i < 80; ++i) {
        const int wanted = static_cast<int>(random() % kFrames);
        EXPECT_EQ(numberIn(reader.frameAt((wanted + 0.5) / 25).image), wanted) << i;
    }
    EXPECT_EQ(numberIn(reader.frameAt(-1).image), 0);
    EXPECT_EQ(numberIn(reader.frameAt(1e5).image), kFrames - 1);
    // Backwards and forwards by one from where it is.
    const VideoFrame middle = reader.frameAt(1.01);
    EXPECT_EQ(numberIn(middle.image), 25);
    EXPECT_EQ(numberIn(reader.next()->image), 26);
    EXPECT_EQ(numberIn(reader.frameAt(middle.begin - 1e-4).image), 24);
    EXPECT_EQ(numberIn(reader.frameAt(middle.end).image), 26);
}

INSTANTIATE_TEST_SUITE_P(Video, EveryKind,
                         ::testing::Values(Kind{"Mpeg4Mp4", "mpeg4", ".mp4", 0}, Kind{"Mpeg4Mp4B", "mpeg4", ".mp4", 2},
                                           Kind{"Mpeg4Mkv", "mpeg4", ".mkv", 2}, Kind{"MjpegAvi", "mjpeg", ".avi", 0},
                                           Kind{"MjpegMov", "mjpeg", ".mov", 0}, Kind{"Mpeg4Avi", "mpeg4", ".avi", 0},
                                           Kind{"H264Mp4B", "libx264", ".mp4", 3},
                                           Kind{"H264Mkv", "libx264", ".mkv", 3},
                                           Kind{"Vp8Webm", "libvpx", ".webm", 0}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Video, FramesOfUnlikeLengthsAreShownUntilTheNext) {
    const ScratchFolder folder;
    const std::vector<int> ticks{0, 40, 500, 520, 2000, 2040, 3000};
    makeVideo(folder / "v.mp4", static_cast<int>(ticks.size()), [](int i) { return numbered(i); },
              {.keyEvery = 3, .betweens = 1, .ticks = ticks});
    VideoReader reader(folder / "v.mp4");
    for (const auto& [seconds, wanted] :
         {std::pair(0.0, 0), {0.039, 0}, {0.04, 1}, {0.499, 1}, {0.51, 2}, {1.999, 3}, {2.0, 4}, {2.9, 5}, {0.3, 1}})
        EXPECT_EQ(numberIn(reader.frameAt(seconds).image), wanted) << seconds;
    const VideoFrame third = reader.frameAt(1);
    EXPECT_NEAR(third.begin, 0.52, 1e-6);
    EXPECT_NEAR(third.end, 2, 1e-6);
}

TEST(Video, TurnedVideosComeUpright) {
    const ScratchFolder folder;
    // Left half red, the rest blue: turned clockwise by 90 degrees red is at the top.
    const auto halves = [](int) {
        Image image = plainPicture(128, 64, 20, 20, 230);
        for (int y = 0; y < 64; ++y)
            for (int x = 0; x < 64; ++x) {
                std::uint8_t* p = image.pixels.data() + (y * 128 + x) * 3;
                p[0] = 230;
                p[2] = 20;
            }
        return image;
    };
    struct Turn {
        int degrees, width, height, x, y;  // where it is red
    };
    for (const Turn& turn : {Turn{0, 128, 64, 10, 32}, Turn{90, 64, 128, 32, 10}, Turn{180, 128, 64, 118, 32},
                             Turn{270, 64, 128, 32, 118}}) {
        const auto path = folder / ("t" + std::to_string(turn.degrees) + ".mp4");
        makeVideo(path, 3, halves, {.turned = turn.degrees});
        VideoReader reader(path);
        EXPECT_EQ(reader.info().width, turn.width) << turn.degrees;
        EXPECT_EQ(reader.info().height, turn.height) << turn.degrees;
        const Image image = reader.frameAt(0).image;
        ASSERT_EQ(image.width, turn.width);
        const auto* red = image.pixels.data() + (turn.y * image.width + turn.x) * 3;
        const auto* blue =
            image.pixels.data() + ((image.height - 1 - turn.y) * image.width + image.width - 1 - turn.x) * 3;
        EXPECT_GT(red[0], 180) << turn.degrees;
        EXPECT_LT(red[2], 80) << turn.degrees;
        EXPECT_GT(blue[2], 180) << turn.degrees;
    }
}

TEST(Video, SmallFramesAreMadeWhereAsked) {
    const ScratchFolder folder;
    makeVideo(folder / "v.mp4", 3, [](int i) { return numbered(i); });
    VideoReader reader(folder / "v.mp4", {.longestSide = 32});
    const VideoFrame frame = reader.frameAt(0.05);
    EXPECT_EQ(frame.image.width, 32);
    EXPECT_EQ(frame.image.height, 16);
    EXPECT_EQ(numberIn(frame.image), 1);
}

TEST(Video, WhatIsNoVideoIsAnErrorWithItsName) {
    const ScratchFolder folder;
    makeVideo(folder / "good.mp4", kFrames, [](int i) { return numbered(i); });
    const std::string whole = readFile(folder / "good.mp4");
    makeSound(folder / "sound.m4a");
    std::filesystem::rename(folder / "sound.m4a", folder / "sound.mp4");
    folder.put("empty.mp4", "");
    folder.put("text.mp4", "this is no video at all, but a long enough text to be looked at");
    folder.put("cut.mp4", whole.substr(0, whole.size() / 3));
    folder.put("list.mp4", "#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:1/a.ts\n#EXTINF:10,\n/etc/passwd\n#EXT-X-ENDLIST\n");
    folder.put("concat.mp4", "ffconcat version 1.0\nfile /etc/passwd\n");
    std::filesystem::create_directory(folder / "folder.mp4");
    ASSERT_EQ(::mkfifo((folder / "pipe.mp4").c_str(), 0600), 0);
    for (const char* name : {"absent.mp4", "empty.mp4", "text.mp4", "cut.mp4", "list.mp4", "concat.mp4", "folder.mp4",
                             "pipe.mp4", "sound.mp4"}) {
        const std::string error = errorOf([&] { probeVideo(folder / name); });
        EXPECT_NE(error.find(name), std::string::npos) << name << ": " << error;
    }
    EXPECT_NE(errorOf([&] { probeVideo(folder / "sound.mp4"); }).find("no moving picture"), std::string::npos);
    EXPECT_NE(errorOf([&] { probeVideo(folder / "empty.mp4"); }).find("empty"), std::string::npos);
}

TEST(Video, HugeFramesAreRefused) {
    const ScratchFolder folder;
    makeVideo(folder / "v.avi", 2, [](int i) { return numbered(i); }, {.codec = "mjpeg"});
    std::string bytes = readFile(folder / "v.avi");
    // Width and height of the stream's format ("strf"): 40 bytes, width, height.
    const auto at = bytes.find("strf");
    ASSERT_NE(at, std::string::npos);
    for (const std::size_t field : {12u, 16u}) {
        bytes[at + field] = 0;
        bytes[at + field + 1] = '\x7F';
    }
    folder.put("huge.avi", bytes);
    const std::string error = errorOf([&] { VideoReader(folder / "huge.avi").frameAt(0); });
    EXPECT_TRUE(error.empty() || error.find("huge.avi") != std::string::npos) << error;
}

// Whatever bytes change: frames or an Error, never a crash, a hang or another exception.
TEST(Video, DamagedFilesGiveFramesOrErrors) {
    const ScratchFolder folder;
    for (const Kind& kind :
         {Kind{"", "mpeg4", ".mp4", 2}, Kind{"", "mjpeg", ".avi", 0}, Kind{"", "mpeg4", ".mkv", 0}}) {
        const auto path = folder / (std::string("v") + kind.ending);
        makeVideo(path, 20, [](int i) { return numbered(i); }, {.codec = kind.codec, .betweens = kind.betweens});
        const std::string whole = readFile(path);
        std::mt19937 random(3);
        int errors = 0, read = 0;
        for (int round = 0; round < 60; ++round) {
            std::string bytes = whole;
            if (round % 3 == 0) bytes.resize(random() % bytes.size());
            for (int i = 0; i < 1 + round && !bytes.empty(); ++i)
                bytes[random() % bytes.size()] = static_cast<char>(random());
            const auto broken = folder.put(std::string("broken") + kind.ending, bytes);
            try {
                VideoReader reader(broken);
                reader.frameAt(0.3);
                reader.frameAt(0.1);
                for (int i = 0; i < 40 && reader.next(); ++i)
                    ++read;
            } catch (const Error&) {
                ++errors;
            }
        }
        EXPECT_GT(errors, 0) << kind.ending;
        EXPECT_GT(read, 0) << kind.ending;
    }
}

TEST(Video, ReadingStopsWhenAsked) {
    const ScratchFolder folder;
    makeVideo(folder / "v.mp4", kFrames, [](int i) { return numbered(i); });
    std::stop_source stop;
    VideoReader reader(folder / "v.mp4", {0, stop.get_token()});
    EXPECT_TRUE(reader.next());
    stop.request_stop();
    try {
        while (reader.next()) {
        }
        FAIL() << "it went on";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Interrupted);
    }
    EXPECT_THROW(sceneStarts(folder / "v.mp4", kSceneThreshold, {}, {stop.get_token(), {}}), Error);
}

// Four scenes that are no longer alike, each moving a little; the third begins within what is too short for one.
Image sceneAt(int i) {
    const int scene = i < 20 ? 0 : i < 35 ? 1 : i < 38 ? 2 : 3;
    static constexpr std::array<std::array<int, 3>, 4> kColours{
        {{200, 40, 40}, {40, 40, 60}, {250, 250, 250}, {40, 200, 80}}};
    Image image = plainPicture(128, 64, kColours[scene][0], kColours[scene][1], kColours[scene][2]);
    for (int y = 20; y < 30; ++y)
        for (int x = 0; x < 10; ++x)
            for (int c = 0; c < 3; ++c)
                image.pixels[static_cast<std::size_t>((y * 128 + (x + 2 * i) % 128) * 3 + c)] = 128;
    return image;
}

TEST(Video, ScenesBeginWhereThePictureChanges) {
    const ScratchFolder folder;
    makeVideo(folder / "v.mp4", kFrames, sceneAt, {.betweens = 2});
    std::int64_t reported = 0, total = 0;
    const auto starts =
        sceneStarts(folder / "v.mp4", kSceneThreshold, {}, {{}, [&](std::int64_t done, std::int64_t of) {
                                                                EXPECT_GE(done, reported);
                                                                reported = done;
                                                                total = of;
                                                            }});
    ASSERT_EQ(starts.size(), 3u);
    EXPECT_DOUBLE_EQ(starts[0], 0);
    EXPECT_NEAR(starts[1], 20 / 25.0, 1e-6);
    EXPECT_NEAR(starts[2], 35 / 25.0, 1e-6);
    EXPECT_EQ(total, 2400);
    EXPECT_GT(reported, 2300);

    const auto within = sceneStarts(folder / "v.mp4", kSceneThreshold, TimeRange{0.2, 1.2});
    ASSERT_EQ(within.size(), 2u);
    EXPECT_DOUBLE_EQ(within[0], 0.2);
    EXPECT_NEAR(within[1], 0.8, 1e-6);
    EXPECT_EQ(sceneStarts(folder / "v.mp4", 0.98).size(), 2u);  // red and dark grey are nearer than that
}

TEST(Video, ScenesOfOnePictureAreOne) {
    const ScratchFolder folder;
    makeVideo(folder / "v.mp4", 50, [](int i) { return numbered(3 + 0 * i); });
    EXPECT_EQ(sceneStarts(folder / "v.mp4").size(), 1u);
    EXPECT_DOUBLE_EQ(sceneDistance(plainPicture(8, 8, 9, 9, 9), plainPicture(8, 8, 9, 9, 9)), 0);
    EXPECT_DOUBLE_EQ(sceneDistance(plainPicture(8, 8, 0, 0, 0), plainPicture(8, 8, 255, 255, 255)), 1);
}

std::vector<int> framesOf(const std::filesystem::path& path, const FramePick& pick,
                          const std::optional<TimeRange>& range = {}) {
    std::vector<int> numbers;
    readFrames(path, pickTimes(path, pick, range),
               [&](VideoFrame&& frame) { numbers.push_back(numberIn(frame.image)); });
    return numbers;
}

TEST(Video, PicksByTimesRateAndScenes) {
    const ScratchFolder folder;
    const auto path = folder / "v.mp4";
    makeVideo(path, kFrames, [](int i) { return numbered(i); }, {.betweens = 2});
    using By = FramePick::By;
    EXPECT_EQ(framesOf(path, {.by = By::Times, .times = {1.01, 0.2, 0.201, 99}}), (std::vector{5, 25}));
    EXPECT_EQ(framesOf(path, {.by = By::Rate, .fps = 2}), (std::vector{0, 12, 25, 37, 50}));
    EXPECT_EQ(framesOf(path, {.by = By::Rate, .fps = 5}, TimeRange{1, 1.5}), (std::vector{25, 30, 35}));
    EXPECT_EQ(framesOf(path, {.by = By::Rate, .fps = 25, .most = 3}), (std::vector{10, 30, 50}));
    EXPECT_EQ(framesOf(path, {.by = By::Rate, .fps = 100}).size(), std::size_t(kFrames));
    EXPECT_EQ(framesOf(path, {.by = By::Rate, .fps = 0.01}), (std::vector{0}));
    EXPECT_EQ(framesOf(path, {.by = By::Scenes, .threshold = 1}), (std::vector{30}));
    for (const FramePick& wrong : {FramePick{.by = By::Rate, .fps = 0}, FramePick{.by = By::Rate, .fps = std::nan("")},
                                   FramePick{.by = By::Times}, FramePick{.by = By::Times, .times = {-1}},
                                   FramePick{.by = By::Scenes, .threshold = 0}, FramePick{.most = -1}})
        EXPECT_THROW(pickTimes(path, wrong), Error);
    EXPECT_THROW(pickTimes(path, {}, TimeRange{50, 60}), Error);
}

TEST(Video, RealVideosComeInOrder) {
    const auto folder = realData("llamafactory_demo/mllm_demo_data");
    if (folder.empty()) GTEST_SKIP() << "no real data";
    for (const char* name : {"1.mp4", "2.avi", "3.mp4", "4.mp4"}) {
        VideoReader forward(folder / name, {.longestSide = 64});
        std::vector<VideoFrame> frames;
        for (int i = 0; i < 90; ++i)
            if (auto frame = forward.next()) frames.push_back(std::move(*frame));
        ASSERT_GT(frames.size(), 10u) << name;
        VideoReader reader(folder / name, {.longestSide = 64});
        std::mt19937 random(5);
        for (int i = 0; i < 12; ++i) {
            const VideoFrame& wanted = frames[random() % frames.size()];
            const VideoFrame found = reader.frameAt((wanted.begin + wanted.end) / 2);
            EXPECT_DOUBLE_EQ(found.begin, wanted.begin) << name;
            EXPECT_EQ(found.image.pixels, wanted.image.pixels) << name << " " << wanted.begin;
        }
    }
}

}  // namespace
}  // namespace atelier::vision
