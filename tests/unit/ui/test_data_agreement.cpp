#include "image_canvas.h"
#include "pages/data/agreement/difference_texts.h"
#include "pages/data/gallery/gallery.h"
#include "pages_fixture.h"
#include "text_diff_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>

using namespace atelier;
using namespace atelier::ui;
using Role = data::Turn::Role;
using Shape = data::Region::Shape;

namespace {

// Three pages that "pages" and "bob" label: one differs in all, one in a tag, one not at all.
class DataAgreementTest : public PagesTest {
protected:
    void SetUp() override {
        PagesTest::SetUp();
        std::vector<data::Sample> bob;
        open([&](std::vector<data::Sample>& samples) {
            for (data::Sample& sample : samples) {
                sample.turns = {{Role::User, "<image>What?"}, {Role::Assistant, "A red cat."}};
                sample.regions = {{Shape::Box, 0, {{2, 3}, {20, 20}}, "cat"}};
            }
            bob = samples;
            samples[0].tags = {"old"};
            bob[0].tags = {"new"};
            bob[2].turns[1].text = "A blue cat.";
            bob[2].regions = {{Shape::Box, 0, {{2, 3}, {20, 18}}, "dog"},
                              {Shape::Box, 0, {{25, 3}, {35, 18}}, "mouse"}};
        });
        add("bob", bob);
        studio->session()->setDataset("pages");
        compare();
    }

    void compare() {
        click("data-agreement-open");
        ASSERT_TRUE(find<QWidget>("data-agreement")->isVisible());
        ASSERT_TRUE(waitFor([&] { return list()->isVisible() && list()->topLevelItemCount() == 2; }));
    }
    QTreeWidget* list() { return find<QTreeWidget>("agreement-list"); }
    QString current() { return list()->currentItem()->text(0); }
    QString taken(int row) { return list()->topLevelItem(row)->text(2); }
    widgets::ImageCanvas* canvas() { return find<widgets::ImageCanvas>("agreement-canvas"); }
    QString text(const char* part) {
        return find<widgets::TextDiffView>(QString("agreement-") + part + "-text")->toPlainText();
    }
    void key(Qt::Key key) { QTest::keyClick(list(), key); }
    void merge(const QString& name) {
        find<QLineEdit>("agreement-name")->setText(name);
        click("agreement-merge");
        ASSERT_TRUE(waitFor([&] { return studio->session()->hasDataset(name.toStdString()); }));
    }
};

TEST_F(DataAgreementTest, ShowsTheWorstFirstWithBothVersions) {
    EXPECT_EQ(current(), "page-2");
    EXPECT_EQ(list()->topLevelItem(1)->text(0), "page-0");
    EXPECT_EQ(taken(0), "open");
    EXPECT_TRUE(text("turns").startsWith("<image>What?") && text("turns").contains("blu"))
        << text("turns").toStdString();
    EXPECT_TRUE(text("regions").contains("dog"));
    EXPECT_FALSE(find<QWidget>("agreement-tags")->isVisible());
    ASSERT_TRUE(waitFor([&] { return canvas()->regions().size() == 3; }));
    EXPECT_EQ(canvas()->regions()[0].color, kOursColor);
    EXPECT_EQ(canvas()->regions()[2].label, "mouse");
    EXPECT_EQ(canvas()->regions()[2].color, kTheirsColor);
    key(Qt::Key_J);
    EXPECT_EQ(current(), "page-0");
    EXPECT_TRUE(find<QWidget>("agreement-tags")->isVisible());
    EXPECT_EQ(text("tags"), "old, new");
    EXPECT_TRUE(waitFor([&] { return canvas()->regions().empty(); }));
    find<QCheckBox>("agreement-only-different")->click();
    ASSERT_EQ(canvas()->regions().size(), 1u);
    EXPECT_EQ(canvas()->regions()[0].color, kSameColor);
    key(Qt::Key_K);
    EXPECT_EQ(current(), "page-2");
    auto* figures = find<QTreeWidget>("agreement-figures");
    EXPECT_EQ(figures->topLevelItem(0)->text(1), "3, 1");
    EXPECT_EQ(figures->topLevelItem(2)->text(1), "2 of 3");
}

TEST_F(DataAgreementTest, TakenByKeysOrPartByPartTakenBackAndKept) {
    key(Qt::Key_2);
    EXPECT_EQ(taken(0), "B");
    EXPECT_EQ(current(), "page-0");  // on to the next
    key(Qt::Key_1);
    EXPECT_EQ(taken(1), "A");
    EXPECT_TRUE(find<QLabel>("agreement-progress")->text().startsWith("2 of 2"));
    press("data.undo");
    EXPECT_EQ(taken(1), "open");
    press("data.undo");
    EXPECT_EQ(taken(0), "open");
    EXPECT_EQ(current(), "page-2");
    press("data.redo");
    EXPECT_EQ(taken(0), "B");
    click("agreement-regions-both");
    EXPECT_EQ(taken(0), "mixed");
    EXPECT_TRUE(find<QPushButton>("agreement-turns-theirs")->isChecked());
    click("agreement-turns-theirs");  // lets it go
    EXPECT_EQ(taken(0), "begun");
    click("agreement-turns-theirs");
    EXPECT_EQ(taken(0), "mixed");

    reopen();
    compare();
    EXPECT_EQ(taken(0), "mixed");
    EXPECT_EQ(taken(1), "open");
    EXPECT_TRUE(find<QPushButton>("agreement-regions-both")->isChecked());
}

TEST_F(DataAgreementTest, MergesIntoANewDataset) {
    key(Qt::Key_3);
    EXPECT_EQ(taken(0), "begun");  // two answers cannot be put together
    EXPECT_EQ(current(), "page-2");
    click("agreement-turns-theirs");
    EXPECT_EQ(find<QLineEdit>("agreement-name")->text(), "pages_bob");
    merge("gold");
    const data::Sample decided = stored("page-2", "gold");
    EXPECT_EQ(decided.turns[1].text, "A blue cat.");
    ASSERT_EQ(decided.regions.size(), 2u);
    EXPECT_EQ(decided.regions[0].label, "cat");
    EXPECT_EQ(decided.regions[1].label, "mouse");
    EXPECT_TRUE(decided.checked);
    EXPECT_EQ(stored("page-0", "gold").tags, std::vector<std::string>{"old"});
    EXPECT_FALSE(stored("page-0", "gold").checked);
    EXPECT_EQ(stored("page-2", "pages").turns[1].text, "A red cat.");
    EXPECT_TRUE(waitFor([&] { return !toasts.empty() && toasts.back().contains("nobody has decided"); }));
    // Once more under the same name: refused in words, nothing is lost.
    ASSERT_TRUE(waitFor([&] { return list()->isVisible() && list()->topLevelItemCount() == 2; }));
    find<QLineEdit>("agreement-name")->setText("gold");
    click("agreement-merge");
    EXPECT_TRUE(waitFor([&] { return toasts.back().contains("already"); }));
    click("agreement-close");
    EXPECT_TRUE(gallery()->isVisible());
}

TEST_F(DataAgreementTest, SaysWhenThereIsNothingToCompare) {
    auto* other = find<QComboBox>("agreement-b");
    other->setCurrentText("pages");
    Q_EMIT other->activated(other->currentIndex());
    EXPECT_TRUE(find<QWidget>("agreement-state")->isVisible());
    EXPECT_FALSE(find<QPushButton>("agreement-merge")->isVisible());
    data::Sample alone;
    alone.id = "elsewhere";
    add("other", {alone});
    ASSERT_TRUE(waitFor([&] { return other->count() == 3; }));
    other->setCurrentText("other");
    Q_EMIT other->activated(other->currentIndex());
    EXPECT_TRUE(waitFor([&] {
        for (const QLabel* label : find<QWidget>("agreement-state")->findChildren<QLabel*>())
            if (label->text() == "They share no sample") return true;
        return false;
    }));
}

TEST_F(DataAgreementTest, FitsTheSmallestWindowAndEveryControlHasAName) {
    window->resize(880, 560);
    QTest::qWait(50);
    EXPECT_EQ(window->size(), QSize(880, 560));
    auto* view = find<QWidget>("data-agreement");
    for (const QAbstractButton* button : view->findChildren<QAbstractButton*>())
        if (button->isVisible() && button->objectName().startsWith("agreement"))
            EXPECT_FALSE(button->toolTip().isEmpty()) << button->objectName().toStdString();
    for (const char* name : {"agreement-a", "agreement-b", "agreement-name", "agreement-list", "agreement-figures"})
        EXPECT_FALSE(find<QWidget>(name)->accessibleName().isEmpty()) << name;
}

}  // namespace
