#include "data/store/edits.h"
#include "data/video/add_transcript.h"
#include "support.h"
#include "unit/vision/made_video.h"

namespace atelier::data {
namespace {

TEST(Transcript, ShortLinesAreJoinedUpToAPause) {
    const std::vector<Cue> cues{{{0, 0.5}, "a"}, {{0.6, 1}, "b"}, {{1.1, 4}, "c"}, {{4.1, 4.5}, "d"}, {{9, 9.3}, "e"}};
    EXPECT_EQ(align(cues, {}), cues);
    EXPECT_EQ(align(cues, {.shortest = 1}),
              (std::vector<Cue>{{{0, 1}, "a\nb"}, {{1.1, 4.5}, "c\nd"}, {{9, 9.3}, "e"}}));
    EXPECT_EQ(align(cues, {.shortest = 100}), (std::vector<Cue>{{{0, 4.5}, "a\nb\nc\nd"}, {{9, 9.3}, "e"}}));
    EXPECT_EQ(align(cues, {.shortest = 100, .pause = 10}).size(), 1u);
    EXPECT_EQ(align(cues, {.shortest = 100, .pause = 0}).size(), cues.size());
    EXPECT_THROW(align(cues, {.shortest = -1}), Error);
}

TEST(Transcript, TimesAreMovedAndCutToTheVideo) {
    const std::vector<Cue> cues{{{5, 6}, "later"}, {{0, 2}, "first"}, {{8, 9}, "out"}};
    EXPECT_EQ(align(cues, {.offset = -1, .duration = 6.5}), (std::vector<Cue>{{{0, 1}, "first"}, {{4, 5}, "later"}}));
    EXPECT_EQ(align(cues, {.offset = 1, .duration = 6.5}), (std::vector<Cue>{{{1, 3}, "first"}, {{6, 6.5}, "later"}}));
    EXPECT_TRUE(align(cues, {.offset = 50, .duration = 6.5}).empty());
}

TEST(Transcript, LinesAreSpreadOverScenes) {
    EXPECT_EQ(spread({"a", "b"}, {0, 1, 5, 6}, 10), (std::vector<Cue>{{{0, 5}, "a"}, {{5, 10}, "b"}}));
    EXPECT_EQ(spread({"a", "b", "c", "d"}, {0, 8}, 10),
              (std::vector<Cue>{{{0, 4}, "a"}, {{4, 8}, "b"}, {{8, 9}, "c"}, {{9, 10}, "d"}}));
    EXPECT_EQ(spread({"a", "b"}, {0}, 3), (std::vector<Cue>{{{0, 1.5}, "a"}, {{1.5, 3}, "b"}}));
    EXPECT_TRUE(spread({}, {0}, 3).empty());
}

struct Spoken {
    Spoken() : project(Project::create(folder / "p")) {
        project.createDataset("talk");
        // A cut in the middle.
        vision::makeVideo(folder / "talk.mp4", 50, [](int i) {
            return i < 20 ? vision::plainPicture(128, 64, 220, 30, 30) : vision::plainPicture(128, 64, 20, 20, 200);
        });
    }
    ScratchFolder folder;
    Project project;
};

TEST(Transcript, BecomesSamplesInOneEdit) {
    Spoken spoken;
    const auto srt = spoken.folder.put("lines.srt",
                                       "1\n00:00:00,500 --> 00:00:01,000\n<i>Hello</i>\nyou\n\n"
                                       "2\n00:00:01,200 --> 00:00:01,800\nBye\n\n3\nnonsense --> 00:00:02\nx\n\n"
                                       "4\n00:01:00,000 --> 00:01:01,000\nbehind the end\n");
    const auto added = addTranscript(spoken.project, "talk", spoken.folder / "talk.mp4", srt,
                                     {.align = {.offset = 0.1}, .prompt = "Listen."});
    ASSERT_EQ(added.ids, (std::vector<std::string>{"talk-1", "talk-2"}));
    ASSERT_EQ(added.skipped.size(), 1u);
    EXPECT_EQ(added.skipped[0].where, "lines.srt:11");
    const auto samples = spoken.project.samples("talk");
    EXPECT_NEAR(samples[0].media[0].range->begin, 0.6, 1e-9);
    EXPECT_NEAR(samples[0].media[0].range->end, 1.1, 1e-9);
    EXPECT_EQ(samples[0].turns[0].text, "<video>Listen.");
    EXPECT_EQ(samples[0].turns[1].text, "Hello\nyou");
    EXPECT_EQ(samples[0].group, samples[1].group);
    EXPECT_EQ(samples[0].media[0].path, samples[1].media[0].path);
    ASSERT_TRUE(undo(spoken.project, "talk"));
    EXPECT_TRUE(spoken.project.samples("talk").empty());
}

TEST(Transcript, PlainLinesFollowTheScenes) {
    Spoken spoken;
    const auto text = spoken.folder.put("lines.txt", "Red.\r\n\n  Blue.  \n");
    addTranscript(spoken.project, "talk", spoken.folder / "talk.mp4", text);
    auto samples = spoken.project.samples("talk");
    ASSERT_EQ(samples.size(), 2u);
    EXPECT_EQ(samples[0].turns[1].text, "Red.");
    EXPECT_EQ(samples[1].turns[1].text, "Blue.");
    EXPECT_NEAR(samples[0].media[0].range->end, 0.8, 1e-6);
    EXPECT_NEAR(samples[1].media[0].range->begin, 0.8, 1e-6);
    EXPECT_NEAR(samples[1].media[0].range->end, 2, 1e-6);
    addTranscript(spoken.project, "talk", spoken.folder / "talk.mp4", text, {.overScenes = false});
    samples = spoken.project.samples("talk");
    EXPECT_NEAR(samples[2].media[0].range->end, 1, 1e-6);
    EXPECT_NE(samples[2].id, samples[0].id);
    const auto empty = spoken.folder.put("empty.txt", " \n");
    EXPECT_NE(
        errorOf([&] { addTranscript(spoken.project, "talk", spoken.folder / "talk.mp4", empty); }).find("empty.txt"),
        std::string::npos);
}

TEST(Transcript, SubtitlesBesideAVideoComeWithIt) {
    Spoken spoken;
    spoken.folder.put("talk.vtt", "WEBVTT\n\n00:00.200 --> 00:01.000\nHello\n\n00:01.000 --> 00:01.900\nBye\n");
    const auto added = addMedia(spoken.project, "talk", {spoken.folder / "talk.mp4"});
    EXPECT_EQ(added.ids.size(), 2u);
    const auto samples = spoken.project.samples("talk");
    EXPECT_EQ(samples[1].media[0].range, (TimeRange{1, 1.9}));
    EXPECT_EQ(samples[1].turns.back().text, "Bye");
}

}  // namespace
}  // namespace atelier::data
