#include "data/video/transcripts.h"
#include "imported.h"

#include <filesystem>

namespace atelier::data {
namespace {

// In LLaMA-Factory's layout, with subtitles beside two of three videos. Nothing looks into the videos.
struct Demo {
    Demo() {
        for (const char* name : {"one.mp4", "two.mp4", "three.mp4"})
            folder.put(std::string("demo/") + name, name);
        folder.put("demo/one.srt",
                   "1\n00:00:00,500 --> 00:00:01,000\n<i>Hello</i>\nyou\n\n2\nnonsense --> 00:00:02\nx\n\n"
                   "3\n00:00:03,000 --> 00:00:04,000\nBye <video> now\n");
        folder.put("demo/two.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nA second voice\n");
        folder.put("data.json", R"([
            {"messages": [{"role": "user", "content": "<video>What?"}, {"role": "assistant", "content": "A"}],
             "videos": ["demo/one.mp4"]},
            {"messages": [{"role": "user", "content": "<video>With <video>?"}, {"role": "assistant", "content": "B"},
                          {"role": "user", "content": "And?"}, {"role": "assistant", "content": "C"}],
             "videos": ["demo/two.mp4", "demo/one.mp4"]},
            {"messages": [{"role": "user", "content": "<video>Who?"}, {"role": "assistant", "content": "D"}],
             "videos": ["demo/three.mp4"]}])");
        folder.put("dataset_info.json", R"({"d": {"file_name": "data.json", "formatting": "sharegpt",
            "columns": {"messages": "messages", "videos": "videos"},
            "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"}}})");
    }
    Imported imported(bool transcripts) const {
        ImportOptions options;
        options.transcripts = transcripts;
        return import(folder / "dataset_info.json", options);
    }
    ScratchFolder folder;
};

TEST(Transcripts, StandBehindTheQuestion) {
    const Demo demo;
    const auto with = demo.imported(true);
    ASSERT_EQ(with.samples.size(), 3u);
    EXPECT_EQ(with.samples[0].turns[0].text, "<video>What?\n\nTranscript:\nHello\nyou\nBye  now");
    EXPECT_EQ(with.samples[0].turns[1].text, "A");
    EXPECT_EQ(with.samples[1].turns[0].text,
              "<video>With <video>?\n\nTranscript of video 1:\nA second voice\n\nTranscript of video 2:\nHello\nyou\n"
              "Bye  now");
    EXPECT_EQ(with.samples[1].turns[2].text, "And?");
    EXPECT_EQ(with.samples[2].turns[0].text, "<video>Who?");

    const std::string said = text(with.report);
    EXPECT_NE(said.find("transcripts of 2 videos stand in the questions of 2 samples; 1 video without"), said.npos)
        << said;
    EXPECT_NE(said.find("one.srt:7"), said.npos) << said;

    EXPECT_EQ(demo.imported(false).samples[0].turns[0].text, "<video>What?");
}

TEST(Transcripts, ThatCannotBeReadAreTold) {
    const Demo demo;
    demo.folder.put("demo/two.vtt", "no subtitles at all");
    const ScratchFolder other;
    const auto secret = other.put("secret.srt", "1\n00:00:00,500 --> 00:00:01,000\nsecret\n");
    std::filesystem::create_symlink(secret, demo.folder / "demo/three.srt");
    const auto with = demo.imported(true);
    ASSERT_EQ(with.samples.size(), 3u);
    EXPECT_EQ(with.samples[2].turns[0].text, "<video>Who?");
    const std::string said = text(with.report);
    EXPECT_NE(said.find("two.vtt: no line of a transcript can be read"), said.npos) << said;
    EXPECT_NE(said.find("the transcript is left out"), said.npos) << said;
}

TEST(Transcripts, OfAPart) {
    const Demo demo;
    ImportReport report;
    Transcripts transcripts(report);
    transcripts.begin(std::filesystem::canonical(demo.folder / "demo"));
    Sample sample;
    sample.id = "s";
    sample.media.push_back({Media::Kind::Video, std::filesystem::canonical(demo.folder / "demo/one.mp4")});
    sample.media[0].range = TimeRange{2, 5};
    sample.turns = {{Turn::Role::User, "What?"}, {Turn::Role::Assistant, "A"}};
    transcripts.addTo(sample);
    EXPECT_EQ(sample.turns[0].text, "What?\n\nTranscript:\nBye  now");
}

}  // namespace
}  // namespace atelier::data
