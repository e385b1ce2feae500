#include "data/add_media.h"
#include "data/store/edits.h"
#include "data/video/add_frames.h"
#include "data/video/frame_samples.h"
#include "support.h"
#include "unit/vision/made_video.h"

namespace atelier::data {
namespace {

namespace fs = std::filesystem;
using vision::FramePick;

Sample videoSample(const std::string& id, const fs::path& path, std::optional<TimeRange> range = {}) {
    Sample sample = chat(id, "<video>What happens?", "It counts.");
    sample.media = {{Media::Kind::Video, path, {}, range}};
    sample.tags = {"film"};
    sample.split = "train";
    sample.group = "films/clip";
    return sample;
}

// A project with a dataset whose videos lie in a folder of the user's own.
struct Films {
    Films() : project(Project::create(folder / "p")) {
        fs::create_directories(folder / "films");
        vision::makeVideo(folder / "films/clip.mp4", 50, [](int i) { return vision::numbered(i); }, {.betweens = 2});
    }
    void add(const std::vector<Sample>& samples) {
        project.addDataset({"films", "", folder / "films", folder / "films"}, samples);
    }
    fs::path clip() const { return folder / "films/clip.mp4"; }
    // All files below the project's pictures.
    std::vector<fs::path> pictures() const {
        std::vector<fs::path> files;
        std::error_code ignored;
        for (const auto& file : fs::recursive_directory_iterator(project.images(), ignored))
            if (file.is_regular_file()) files.push_back(file.path());
        return files;
    }

    ScratchFolder folder;
    Project project;
};

int numberAt(const Media& media) {
    return vision::numberIn(vision::decodeImage(media.path));
}

TEST(VideoFrames, TakeTheVideosPlaceInTheSample) {
    Films films;
    films.add({videoSample("a", films.clip(), TimeRange{0.4, 1.2}), videoSample("b", films.clip()),
               chat("c", "no video", "none")});
    const auto report =
        writeFrames(films.project, "films", "stills", {.by = FramePick::By::Rate, .fps = 2.5}, FrameUse::Pictures);
    EXPECT_EQ(report.samples, 2);
    EXPECT_EQ(report.withoutVideo, 1);
    EXPECT_EQ(report.frames, 5);  // 0.4 and 0.8 s are shown by both
    EXPECT_TRUE(report.skipped.empty());

    const auto samples = films.project.samples("stills");
    ASSERT_EQ(samples.size(), 2u);
    const Sample& a = samples[0];
    EXPECT_EQ(a.id, "a");
    EXPECT_EQ(a.turns[0].text, "<image><image>What happens?");
    EXPECT_EQ(a.turns[1].text, "It counts.");
    EXPECT_EQ(a.tags, std::vector<std::string>{"film"});
    EXPECT_EQ(a.split, "train");
    EXPECT_EQ(a.group, samples[1].group);
    EXPECT_EQ(a.origin, "films: a, clip.mp4, 2 frames");
    ASSERT_EQ(a.media.size(), 2u);
    EXPECT_EQ(a.media[0].kind, Media::Kind::Image);
    EXPECT_EQ(a.media[0].path.filename(), "clip-000000400.jpg");
    EXPECT_EQ(numberAt(a.media[0]), 10);
    EXPECT_EQ(numberAt(a.media[1]), 20);
    EXPECT_EQ(samples[1].media.size(), 5u);
    EXPECT_EQ(films.pictures().size(), 5u);
}

TEST(VideoFrames, EachCanBeASample) {
    Films films;
    films.add({videoSample("a", films.clip())});
    const auto report = writeFrames(films.project, "films", "stills",
                                    {.by = FramePick::By::Times, .times = {1.0, 0.2, 77}}, FrameUse::Samples);
    EXPECT_EQ(report.samples, 2);
    const auto samples = films.project.samples("stills");
    EXPECT_EQ(samples[0].id, "a@0.200");
    EXPECT_EQ(samples[1].id, "a@1.000");
    EXPECT_EQ(samples[1].origin, "films: a, clip.mp4 at 1.000 s");
    EXPECT_EQ(samples[1].turns[0].text, "<image>What happens?");
    EXPECT_EQ(numberAt(samples[1].media[0]), 25);
    EXPECT_EQ(samples[0].group, samples[1].group);
}

TEST(VideoFrames, NothingStaysOfWhatFailsOrIsStopped) {
    Films films;
    films.folder.put("films/broken.mp4", "no video");
    films.add({videoSample("a", films.clip()), videoSample("b", films.folder / "films/broken.mp4"),
               videoSample("late", films.clip(), TimeRange{90, 95})});
    std::stop_source stop;
    Watch watch{stop.get_token(), [&](std::int64_t done, std::int64_t) {
                    if (done == 1) stop.request_stop();
                }};
    EXPECT_THROW(writeFrames(films.project, "films", "stills", {}, FrameUse::Pictures, watch), Error);
    EXPECT_TRUE(films.pictures().empty());
    EXPECT_FALSE(films.project.hasDataset("stills"));
    EXPECT_THROW(writeFrames(films.project, "films", "films", {}, FrameUse::Pictures), Error);
    EXPECT_THROW(writeFrames(films.project, "films", "x", {.fps = -1}, FrameUse::Pictures), Error);

    const auto report = writeFrames(films.project, "films", "stills", {}, FrameUse::Pictures);
    EXPECT_EQ(report.samples, 1);
    ASSERT_EQ(report.skipped.size(), 2u);
    EXPECT_NE(report.skipped[0].reason.find("broken.mp4"), std::string::npos);
    EXPECT_EQ(report.skipped[1].where, "late");
}

TEST(VideoFrames, MarksRegionsAndLinksFollow) {
    Sample sample = chat("a", "<video> and <image>: which of <image>?", "The cat <video>.");
    sample.turns[1].text = "The cat.";
    sample.media = {
        {Media::Kind::Image, "/one.png"}, {Media::Kind::Video, "/film.mp4"}, {Media::Kind::Image, "/two.png"}};
    Region cat;
    cat.media = 2;
    cat.points = {{0, 0}, {1, 1}};
    cat.spans = {{0, 27, 29}, {1, 4, 7}};  // "of", "cat"
    ASSERT_EQ(sample.turns[0].text.substr(27, 2), "of");
    Region gone = cat;
    gone.media = 1;
    sample.regions = {gone, cat};
    const Sample made = withFrames(sample, {{}, {{"/f1.jpg", 0}, {"/f2.jpg", 1}}, {}});
    EXPECT_EQ(made.turns[0].text, "<image><image> and <image>: which of <image>?");
    ASSERT_EQ(made.media.size(), 4u);
    EXPECT_EQ(made.media[0].path, "/f1.jpg");
    EXPECT_EQ(made.media[1].path, "/f2.jpg");
    EXPECT_EQ(made.media[2].path, "/one.png");
    EXPECT_EQ(made.media[3].path, "/two.png");
    ASSERT_EQ(made.regions.size(), 1u);
    EXPECT_EQ(made.regions[0].media, 3);
    const Span words = made.regions[0].spans[0];
    EXPECT_EQ(made.turns[0].text.substr(static_cast<std::size_t>(words.begin),
                                        static_cast<std::size_t>(words.end - words.begin)),
              "of");
    Sample tried = made;
    EXPECT_NO_THROW(normalizeMarks(tried));
}

TEST(VideoFrames, AreAnEditThatCanBeUndone) {
    Films films;
    films.project.createDataset("own");
    addMedia(films.project, "own", {films.clip()});
    const Sample before = films.project.samples("own")[0];
    const auto pictures = addFrames(films.project, "own", before, 0, {0.2, 1}, FrameUse::Pictures);
    EXPECT_EQ(pictures.dataset, "own");
    EXPECT_EQ(films.project.samples("own")[0].media.size(), 2u);
    EXPECT_EQ(numberAt(films.project.samples("own")[0].media[1]), 25);
    ASSERT_TRUE(undo(films.project, "own"));
    EXPECT_EQ(films.project.samples("own")[0], before);

    EXPECT_EQ(addFrames(films.project, "own", before, 0, {0.2, 1}, FrameUse::Samples).ids,
              (std::vector<std::string>{before.id + "@0.200", before.id + "@1.000"}));
    EXPECT_EQ(films.project.samples("own").size(), 3u);
    EXPECT_EQ(films.project.samples("own")[2].group, before.group);
    ASSERT_TRUE(undo(films.project, "own"));
    EXPECT_EQ(films.project.samples("own").size(), 1u);

    // The sample was changed meanwhile.
    Sample other = before;
    other.tags = {"new"};
    const auto files = films.pictures().size();
    EXPECT_THROW(addFrames(films.project, "own", other, 0, {0.2}, FrameUse::Pictures), Error);
    EXPECT_EQ(films.pictures().size(), files);
}

TEST(VideoFrames, OfAForeignFolderGoToADatasetOfTheirOwn) {
    Films films;
    films.add({videoSample("a", films.clip())});
    const Sample sample = films.project.samples("films")[0];
    EXPECT_THROW(addFrames(films.project, "films", sample, 0, {}, FrameUse::Pictures), Error);
    EXPECT_FALSE(films.project.hasDataset("films_frames"));
    const auto added = addFrames(films.project, "films", sample, 0, {0, 1}, FrameUse::Pictures);
    EXPECT_EQ(added.dataset, "films_frames");
    addFrames(films.project, "films", sample, 0, {0, 1}, FrameUse::Samples);
    EXPECT_EQ(films.project.samples("films")[0], sample);
    const auto made = films.project.samples("films_frames");
    ASSERT_EQ(made.size(), 3u);
    EXPECT_EQ(made[0].media.size(), 2u);
    EXPECT_EQ(made[0].group, "films\nfilms/clip");
    EXPECT_EQ(fs::directory_iterator(films.folder / "films")->path(), films.clip());
}

}  // namespace
}  // namespace atelier::data
