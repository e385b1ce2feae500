#include "bridge/edit_queue.h"
#include "data/store/batch_edits.h"
#include "data/store/query.h"
#include "data_fixture.h"
#include "pages/data/edit_words.h"

#include <QLabel>
#include <QToolButton>

#include <latch>
#include <thread>

using namespace atelier;
using namespace atelier::ui;

namespace {

class BatchStopTest : public DataTest {
protected:
    void SetUp() override {
        DataTest::SetUp();
        std::vector<data::Sample> samples(20);
        for (std::size_t i = 0; i < samples.size(); ++i)
            samples[i].id = "s" + std::to_string(i);
        show(samples);
    }
};

}  // namespace

TEST_F(BatchStopTest, AStoppedChangeChangesNothing) {
    std::latch go(1);
    int changed = 0;
    // It holds on at the tenth sample until it was asked to stop.
    studio->session()->edits().apply("pages", [&](data::Project& project) {
        const auto rows = data::findRows(project, "pages");
        return data::changeSamples(project, "pages", rows, "Tags added: x", [&](data::Sample& sample) {
            if (++changed == 10) go.wait();
            sample.tags = {"x"};
        });
    });
    ASSERT_TRUE(waitFor([&] { return find<QToolButton>("data-stop")->isVisible(); }));
    EXPECT_TRUE(find<QLabel>("data-saved")->text().startsWith("Changing samples"));
    click("data-stop");
    go.count_down();
    EXPECT_TRUE(saved());
    EXPECT_FALSE(find<QToolButton>("data-stop")->isVisible());
    EXPECT_TRUE(waitFor([&] { return !toasts.empty() && toasts.back() == "Stopped: no sample was changed."; }));
    EXPECT_TRUE(stored("s0").tags.empty());
    EXPECT_TRUE(data::history(studio->session()->project(), "pages").empty());
    // What comes after it is done.
    studio->session()->edits().apply("pages", [](data::Project& project) {
        return data::addTags(project, "pages", data::findRows(project, "pages"), {"y"});
    });
    EXPECT_EQ(stored("s0").tags, (std::vector<std::string>{"y"}));
}

TEST_F(BatchStopTest, TheHistoryIsWordedByTheWindow) {
    const auto text = [](data::EditWords words) {
        data::EditInfo edit;
        edit.description = "as it was stored";
        edit.words = std::move(words);
        return editText(edit);
    };
    EXPECT_EQ(text({"tags_added", {"a", "b", "c", "d"}}), QString("tags added: a, b, c, ") + QChar(0x2026));
    EXPECT_EQ(text({"split_set", {"test"}}), "split set to test");
    EXPECT_EQ(text({"split_set", {""}}), "split cleared");
    EXPECT_EQ(text({"label_renamed", {"%2", "b"}}), "label %2 renamed to b");
    EXPECT_EQ(text({"samples_removed"}), "samples removed");
    EXPECT_EQ(text({}), "as it was stored");
    EXPECT_EQ(text({"made by a newer version", {"x"}}), "as it was stored");
}
