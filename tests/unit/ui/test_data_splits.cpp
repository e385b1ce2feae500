#include "pages/data/gallery/gallery.h"
#include "pages_fixture.h"
#include "thumbnail_grid.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTreeWidget>

#include <map>
#include <set>

using namespace atelier;
using namespace atelier::ui;

namespace {

// Twenty pages; each two after the other are one group.
class DataSplitsTest : public PagesTest {
protected:
    void SetUp() override {
        PagesTest::SetUp();
        open([](std::vector<data::Sample>& samples) {
            samples.resize(20, samples[0]);
            for (std::size_t i = 0; i < samples.size(); ++i) {
                samples[i].id = "page-" + std::to_string(i);
                samples[i].group = "group-" + std::to_string(i / 2);
                samples[i].tags = {i < 10 ? "old" : "new"};
            }
        });
        press("data.splits");
        ASSERT_TRUE(find<QWidget>("data-splits")->isVisible());
    }

    QPushButton* drawButton() { return find<QPushButton>("split-draw"); }
    // "before>after" of train, validation, test, not assigned
    QString counts() {
        auto* list = find<QTreeWidget>("split-list");
        QStringList all;
        for (int i = 0; i < list->topLevelItemCount(); ++i)
            all << list->topLevelItem(i)->text(1) + '>' + list->topLevelItem(i)->text(2).section(' ', 0, 0);
        return all.join(' ');
    }
    void expectCounts(const QString& wanted) {
        EXPECT_TRUE(waitFor([&] { return counts() == wanted && drawButton()->isEnabled(); }, 5000))
            << counts().toStdString();
    }
    void shares(double validation, double test) {
        find<QDoubleSpinBox>("split-validation")->setValue(validation);
        find<QDoubleSpinBox>("split-test")->setValue(test);
    }
    std::map<std::string, int> storedSplits() {
        std::map<std::string, int> splits;
        for (const data::Sample& sample : allStored())
            ++splits[sample.split];
        return splits;
    }
};

TEST_F(DataSplitsTest, ShowsWhatEachSplitGetsAndDrawsItAsOneEdit) {
    expectCounts("0>16 0>2 0>2 20>0");
    EXPECT_TRUE(find<QLabel>("split-groups")->text().contains("20 samples in 10 groups"));
    shares(20, 30);
    expectCounts("0>10 0>4 0>6 20>0");
    EXPECT_EQ(storedSplits(), (std::map<std::string, int>{{"", 20}}));  // so far only shown
    click("split-draw");
    ASSERT_TRUE(waitFor(
        [&] { return storedSplits() == std::map<std::string, int>{{"train", 10}, {"validation", 4}, {"test", 6}}; }));
    std::map<std::string, std::set<std::string>> splitsOf;
    for (const data::Sample& sample : allStored())
        splitsOf[sample.group].insert(sample.split);
    for (const auto& [group, splits] : splitsOf)
        EXPECT_EQ(splits.size(), 1u) << group;
    // The same seed would change nothing more.
    EXPECT_TRUE(waitFor([&] { return find<QLabel>("split-status")->text().startsWith("0 "); }));
    EXPECT_FALSE(drawButton()->isEnabled());
    find<QSpinBox>("split-seed")->setValue(1);
    expectCounts("10>10 4>4 6>6 0>0");

    press("data.undo");
    ASSERT_TRUE(waitFor([&] { return storedSplits().size() == 1; }));
    expectCounts("0>10 0>4 0>6 20>0");
}

TEST_F(DataSplitsTest, UndoneInANewWindow) {
    expectCounts("0>16 0>2 0>2 20>0");
    click("split-draw");
    ASSERT_TRUE(waitFor([&] { return storedSplits().size() == 3; }));
    reopen(20);
    press("data.undo");
    EXPECT_TRUE(waitFor([&] { return storedSplits().size() == 1; }));
}

TEST_F(DataSplitsTest, FoldsAreTags) {
    find<QComboBox>("split-mode")->setCurrentIndex(1);
    EXPECT_FALSE(find<QDoubleSpinBox>("split-validation")->isVisible());
    expectCounts("0>16 0>4 0>0 20>0");
    EXPECT_TRUE(find<QLabel>("split-groups")->text().contains("4, 4, 4, 4, 4"));
    find<QSpinBox>("split-fold")->setValue(3);
    expectCounts("0>16 0>4 0>0 20>0");
    click("split-draw");
    ASSERT_TRUE(waitFor([&] { return storedSplits().size() == 2; }));
    for (const data::Sample& sample : allStored())
        EXPECT_EQ(sample.split == "validation", sample.tags.back() == "fold-3");
}

TEST_F(DataSplitsTest, WhatCannotBeIsSaidAtTheField) {
    shares(60, 40);
    auto* problem = find<QLabel>("split-problem");
    ASSERT_TRUE(waitFor([&] { return problem->isVisible(); }));
    EXPECT_TRUE(problem->text().contains("all 20 samples")) << problem->text().toStdString();
    EXPECT_TRUE(find<QDoubleSpinBox>("split-validation")->property("invalid").toBool());
    EXPECT_FALSE(drawButton()->isEnabled());
    shares(10, 10);
    expectCounts("0>16 0>2 0>2 20>0");
    EXPECT_FALSE(problem->isVisible());
    find<QComboBox>("split-mode")->setCurrentIndex(1);
    find<QSpinBox>("split-folds")->setValue(11);
    ASSERT_TRUE(waitFor([&] { return problem->isVisible(); }));
    EXPECT_TRUE(find<QSpinBox>("split-folds")->property("invalid").toBool());
    EXPECT_TRUE(toasts.empty());
}

TEST_F(DataSplitsTest, OfWhatIsShownOrSelectedWithTheirGroups) {
    gallery()->setFilter("tag:old");
    find<QComboBox>("split-scope")->setCurrentIndex(1);
    expectCounts("0>6 0>2 0>2 10>0");
    grid()->clearSelection();
    for (const int row : {0, 2, 3, 4})
        grid()->selectionModel()->select(grid()->model()->index(row, 0), QItemSelectionModel::Select);
    press("data.splits");
    EXPECT_EQ(find<QComboBox>("split-scope")->currentIndex(), 2);
    expectCounts("0>2 0>2 0>2 6>0");
    EXPECT_TRUE(find<QLabel>("split-groups")->text().contains("2 of them were not asked for"))
        << find<QLabel>("split-groups")->text().toStdString();
    click("split-draw");
    EXPECT_TRUE(waitFor([&] { return storedSplits()[""] == 14; }));
}

TEST_F(DataSplitsTest, EveryControlHasANameAndFitsTheSmallestWindow) {
    window->resize(880, 560);
    QTest::qWait(50);
    EXPECT_EQ(window->size(), QSize(880, 560));
    auto* panel = find<QWidget>("data-splits");
    EXPECT_TRUE(window->rect().contains(QRect(panel->mapTo(window.get(), QPoint()), panel->size())));
    for (const char* name : {"split-scope", "split-mode", "split-stratum", "split-validation", "split-test",
                             "split-folds", "split-fold", "split-seed", "split-close"})
        EXPECT_FALSE(find<QWidget>(name)->accessibleName().isEmpty()) << name;
}

}  // namespace
