#include "common/random.h"
#include "data/store/batch_edits.h"
#include "data/store/edits.h"
#include "data/store/query.h"
#include "data/store/token_counts.h"
#include "support.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace atelier;
using namespace atelier::data;
namespace fs = std::filesystem;

namespace {

class Edits : public ::testing::Test {
protected:
    void SetUp() override {
        std::vector<Sample> samples{chat("a", "<image>q", "one"), chat("b", "q", "two"), chat("c", "q", "three")};
        samples[0].media = {{Media::Kind::Image, root / "a.png"}};
        samples[0].regions = {{Region::Shape::Box, 0, {{0.1, 1}, {2, 1.0 / 3}}, "l", "t"}};
        samples[0].regions[0].spans = {{1, 0, 3}};
        project.addDataset({"d", "k", "s", root}, samples);
    }

    std::optional<std::int64_t> change(const std::string& id, const std::string& answer, const std::string& key = "") {
        const Sample before = project.sample("d", id);
        Sample after = before;
        replaceText(after, 1, answer);
        return applyEdit(project, "d", {"Answer of " + id, {{before, after}}, key});
    }
    std::string answer(const std::string& id) const { return project.sample("d", id).turns[1].text; }
    std::vector<std::string> ids() const {
        std::vector<std::string> all;
        for (const Sample& sample : project.samples("d"))
            all.push_back(sample.id);
        return all;
    }

    const ScratchFolder folder;
    const fs::path root = folder / "pictures";
    Project project = Project::create(folder / "p");
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_F(Edits, areUndoneAndRedoneAcrossRestarts) {
    const std::vector<Sample> first = project.samples("d");
    Sample changed = first[0];
    changed.media.push_back({Media::Kind::Video, root / "v.mp4", Box{0, 1, 2, 3}, TimeRange{1.0 / 3, 2}});
    changed.regions.push_back({Region::Shape::Polygon, 1, {{0, 0}, {1, 0}, {1, 1}}, "x", ""});
    changed.regions[1].spans = {{0, 0, 2}};
    changed.tags = {"t"};
    changed.split = "test";
    changed.checked = true;
    const Sample added = chat("new", "q", "a");
    ASSERT_TRUE(applyEdit(project, "d", {"Many", {{first[0], changed}, {first[1], {}}, {{}, added}}}));
    const std::vector<Sample> second = project.samples("d");
    EXPECT_EQ(second, (std::vector<Sample>{changed, first[2], added}));
    ASSERT_TRUE(change("c", "four"));

    for (int round = 0; round < 2; ++round) {
        ASSERT_TRUE(undo(project, "d"));
        EXPECT_EQ(project.samples("d"), second);
        project = Project::create(folder / ("other" + std::to_string(round)));  // closes the first
        project = Project::open(folder / "p");
        const auto replay = undo(project, "d");
        ASSERT_TRUE(replay);
        EXPECT_EQ(replay->edit.description, "Many");
        EXPECT_EQ(replay->edit.samples, 3);
        EXPECT_EQ(replay->changes.size(), 3u);
        EXPECT_EQ(project.samples("d"), first);
        EXPECT_FALSE(undo(project, "d"));
        const std::vector<EditInfo> all = history(project, "d");
        ASSERT_EQ(all.size(), 2u);
        EXPECT_TRUE(all[0].undone && all[1].undone);
        ASSERT_TRUE(redo(project, "d"));
        EXPECT_EQ(project.samples("d"), second);
        ASSERT_TRUE(redo(project, "d"));
        EXPECT_EQ(answer("c"), "four");
        EXPECT_FALSE(redo(project, "d"));
    }
}

TEST_F(Edits, cutWhatWasUndone) {
    change("a", "1");
    change("a", "2");
    change("a", "3");
    undo(project, "d");
    undo(project, "d");
    change("b", "4");
    EXPECT_FALSE(redo(project, "d"));
    const std::vector<EditInfo> all = history(project, "d");
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[1].description, "Answer of b");
    EXPECT_EQ(answer("a"), "1");
}

TEST_F(Edits, typingIsOneEdit) {
    const auto first = change("a", "o", "text a");
    EXPECT_EQ(change("a", "on", "text a"), first);
    EXPECT_EQ(change("a", "one", "text a"), first);
    const auto second = change("a", "x", "text a again");
    EXPECT_NE(second, first);
    EXPECT_NE(change("b", "x"), second);
    EXPECT_NE(change("b", "y"), second);
    ASSERT_EQ(history(project, "d").size(), 4u);
    undo(project, "d");
    undo(project, "d");
    undo(project, "d");
    EXPECT_EQ(answer("a"), "one");
    // What was undone is closed: nothing joins it or what stands before it.
    EXPECT_NE(change("a", "two", "text a"), first);
    undo(project, "d");
    undo(project, "d");
    EXPECT_EQ(answer("a"), "one");  // as imported
    EXPECT_EQ(project.sample("d", "a").regions[0].spans.size(), 1u);
}

TEST_F(Edits, ofTheSameKeyMayAddAndRemoveASample) {
    const Sample added = chat("new", "q", "a");
    applyEdit(project, "d", {"x", {{{}, added}}, "k"});
    applyEdit(project, "d", {"x", {{added, {}}}, "k"});
    EXPECT_EQ(history(project, "d").size(), 1u);
    ASSERT_TRUE(undo(project, "d"));
    ASSERT_TRUE(redo(project, "d"));
    EXPECT_EQ(ids(), (Ids{"a", "b", "c"}));
}

TEST_F(Edits, refuseWhatWasChangedMeanwhile) {
    const Sample before = project.sample("d", "a");
    Sample after = before;
    after.checked = true;
    change("a", "newer");
    const std::string message =
        errorOf([&] { applyEdit(project, "d", {"x", {{project.sample("d", "b"), {}}, {before, after}}}); });
    EXPECT_NE(message.find("changed since it was read"), std::string::npos) << message;
    EXPECT_EQ(ids(), (Ids{"a", "b", "c"}));  // nothing of it was kept
    EXPECT_EQ(history(project, "d").size(), 1u);
    EXPECT_NE(errorOf([&] { applyEdit(project, "d", {"x", {{chat("z", "q", "a"), {}}}}); }), "");
    EXPECT_NE(errorOf([&] { applyEdit(project, "d", {"x", {{{}, chat("a", "q", "a")}}}); }), "");
    EXPECT_FALSE(applyEdit(project, "d", {"nothing", {{before, before}}}));
    EXPECT_THROW(applyEdit(project, "d", {"bug", {{}}}), std::logic_error);
}

TEST_F(Edits, refuseWhatCannotBeOrLiesOutside) {
    const Sample before = project.sample("d", "a");
    const auto refused = [&](auto&& spoil) {
        Sample after = before;
        spoil(after);
        return errorOf([&] { applyEdit(project, "d", {"x", {{before, after}}}); });
    };
    EXPECT_NE(refused([](Sample& s) { s.regions[0].media = 1; }), "");
    EXPECT_NE(refused([](Sample& s) { s.regions[0].spans = {{1, 0, 99}}; }), "");
    EXPECT_NE(refused([](Sample& s) { s.regions[0].points[0][0] = 0.0 / 0.0; }), "");
    EXPECT_NE(refused([](Sample& s) { s.split = "dev"; }), "");
    EXPECT_NE(refused([](Sample& s) { s.id = ""; }), "");
    EXPECT_NE(refused([](Sample& s) { s.id = "b"; }), "");
    EXPECT_NE(refused([](Sample& s) { s.media[0].path = "/etc/passwd"; }).find("outside"), std::string::npos);
    EXPECT_NE(refused([&](Sample& s) { s.media[0].path = root / "../x.png"; }).find("outside"), std::string::npos);
    EXPECT_NE(refused([&](Sample& s) { s.media[0].path = "../x.png"; }).find("outside"), std::string::npos);
    EXPECT_EQ(project.sample("d", "a"), before);
    EXPECT_EQ(refused([&](Sample& s) { s.media[0].path = root / "other.png"; }), "");
}

TEST_F(Edits, workOnWhatWasStoredWithAFault) {
    Sample broken = chat("broken", "q", "a");
    broken.regions = {{Region::Shape::Box, 7, {{0, 0}}}};
    broken.media = {{Media::Kind::Image, "/elsewhere.png"}};
    project.addDataset({"e", "k", "s", root}, {broken});
    Sample checked = broken;
    checked.checked = true;
    ASSERT_TRUE(applyEdit(project, "e", {"x", {{broken, checked}}}));
    ASSERT_TRUE(undo(project, "e"));
    EXPECT_EQ(project.sample("e", "broken"), broken);
    EXPECT_TRUE(history(project, "d").empty());  // each dataset has its own
}

TEST_F(Edits, holdNamesOfAnyBytes) {
    const std::string odd = "\xFF\xFE\x80 \xC3(";
    Sample sample = chat(odd, odd, odd);
    sample.media = {{Media::Kind::Image, root / (odd + ".png")}};
    sample.tags = {odd};
    sample.group = odd;
    project.addDataset({"e", "k", "s", root}, {sample});
    EXPECT_EQ(project.sample("e", odd), sample);
    Sample after = sample;
    after.media.push_back({Media::Kind::Image, root / ("2" + odd)});
    after.turns[1].text += odd;
    applyEdit(project, "e", {odd, {{sample, after}}});
    EXPECT_EQ(project.sample("e", odd), after);
    ASSERT_TRUE(undo(project, "e"));
    EXPECT_EQ(project.sample("e", odd), sample);
    ASSERT_TRUE(redo(project, "e"));
    EXPECT_EQ(project.sample("e", odd), after);
}

TEST_F(Edits, surviveAMoveOfTheProject) {
    Sample sample = chat("s", "<image>q", "a");
    sample.media = {{Media::Kind::Image, project.images() / "e/1.png"}};
    project.addDataset({"e", "k", "s", project.images() / "e"}, {sample});
    applyEdit(project, "e", {"x", {{sample, {}}}});
    project = Project::create(folder / "other");
    fs::rename(folder / "p", folder / "moved");
    project = Project::open(folder / "moved");
    ASSERT_TRUE(undo(project, "e"));
    EXPECT_EQ(project.samples("e")[0].media[0].path, folder / "moved/images/e/1.png");
}

TEST_F(Edits, bringRemovedSamplesBackToTheirPlace) {
    // The last row of the table is free after the removal, and another dataset's samples must not take it.
    const Sample c = project.sample("d", "c");
    const auto row = rowOf(project, "d", "c");
    applyEdit(project, "d", {"x", {{c, {}}}});
    project.addDataset({"e", "k", "s", "/"}, {chat("1", "q", "a"), chat("2", "q", "a")});
    applyEdit(project, "e", {"x", {{{}, chat("3", "q", "a")}}});
    ASSERT_TRUE(undo(project, "d"));
    EXPECT_EQ(rowOf(project, "d", "c"), row);
    EXPECT_EQ(ids(), (Ids{"a", "b", "c"}));
    EXPECT_EQ(project.samples("e").size(), 3u);
}

TEST_F(Edits, keepOnlyWhatDiffers) {
    const auto rows = findRows(project, "d");
    const auto before = project.samples("d");
    addTags(project, "d", rows, {"seen"});
    {
        SQLite::Database database((folder / "p/project.sqlite").string(), SQLite::OPEN_READONLY);
        EXPECT_LT(database.execAndGet("SELECT max(length(before) + length(after)) FROM edit_changes").getInt(), 30);
        EXPECT_EQ(database.execAndGet("SELECT samples FROM edits").getInt(), 3);
    }
    setSplit(project, "d", rows, "test");
    const auto after = project.samples("d");
    for (int round = 0; round < 2; ++round) {
        const auto replay = undo(project, "d");
        ASSERT_TRUE(replay);
        // Whole samples, although only a part was kept.
        ASSERT_EQ(replay->changes.size(), 3u);
        EXPECT_EQ(*replay->changes[0].before, after[0]);
        EXPECT_EQ(replay->changes[0].after->split, "");
        ASSERT_TRUE(undo(project, "d"));
        EXPECT_EQ(project.samples("d"), before);
        ASSERT_TRUE(redo(project, "d"));
        ASSERT_TRUE(redo(project, "d"));
        EXPECT_EQ(project.samples("d"), after);
    }
}

TEST_F(Edits, joinedByAKeyKeepWhatWasFirst) {
    const Sample first = project.sample("d", "a");
    const auto step = [&](auto&& edit) {
        const Sample before = project.sample("d", "a");
        Sample after = before;
        edit(after);
        applyEdit(project, "d", {"typed", {{before, after}}, "key"});
    };
    step([](Sample& sample) { sample.tags = {"t"}; });
    step([](Sample& sample) { replaceText(sample, 1, "typed"); });
    step([](Sample& sample) { sample.tags.clear(); });
    step([](Sample& sample) { sample.split = "train"; });
    const Sample last = project.sample("d", "a");
    ASSERT_EQ(history(project, "d").size(), 1u);
    ASSERT_TRUE(undo(project, "d"));
    EXPECT_EQ(project.sample("d", "a"), first);
    ASSERT_TRUE(redo(project, "d"));
    EXPECT_EQ(project.sample("d", "a"), last);
}

TEST_F(Edits, ofManySamplesTellNoChanges) {
    std::vector<Sample> samples;
    for (int i = 0; i <= kMostReplayed; ++i)
        samples.push_back(chat("s" + std::to_string(i), "q", "a"));
    project.addDataset({"many", "k", "s", root}, samples);
    std::vector<std::int64_t> rows = findRows(project, "many");
    const auto all = rows;
    std::reverse(rows.begin(), rows.end());
    rows.insert(rows.end(), all.begin(), all.end());  // twice and in any order: each is changed once
    removeSamples(project, "many", rows);
    EXPECT_TRUE(project.samples("many").empty());
    const auto replay = undo(project, "many");
    ASSERT_TRUE(replay);
    EXPECT_EQ(replay->edit.samples, kMostReplayed + 1);
    EXPECT_TRUE(replay->changes.empty());
    EXPECT_EQ(project.samples("many"), samples);
    EXPECT_EQ(findRows(project, "many"), all);
}

TEST_F(Edits, ofManySamplesChangeWhatTheyAreShown) {
    const auto rows = findRows(project, "d");
    std::vector<std::string> seen;
    ASSERT_TRUE(
        editRows(project, "d", "Mixed", {"mixed"}, rows, {}, [&](std::int64_t row, std::optional<Sample>& sample) {
            EXPECT_EQ(*sample, project.sample("d", sample->id));
            EXPECT_EQ(rowOf(project, "d", sample->id), row);
            seen.push_back(sample->id);
            if (sample->id == "a") sample.reset();
            if (sample && sample->id == "c") sample->turns.pop_back();
        }));
    EXPECT_EQ(seen, (Ids{"a", "b", "c"}));
    EXPECT_EQ(ids(), (Ids{"b", "c"}));
    EXPECT_EQ(history(project, "d").back().samples, 2);
    ASSERT_TRUE(undo(project, "d"));
    EXPECT_EQ(ids(), (Ids{"a", "b", "c"}));
    // Nothing changed is no edit, and what may not be changes nothing.
    EXPECT_FALSE(editRows(project, "d", "None", {}, rows, {}, [](std::int64_t, std::optional<Sample>&) {}));
    const auto before = project.samples("d");
    EXPECT_NE(errorOf([&] {
                  editRows(project, "d", "Bad", {}, rows, {}, [](std::int64_t, std::optional<Sample>& sample) {
                      sample->checked = true;
                      if (sample->id == "c") sample->id = "a";
                  });
              }),
              "");
    EXPECT_EQ(project.samples("d"), before);
}

TEST_F(Edits, areKeptUpToALimit) {
    for (int i = 0; i < kMostEdits + 5; ++i)
        change("a", std::to_string(i));
    std::vector<EditInfo> all = history(project, "d");
    ASSERT_EQ(std::ssize(all), kMostEdits);
    EXPECT_EQ(all.back().id - all.front().id, kMostEdits - 1);
    // Sizes count, not only numbers; the newest stays even where it alone is too large.
    {
        SQLite::Database database((folder / "p/project.sqlite").string(), SQLite::OPEN_READWRITE);
        database.exec("UPDATE edits SET bytes = " + std::to_string(kMostEditBytes));
    }
    change("b", "x");
    all = history(project, "d");
    ASSERT_EQ(all.size(), 1u);
    ASSERT_TRUE(undo(project, "d"));
    EXPECT_EQ(answer("b"), "two");
    EXPECT_FALSE(undo(project, "d"));
}

TEST_F(Edits, makeTokenCountsStale) {
    const auto count = [&](std::int64_t tokens) {
        std::vector<TokenCount> counts;
        for (const SampleVersion& sample : withoutTokenCount(project, "d", "m"))
            counts.push_back({sample, tokens, 1});
        storeTokenCounts(project, "m", counts);
        return counts;
    };
    EXPECT_EQ(count(10).size(), 3u);
    EXPECT_TRUE(withoutTokenCount(project, "d", "m").empty());
    EXPECT_EQ(withoutTokenCount(project, "d", "another").size(), 3u);
    const auto tagged = rowOf(project, "d", "b");
    addTags(project, "d", std::vector{*tagged}, {"t"});
    EXPECT_TRUE(withoutTokenCount(project, "d", "m").empty());
    change("b", "longer");
    const auto stale = withoutTokenCount(project, "d", "m");
    ASSERT_EQ(stale.size(), 1u);
    EXPECT_EQ(stale[0].row, tagged);
    EXPECT_TRUE(findRows(project, "d", {.filter = "id:b tokens:10", .model = "m"}).empty());
    EXPECT_EQ(findRows(project, "d", {.filter = "tokens:10", .model = "m"}).size(), 2u);
    // A count that was made while the sample changed, went or came again is of another sample.
    for (int i = 0; i < 3; ++i) {
        const auto late = withoutTokenCount(project, "d", "m");
        if (i == 0) change("b", "longer still");
        if (i == 1) undo(project, "d");
        if (i == 2) {
            removeSamples(project, "d", std::vector{*tagged});
            undo(project, "d");
        }
        storeTokenCounts(project, "m", std::vector{TokenCount{late[0], 99, 1}});
        EXPECT_EQ(withoutTokenCount(project, "d", "m").size(), 1u) << i;
    }
    EXPECT_EQ(count(5).size(), 1u);
    EXPECT_EQ(findRows(project, "d", {.filter = "tokens:5 imagetokens:1", .model = "m"}), std::vector{*tagged});
}

// A child edits and tells of each edit that has returned, until it is killed: none of those may be lost.
TEST(EditsKilled, loseNothingThatHasReturned) {
    const ScratchFolder folder;
    const fs::path place = folder / "p";
    Project::create(place).addDataset({"d", "k", "s", "/"}, {chat("a", "q", "0"), chat("b", "q", "0")});
    Random random{7, 0, 0};
    int done = 0;
    for (int round = 0; round < 12; ++round) {
        int ends[2];
        ASSERT_EQ(::pipe(ends), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(ends[0]);
            Project project = Project::open(place);
            for (int number = done + 1;; ++number) {
                Edit edit{std::to_string(number), {}};
                for (const char* id : {"a", "b"}) {
                    const Sample before = project.sample("d", id);
                    Sample after = before;
                    after.turns[1].text = std::to_string(number);
                    edit.changes.push_back({before, after});
                }
                applyEdit(project, "d", edit);
                if (::write(ends[1], &number, sizeof number) != sizeof number) ::_exit(1);
            }
        }
        ::close(ends[1]);
        int reported = 0;
        const auto edits = random.below(30);
        for (std::uint64_t i = 0; i <= edits; ++i)
            ASSERT_EQ(::read(ends[0], &reported, sizeof reported), static_cast<ssize_t>(sizeof reported));
        ::usleep(static_cast<useconds_t>(random.below(3000)));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status));
        while (::read(ends[0], &reported, sizeof reported) == static_cast<ssize_t>(sizeof reported)) {
        }
        ::close(ends[0]);

        Project project = Project::open(place);
        done = std::stoi(project.sample("d", "a").turns[1].text);
        EXPECT_GE(done, reported);
        EXPECT_LE(done, reported + 1);  // stored, but not reported any more
        EXPECT_EQ(project.sample("d", "b").turns[1].text, std::to_string(done));
        EXPECT_EQ(std::ssize(history(project, "d")), done);
        EXPECT_EQ(history(project, "d").back().description, std::to_string(done));
    }
    Project project = Project::open(place);
    for (int number = done; number > 0; --number) {
        EXPECT_EQ(project.sample("d", "a").turns[1].text, std::to_string(number));
        ASSERT_TRUE(undo(project, "d"));
    }
    EXPECT_EQ(project.sample("d", "a").turns[1].text, "0");
    EXPECT_FALSE(undo(project, "d"));
}
