#include "data/store/edits.h"
#include "pages_fixture.h"

#include <QPushButton>
#include <QTreeWidget>

using namespace atelier;
using namespace atelier::ui;
using Role = data::Turn::Role;
using Shape = data::Region::Shape;

namespace {

// A sample for each of three findings, and one that is sound.
class DataHealthTest : public PagesTest {
protected:
    void SetUp() override {
        PagesTest::SetUp();
        open([](std::vector<data::Sample>& samples) {
            samples.resize(5, samples[0]);
            for (std::size_t i = 0; i < samples.size(); ++i) {
                samples[i].id = "page-" + std::to_string(i);
                samples[i].turns = {{Role::User, "<image>Question " + std::to_string(i)}, {Role::Assistant, "yes"}};
            }
            samples[0].turns[0].text = "<image><image>Two?";
            samples[1].turns[1].text = " ";
            samples[2].regions = {{Shape::Box, 0, {{2, 3}, {90, 20}}, "cat"}};
            samples[3].media[0].path = "gone.png";
        });
        click("data-check");
        ASSERT_TRUE(waitFor([&] { return list()->isVisible() && list()->topLevelItemCount() > 0; }));
    }

    QTreeWidget* list() { return find<QTreeWidget>("health-list"); }
    QString choose(const char* sample) {
        const auto found = list()->findItems(sample, Qt::MatchExactly | Qt::MatchRecursive);
        EXPECT_FALSE(found.isEmpty()) << sample;
        if (found.isEmpty()) return {};
        list()->setCurrentItem(found.front());
        return find<QPushButton>("health-mend")->text();
    }
};

TEST_F(DataHealthTest, EachFindingSaysItsFixAndIsMended) {
    EXPECT_EQ(choose("page-0"), "Fit the marks");
    click("health-mend");
    EXPECT_TRUE(waitFor([&] { return stored("page-0").turns[0].text == "<image>Two?"; }));
    EXPECT_EQ(choose("page-1"), "Remove the empty answers");
    click("health-mend");
    EXPECT_TRUE(waitFor([&] { return stored("page-1").turns.size() == 1; }));
    EXPECT_EQ(choose("page-2"), "Fit the regions");
    click("health-mend");
    EXPECT_TRUE(waitFor([&] { return stored("page-2").regions[0].bounds().right == 40; }));
    EXPECT_EQ(choose("page-3"), "Remove the samples");
    click("health-mend");
    EXPECT_TRUE(waitFor([&] { return shown() == 4; }));
    // Taken back in a new window, one after the other.
    reopen(4);
    press("data.undo");
    EXPECT_TRUE(waitFor([&] { return shown() == 5; }));
    press("data.undo");
    EXPECT_TRUE(waitFor([&] { return stored("page-2").regions[0].bounds().right == 90; }));
}

TEST_F(DataHealthTest, AllOfAKindAreOneEdit) {
    studio->session()->write([](data::Project& project) {
        data::Sample before = project.sample("pages", "page-4"), after = before;
        after.turns[0].text = "<image>One<image>?";
        data::applyEdit(project, "pages", {"spoilt", {{before, after}}});
    });
    click("health-again");
    ASSERT_TRUE(waitFor([&] {
        return !list()->findItems("page-4", Qt::MatchExactly | Qt::MatchRecursive).isEmpty() && list()->isVisible();
    }));
    auto* kind = list()->findItems("page-4", Qt::MatchExactly | Qt::MatchRecursive).front()->parent();
    EXPECT_EQ(kind->childCount(), 2);
    list()->setCurrentItem(kind);
    click("health-mend");
    EXPECT_TRUE(waitFor([&] { return stored("page-4").turns[0].text == "<image>One?"; }));
    EXPECT_EQ(stored("page-0").turns[0].text, "<image>Two?");
    press("data.undo");
    EXPECT_TRUE(waitFor([&] { return stored("page-4").turns[0].text == "<image>One<image>?"; }));
    EXPECT_EQ(stored("page-0").turns[0].text, "<image><image>Two?");
}

}  // namespace
