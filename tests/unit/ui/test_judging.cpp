#include "data/judgements.h"
#include "data/preferences.h"
#include "data/store/edits.h"
#include "pages/data/gallery/gallery.h"
#include "pages/data/sample/turn_text.h"
#include "pages_fixture.h"
#include "thumbnail_grid.h"

#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

using namespace atelier;
using namespace atelier::ui;
using Role = data::Turn::Role;

namespace {

// Answers are judged on the page Data: a better one is written, feedback is given, to one sample or to many.
class JudgingTest : public PagesTest {
protected:
    void SetUp() override {
        PagesTest::SetUp();
        open([](std::vector<data::Sample>& samples) {
            for (std::size_t i = 0; i < samples.size(); ++i)
                samples[i].turns = {{Role::User, "<image>What is it?"}, {Role::Assistant, "A dog"}};
            samples[2].turns.pop_back();
        });
        ASSERT_TRUE(waitFor([&] { return find<TurnText>("data-turn-1")->isVisible(); }));
    }
    TurnText* answer() { return find<TurnText>("data-turn-1"); }
    data::TurnDetails details(const char* id = "page-0") { return *stored(id).turns.back().details; }
};

TEST_F(JudgingTest, ACorrectedAnswerKeepsTheOldOneAsRejected) {
    EXPECT_FALSE(find<QWidget>("data-turn-rejected-1")->isVisible());
    press("data.correct");
    EXPECT_TRUE(answer()->hasFocus());
    QTest::keyClicks(answer(), "A cat");
    data::Sample now = stored();
    EXPECT_EQ(now.turns[1].text, "A cat");
    EXPECT_EQ(now.turns[1].details->rejected, "A dog");
    EXPECT_EQ(data::preferencePairs(now).size(), 1u);
    EXPECT_TRUE(find<QWidget>("data-turn-rejected-1")->isVisible());
    click("data-turn-exchange-1");
    now = stored();
    EXPECT_EQ(now.turns[1].text, "A dog");
    EXPECT_EQ(now.turns[1].details->rejected, "A cat");
    // One step for each: exchanged, typed, kept.
    for (const char* text : {"A cat", "A dog"}) {
        press("data.undo");
        ASSERT_TRUE(waitFor([&] { return answer()->turn() == text; })) << answer()->turn();
    }
    EXPECT_EQ(details().rejected, "A dog");
    press("data.undo");
    ASSERT_TRUE(waitFor([&] { return !find<QWidget>("data-turn-rejected-1")->isVisible(); }));
    EXPECT_FALSE(details().rejected);
    press("data.redo");
    ASSERT_TRUE(waitFor([&] { return find<QWidget>("data-turn-rejected-1")->isVisible(); }));
    click("data-turn-drop-1");
    EXPECT_FALSE(details().rejected);
}

TEST_F(JudgingTest, FeedbackIsGivenByKeyAndGoesWhenGivenAgain) {
    QTest::keyClick(window.get(), Qt::Key_G, Qt::ControlModifier);
    EXPECT_EQ(details().liked, true);
    EXPECT_TRUE(find<QToolButton>("data-turn-good-1")->isChecked());
    click("data-turn-bad-1");
    EXPECT_EQ(details().liked, false);
    EXPECT_FALSE(find<QToolButton>("data-turn-good-1")->isChecked());
    QTest::keyClick(window.get(), Qt::Key_B, Qt::ControlModifier);
    EXPECT_FALSE(details().liked);
    press("data.undo");
    ASSERT_TRUE(waitFor([&] { return find<QToolButton>("data-turn-bad-1")->isChecked(); }));
}

TEST_F(JudgingTest, ManySamplesAreJudgedAndFoundAtOnce) {
    grid()->selectAll();
    QMenu* menu = find<QPushButton>("selection-feedback")->menu();
    menu->actions().at(1)->trigger();
    ASSERT_TRUE(saved());
    EXPECT_EQ(details("page-0").liked, false);
    EXPECT_EQ(details("page-1").liked, false);
    EXPECT_FALSE(details("page-2").liked) << "it has no answer";
    gallery()->setFilter("disliked");
    EXPECT_TRUE(waitFor([&] { return shown() == 2; }));
    press("data.undo");
    EXPECT_TRUE(waitFor([&] { return shown() == 0; }));
    EXPECT_FALSE(details("page-1").liked);
    gallery()->setFilter("");
    ASSERT_TRUE(waitFor([&] { return shown() == 3; }));
    grid()->selectAll();
    press("data.good");
    ASSERT_TRUE(saved());
    EXPECT_EQ(details("page-1").liked, true);
}

}  // namespace
