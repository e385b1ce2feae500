#include "data/classes.h"
#include "pages_fixture.h"

#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QToolButton>

using namespace atelier;
using namespace atelier::ui;

namespace {

// The list of classes of a dataset in which two of three have regions.
class ClassesTest : public PagesTest {
protected:
    void SetUp() override {
        PagesTest::SetUp();
        open([](std::vector<data::Sample>& samples) {
            samples[0].regions = {{.points = {{2, 3}, {20, 20}}, .label = "cat"},
                                  {.points = {{2, 3}, {9, 9}}, .label = "cat"}};
            samples[1].regions = {{.points = {{2, 3}, {20, 20}}, .label = "dog"}};
        });
        studio->session()->write([](data::Project& project) {
            project.setClasses("pages", {{.number = 3, .name = "cat"}, {.number = 5, .name = "cow"}});
        });
    }
    void openDialog() {
        click("region-classes");
        ASSERT_TRUE(waitFor([&] { return window->findChild<QTableWidget*>("classes-table"); }));
    }
    QTableWidget* table() { return find<QTableWidget>("classes-table"); }
    QString rows() {
        QStringList all;
        for (int row = 0; row < table()->rowCount(); ++row)
            all << table()->item(row, 0)->text() + ' ' + table()->item(row, 1)->text() + ' ' +
                       table()->item(row, 2)->text();
        return all.join(", ");
    }
    std::string classes() {
        std::string all;
        for (const auto& one : onDisk().info("pages").classes)
            all += std::to_string(one.number) + one.name + " ";
        return all;
    }
};

TEST_F(ClassesTest, AreSeenRenamedOrderedAddedRemovedAndTakenBack) {
    openDialog();
    EXPECT_EQ(rows(), "3 cat 2, 5 cow 0, 6 dog 1") << "a label without a class is one";
    EXPECT_FALSE(find<QToolButton>("classes-remove")->isEnabled()) << "it has regions";
    table()->item(0, 1)->setText("kitten");
    click("classes-remove-empty");
    EXPECT_EQ(rows(), "3 kitten 2, 6 dog 1");
    table()->setCurrentCell(1, 1);
    click("classes-up");
    click("classes-add");
    table()->item(2, 1)->setText("hen");
    click("classes-renumber");
    EXPECT_EQ(rows(), "0 dog 1, 1 kitten 2, 2 hen 0");
    click("classes-save");
    ASSERT_TRUE(saved());
    EXPECT_EQ(classes(), "0dog 1kitten 2hen ");
    EXPECT_EQ(stored("page-0").regions[1].label, "kitten");
    press("data.undo");
    ASSERT_TRUE(waitFor([&] { return !toasts.empty() && toasts.back().contains("classes changed"); }));
    EXPECT_EQ(classes(), "3cat 5cow ");
    EXPECT_EQ(stored("page-0").regions[1].label, "cat");
}

TEST_F(ClassesTest, WhatCannotBeIsSaidBeforeItIsSaved) {
    openDialog();
    table()->item(1, 1)->setText("cat");
    EXPECT_FALSE(find<QPushButton>("classes-save")->isEnabled());
    EXPECT_TRUE(find<QLabel>("classes-problem")->text().contains("cat"));
    table()->item(1, 1)->setText("cow");
    table()->item(1, 0)->setText("3");
    EXPECT_TRUE(find<QLabel>("classes-problem")->text().contains("3"));
    table()->item(1, 0)->setText("4");
    EXPECT_TRUE(find<QPushButton>("classes-save")->isEnabled());
    EXPECT_TRUE(find<QLabel>("classes-problem")->isHidden());
}

}  // namespace
