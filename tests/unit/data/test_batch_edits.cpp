#include "data/add_media.h"
#include "data/store/find_replace.h"
#include "data/store/query.h"
#include "support.h"

using namespace atelier;
using namespace atelier::data;
namespace fs = std::filesystem;

namespace {

using Mode = ReplaceOptions::Mode;

class FindReplace : public ::testing::Test {
protected:
    void SetUp() override {
        Sample sample = chat("a", "<image>Which cat?", "A cat, no catfish, Cat 5.");
        sample.media = {{Media::Kind::Image, "/r/a.png"}};
        sample.regions = {{Region::Shape::Box, 0, {{0, 0}, {1, 1}}, "cat", "catwalk"}};
        sample.regions[0].spans = {{1, 7, 17}};  // "no catfish"
        sample.tags = {"cat", "dog"};
        project.addDataset({"d", "k", "s", "/r"}, {sample, chat("b", "q", "\xFF cat")});
    }
    Replacement made(const ReplaceOptions& options) {
        changed.clear();
        return findReplacements(project, "d", findRows(project, "d"), options,
                                [&](const Sample&, const Sample& after) { changed.push_back(after); });
    }
    Sample first(const ReplaceOptions& options) {
        made(options);
        return changed.at(0);
    }
    std::string answerAfter(const ReplaceOptions& options) { return first(options).turns[1].text; }

    std::vector<Sample> changed;

    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
};

class AddMedia : public ::testing::Test {
protected:
    void SetUp() override {
        folder.put("mine/one.png", tinyPng());
        folder.put("mine/deep/one.png", tinyPng());
        folder.put("mine/film.mp4", "frames");
        folder.put("mine/notes.txt", "text");
        project.createDataset("new");
        project.addDataset({"mine", "k", "s", folder / "mine"}, {chat("one", "q", "a")});
    }
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
};

}  // namespace

TEST_F(FindReplace, inEveryWay) {
    EXPECT_EQ(answerAfter({.find = "cat", .replacement = "$0.\\1"}), "A $0.\\1, no $0.\\1fish, Cat 5.");
    EXPECT_EQ(answerAfter({.find = "cat", .replacement = "dog", .matchCase = false}), "A dog, no dogfish, dog 5.");
    EXPECT_EQ(answerAfter({.find = "cat", .replacement = "dog", .mode = Mode::WholeWord}), "A dog, no catfish, Cat 5.");
    EXPECT_EQ(answerAfter({.find = "(c)at(\\w*)", .replacement = "$2-$1", .mode = Mode::Regex}),
              "A -c, no fish-c, Cat 5.");
    EXPECT_EQ(answerAfter({.find = ", ", .replacement = std::string(5000, 'x')}).size(), 25u - 4 + 10'000);
    EXPECT_EQ(made({.find = ".at", .replacement = ""}).samples, 0);
    EXPECT_EQ(made({.find = "cat", .replacement = "cat"}).samples, 0);
    EXPECT_EQ(made({.find = "cat", .replacement = "dog"}).samples, 1);
    EXPECT_NE(errorOf([&] { made({.find = ""}); }), "");
    EXPECT_NE(errorOf([&] { made({.find = "a(b", .mode = Mode::Regex}); }).find("byte 4"), std::string::npos);
    EXPECT_NE(errorOf([&] { made({.find = "cat", .replacement = "$9", .mode = Mode::Regex}); }), "");
}

TEST_F(FindReplace, inTheChosenFieldsOnly) {
    const auto only = [](bool prompts, bool answers, bool transcriptions, bool labels, bool tags) {
        return ReplaceOptions{.find = "cat",
                              .replacement = "dog",
                              .prompts = prompts,
                              .answers = answers,
                              .transcriptions = transcriptions,
                              .labels = labels,
                              .tags = tags};
    };
    EXPECT_EQ(made(only(true, false, false, false, false)).occurrences, 1);
    EXPECT_EQ(made(only(false, true, false, false, false)).occurrences, 2);
    EXPECT_EQ(first(only(false, false, true, false, false)).regions[0].transcription, "dogwalk");
    EXPECT_EQ(first(only(false, false, false, true, false)).regions[0].label, "dog");
    EXPECT_EQ(first(only(false, false, false, false, true)).tags, std::vector<std::string>{"dog"});
    EXPECT_EQ(made(only(false, false, false, false, false)).occurrences, 0);
}

TEST_F(FindReplace, isAnEditThatKeepsLinks) {
    const Sample before = project.sample("d", "a");
    const ReplaceOptions options{.find = "cat", .replacement = "sword"};
    const Replacement found = made(options);
    EXPECT_EQ(project.sample("d", "a"), before);
    const Replacement done = replaceAll(project, "d", findRows(project, "d"), options);
    ASSERT_TRUE(done.edit);
    EXPECT_EQ(std::pair(done.occurrences, done.samples), std::pair(found.occurrences, found.samples));
    EXPECT_EQ(std::vector<Sample>{project.sample("d", "a")}, changed);
    const Sample after = project.sample("d", "a");
    const Span span = after.regions[0].spans.at(0);
    EXPECT_EQ(after.turns[1].text.substr(static_cast<std::size_t>(span.begin),
                                         static_cast<std::size_t>(span.end - span.begin)),
              "no swordfish");
    undo(project, "d");
    EXPECT_EQ(project.sample("d", "a"), before);
}

TEST_F(FindReplace, givesUpOnCostlyExpressions) {
    project.addDataset({"e", "k", "s", "/r"}, {chat("long", "q", std::string(100, 'a') + "b")});
    const std::string message =
        errorOf([&] { replaceAll(project, "e", findRows(project, "e"), {.find = "^(a|a)*$", .mode = Mode::Regex}); });
    EXPECT_NE(message.find("too much"), std::string::npos) << message;
    EXPECT_NE(message.find("long"), std::string::npos) << message;
}

TEST_F(AddMedia, copiesIntoTheProject) {
    const AddedMedia added = addMedia(project, "new",
                                      {folder / "mine/one.png", folder / "mine/deep/one.png", folder / "mine/film.mp4",
                                       folder / "mine/notes.txt", folder / "mine/none.png"});
    EXPECT_EQ(added.ids, (std::vector<std::string>{"one", "one-2", "film"}));
    EXPECT_EQ(added.skipped.size(), 2u);
    const auto samples = project.samples("new");
    ASSERT_EQ(samples.size(), 3u);
    EXPECT_EQ(samples[1].media[0].path, project.images() / "new/one-2.png");
    EXPECT_EQ(readFile(samples[1].media[0].path), tinyPng());
    EXPECT_EQ(samples[1].group, "one-2.png");
    EXPECT_EQ(samples[2].media[0].kind, Media::Kind::Video);
    EXPECT_EQ(addMedia(project, "new", {project.images() / "new/one.png"}).ids, std::vector<std::string>{"new-3"});
    undo(project, "new");
    undo(project, "new");
    EXPECT_TRUE(project.samples("new").empty());
}

TEST_F(AddMedia, leavesFoldersOfTheUserAlone) {
    const auto added = addMedia(project, "mine", {folder / "mine/one.png", folder.put("else/two.png", tinyPng())});
    EXPECT_EQ(added.ids, std::vector<std::string>{"mine-1"});  // the id "one" is taken
    EXPECT_EQ(project.sample("mine", "mine-1").media[0].path, folder / "mine/one.png");
    ASSERT_EQ(added.skipped.size(), 1u);
    EXPECT_NE(added.skipped[0].reason.find("outside"), std::string::npos);
    EXPECT_FALSE(fs::exists(folder / "mine/two.png"));
    // A link that leads out of the folder is a file outside of it.
    fs::create_symlink(folder / "else/two.png", folder / "mine/link.png");
    EXPECT_EQ(addMedia(project, "mine", {folder / "mine/link.png"}).skipped.size(), 1u);
}

TEST_F(AddMedia, stoppedLeavesNothing) {
    std::stop_source stop;
    Watch watch{stop.get_token(), [&](std::int64_t done, std::int64_t) {
                    if (done == 1) stop.request_stop();
                }};
    EXPECT_NE(errorOf([&] {
                  addMedia(project, "new", {folder / "mine/one.png", folder / "mine/film.mp4", folder / "mine/one.png"},
                           watch);
              }),
              "");
    EXPECT_TRUE(fs::is_empty(project.images() / "new"));
    EXPECT_TRUE(project.samples("new").empty());
}
