#include "data/store/batch_edits.h"
#include "data/store/find_replace.h"
#include "data/store/query.h"
#include "data/store/watched.h"
#include "support.h"

using namespace atelier;
using namespace atelier::data;

namespace {

class BatchProgress : public ::testing::Test {
protected:
    void SetUp() override {
        std::vector<Sample> samples;
        for (int i = 0; i < 600; ++i)
            samples.push_back(chat("s" + std::to_string(i), "question", "a cat"));
        project.addDataset({"d", "k", "s", "/r"}, samples);
        rows = findRows(project, "d");
    }
    // The most recent edit.
    EditInfo last() { return history(project, "d").back(); }

    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    std::vector<std::int64_t> rows;
};

}  // namespace

TEST_F(BatchProgress, tellsHowFarItIs) {
    std::vector<double> shares;
    Watch watch;
    watch.progress = [&](std::int64_t done, std::int64_t total) {
        shares.push_back(static_cast<double>(done) / static_cast<double>(total));
    };
    std::optional<WatchedBy> watched(std::in_place, project, watch);
    EXPECT_TRUE(addTags(project, "d", rows, {"x"}));
    EXPECT_GT(shares.size(), 600u);
    EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
    EXPECT_EQ(shares.front(), 0);
    EXPECT_GT(shares.back(), 0.99);
    EXPECT_LT(shares.back(), 1);
    shares.clear();
    EXPECT_TRUE(undo(project, "d"));
    EXPECT_GT(shares.back(), 0.99);
    watched.reset();
    shares.clear();
    EXPECT_TRUE(redo(project, "d"));
    EXPECT_TRUE(shares.empty());
}

TEST_F(BatchProgress, stoppedAtAnyPointNothingIsDone) {
    const auto before = project.samples("d");
    for (const double share : {0.0, 0.3, 0.6, 0.9}) {
        std::stop_source stop;
        const Watch watch{stop.get_token(), [&](std::int64_t done, std::int64_t total) {
                              if (static_cast<double>(done) >= share * static_cast<double>(total)) stop.request_stop();
                          }};
        std::optional<WatchedBy> watched(std::in_place, project, watch);
        EXPECT_NE(errorOf([&] { setChecked(project, "d", rows, true); }).find("stopped"), std::string::npos) << share;
        watched.reset();
        EXPECT_EQ(project.samples("d"), before) << share;
        EXPECT_TRUE(history(project, "d").empty()) << share;
    }
    EXPECT_TRUE(setChecked(project, "d", rows, true));
}

TEST_F(BatchProgress, historyKeepsWhatWasDoneAsData) {
    const auto few = std::span(rows).first(2);
    addTags(project, "d", few, {"a", "b"});
    EXPECT_EQ(last().words, (EditWords{"tags_added", {"a", "b"}}));
    removeTags(project, "d", few, {"a"});
    EXPECT_EQ(last().words, (EditWords{"tags_removed", {"a"}}));
    setSplit(project, "d", few, "test");
    EXPECT_EQ(last().words, (EditWords{"split_set", {"test"}}));
    setChecked(project, "d", few, true);
    EXPECT_EQ(last().words, EditWords{"checked"});
    replaceAll(project, "d", few, {.find = "cat", .replacement = "dog"});
    EXPECT_EQ(last().words, (EditWords{"replaced", {"cat", "dog"}}));
    removeSamples(project, "d", few);
    EXPECT_EQ(last().words, EditWords{"samples_removed"});
    EXPECT_EQ(undo(project, "d")->edit.words, EditWords{"samples_removed"});
}
