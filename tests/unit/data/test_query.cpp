#include "data/store/batch_edits.h"
#include "data/store/edits.h"
#include "data/store/query.h"
#include "data/store/token_counts.h"
#include "support.h"

using namespace atelier;
using namespace atelier::data;
namespace fs = std::filesystem;

namespace {

class Queries : public ::testing::Test {
protected:
    void SetUp() override {
        Sample b = chat("b", "<image>What is it?", "long answer");
        b.media = {{Media::Kind::Image, "/r/z/apple.png", Box{1, 2, 3, 4}}, {Media::Kind::Image, "/r/x.png"}};
        b.regions = {{Region::Shape::Box, 0, {{0, 0}, {1, 1}}}, {Region::Shape::Box, 0, {{0, 0}, {1, 1}}}};
        b.tags = {"two", "one"};
        b.split = "train";
        Sample a = chat("a", "Hello", "\xC3\xA4\xC3\xA4");  // two characters, four bytes
        a.media = {{Media::Kind::Video, "/r/a/berry.mp4", {}, TimeRange{1, 2}}};
        a.split = "test";
        a.checked = true;
        Sample c;
        c.id = "c";
        Sample d = chat("d", "q", "abc");
        d.regions = {{Region::Shape::Box, 0, {{0, 0}, {1, 1}}}};
        project.addDataset({"other", "k", "s", "/r"}, {chat("a", "q", "a")});
        project.addDataset({"d", "k", "s", "/r"}, {b, a, c, d});
    }

    std::string order(SortBy by, bool descending = false) const {
        std::string ids;
        for (const StoredSample& stored :
             samplesAt(project, "d", findRows(project, "d", {.sortBy = by, .descending = descending, .model = "m"})))
            ids += stored.sample.id;
        return ids;
    }

    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
};

}  // namespace

TEST_F(Queries, sortInEveryWay) {
    EXPECT_EQ(order(SortBy::Order), "bacd");
    EXPECT_EQ(order(SortBy::Order, true), "dcab");
    EXPECT_EQ(order(SortBy::Id), "abcd");
    EXPECT_EQ(order(SortBy::File), "bacd");  // apple, berry, then those without
    EXPECT_EQ(order(SortBy::File, true), "abcd");
    EXPECT_EQ(order(SortBy::Split), "cdab");
    EXPECT_EQ(order(SortBy::Checked), "bcda");
    EXPECT_EQ(order(SortBy::Checked, true), "abcd");
    EXPECT_EQ(order(SortBy::Regions), "acdb");
    EXPECT_EQ(order(SortBy::AnswerLength), "cadb");
    EXPECT_EQ(order(SortBy::Tokens), "bacd");
    const auto all = withoutTokenCount(project, "d", "m");
    storeTokenCounts(project, "m", std::vector<TokenCount>{{all[1], 5, 0}, {all[3], 3, 0}});
    EXPECT_EQ(order(SortBy::Tokens), "dabc");
    EXPECT_EQ(order(SortBy::Tokens, true), "adbc");
}

TEST_F(Queries, cardsShowWhatASampleHolds) {
    const auto rows = findRows(project, "d");
    const auto cards = cardsAt(project, "d", rows);
    ASSERT_EQ(cards.size(), 4u);
    EXPECT_EQ(cards[0].row, rows[0]);
    EXPECT_EQ(cards[0].id, "b");
    EXPECT_EQ(cards[0].media, (Media{Media::Kind::Image, "/r/z/apple.png", Box{1, 2, 3, 4}}));
    EXPECT_EQ(cards[0].words, "long answer");
    EXPECT_EQ(cards[0].tags, (std::vector<std::string>{"two", "one"}));
    EXPECT_EQ(cards[0].mediaCount, 2);
    EXPECT_EQ(cards[0].regions, 2);
    EXPECT_EQ(cards[0].turns, 2);
    EXPECT_EQ(cards[0].split, "train");
    EXPECT_EQ(cards[1].media, (Media{Media::Kind::Video, "/r/a/berry.mp4", {}, TimeRange{1, 2}}));
    EXPECT_TRUE(cards[1].checked);
    EXPECT_FALSE(cards[2].media);
    EXPECT_EQ(cards[2].words, "");
}

TEST_F(Queries, passOverWhatIsGone) {
    auto rows = findRows(project, "d");
    removeSamples(project, "d", std::vector{rows[1]});
    std::reverse(rows.begin(), rows.end());
    ASSERT_EQ(samplesAt(project, "d", rows).size(), 3u);
    EXPECT_EQ(samplesAt(project, "d", rows)[0].sample.id, "d");
    EXPECT_EQ(cardsAt(project, "d", rows).size(), 3u);
    EXPECT_EQ(cardsAt(project, "d", rows)[2].id, "b");
    EXPECT_EQ(rowOf(project, "d", "b"), rows[3]);
    EXPECT_FALSE(rowOf(project, "d", "a"));
}

TEST_F(Queries, ofOneDatasetSeeNoOther) {
    const auto others = findRows(project, "other");
    ASSERT_EQ(others.size(), 1u);
    EXPECT_TRUE(samplesAt(project, "d", others).empty());
    EXPECT_TRUE(cardsAt(project, "d", others).empty());
    EXPECT_NE(errorOf([&] { findRows(project, "none"); }), "");
}

TEST_F(Queries, batchEditsAreOneStep) {
    const auto rows = findRows(project, "d");
    addTags(project, "d", rows, {"one", "new"});
    EXPECT_EQ(project.sample("d", "b").tags, (std::vector<std::string>{"two", "one", "new"}));
    EXPECT_EQ(project.sample("d", "c").tags, (std::vector<std::string>{"one", "new"}));
    removeTags(project, "d", rows, {"one"});
    setTags(project, "d", std::vector{rows[2]}, {"x", "x"});
    EXPECT_EQ(project.sample("d", "c").tags, std::vector<std::string>{"x"});
    EXPECT_EQ(project.sample("d", "b").tags, (std::vector<std::string>{"two", "new"}));
    setSplit(project, "d", rows, "validation");
    EXPECT_EQ(project.samples("d", "validation").size(), 4u);
    EXPECT_NE(errorOf([&] { setSplit(project, "d", rows, "dev"); }), "");
    EXPECT_NE(errorOf([&] { addTags(project, "d", rows, {""}); }), "");
    setChecked(project, "d", rows, true);
    EXPECT_EQ(findRows(project, "d", {.filter = "checked"}).size(), 4u);
    EXPECT_FALSE(setChecked(project, "d", rows, true));
    EXPECT_EQ(history(project, "d").size(), 5u);
    while (undo(project, "d")) {
    }
    EXPECT_EQ(project.sample("d", "b").tags, (std::vector<std::string>{"two", "one"}));
    EXPECT_EQ(project.samples("d", "test").size(), 1u);
}

TEST_F(Queries, splitsAreAssignedTogether) {
    EXPECT_NE(errorOf([&] { assignSplits(project, "d", {{"a", "train"}, {"zz", "train"}}); }), "");
    EXPECT_NE(errorOf([&] { assignSplits(project, "d", {{"a", "nonsense"}}); }), "");
    EXPECT_EQ(project.sample("d", "a").split, "test");
    assignSplits(project, "d", {{"a", "train"}, {"b", ""}});
    EXPECT_EQ(project.sample("d", "a").split, "train");
    EXPECT_EQ(project.sample("d", "b").split, "");
}

TEST_F(Queries, labelsAreCountedAndRenamed) {
    const Sample before = project.sample("d", "b");
    Sample after = before;
    after.regions[0].label = "cat";
    applyEdit(project, "d", {"x", {{before, after}}});
    EXPECT_EQ(labelCounts(project, "d"), (std::map<std::string, std::int64_t>{{"", 2}, {"cat", 1}}));
    renameLabel(project, "d", "cat", "dog");
    EXPECT_EQ(labelCounts(project, "d"), (std::map<std::string, std::int64_t>{{"", 2}, {"dog", 1}}));
    EXPECT_FALSE(renameLabel(project, "d", "cat", "bird"));
}

TEST_F(Queries, theNextUnlabelledIsFound) {
    const auto rows = findRows(project, "d");
    EXPECT_EQ(nextUnlabelled(project, "d", 0), rows[2]);
    EXPECT_EQ(nextUnlabelled(project, "d", rows[2]), rows[2]);  // around to itself
    EXPECT_EQ(nextUnlabelled(project, "d", rows[3]), rows[2]);
    EXPECT_FALSE(nextUnlabelled(project, "other", 0));
}
