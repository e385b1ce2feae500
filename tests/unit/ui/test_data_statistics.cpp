#include "bridge/edit_queue.h"
#include "chart/bin_chart.h"
#include "data/store/edits.h"
#include "elided_label.h"
#include "pages/data/gallery/gallery.h"
#include "pages_fixture.h"
#include "resources.h"
#include "vision/image.h"

#include <QClipboard>
#include <QLabel>
#include <QPushButton>

using namespace atelier;
using namespace atelier::ui;
using Role = data::Turn::Role;
using Shape = data::Region::Shape;

namespace {

class DataStatisticsTest : public PagesTest {
protected:
    void SetUp() override {
        PagesTest::SetUp();
        open([](std::vector<data::Sample>& samples) {
            samples[0].turns = {{Role::User, "<image>What?"}, {Role::Assistant, "A cat and a dog."}};
            samples[0].regions = {{Shape::Box, 0, {{2, 3}, {20, 20}}, "cat"},
                                  {Shape::Box, 0, {{9, 3}, {20, 9}}, "cat"}};
            samples[0].tags = {"pets"};
            samples[1].regions = {{Shape::Box, 0, {{2, 3}, {20, 20}}, "say \"dog\""}};
            samples[1].tags = {"pets"};
            samples[1].split = samples[2].split = "train";
        });
        click("data-statistics-open");
        ASSERT_TRUE(waitFor([&] { return window->findChild<QWidget*>("plot-chart-splits"); }));
    }

    widgets::BinChart* chart(const char* name) { return find<widgets::BinChart>(QString("plot-chart-") + name); }
    // "name:count name:count"
    QString bins(const char* name) {
        QStringList all;
        for (const auto& bin : chart(name)->bins())
            if (bin.count > 0) all << bin.name + ':' + QString::number(bin.count);
        return all.join(' ');
    }
    void press(const char* name, int bin) {
        QTest::mouseClick(chart(name), Qt::LeftButton, {}, chart(name)->area(bin).center().toPoint());
    }
    void pressAction(const char* action) { PagesTest::press(action); }
};

TEST_F(DataStatisticsTest, PlotsCountSamplesAndABarShowsThem) {
    EXPECT_EQ(bins("splits"), "training:2 not assigned:1");
    EXPECT_EQ(bins("labels"), "cat:1 say \"dog\":1");
    EXPECT_EQ(bins("tags"), "pets:2 (no tag):1");
    EXPECT_EQ(bins("regions"), "regions: 0:1 regions: 1:1 regions: 2:1");
    EXPECT_EQ(bins("sizes"), "40 wide, 30 high:3");
    EXPECT_FALSE(window->findChild<QWidget*>("plot-chart-tokens"));

    press("labels", 1);
    EXPECT_TRUE(waitFor([&] { return shown() == 1; }));
    EXPECT_EQ(gallery()->filter(), "label:\"say \\\"dog\\\"\"");
    press("labels", 1);  // takes it away
    EXPECT_TRUE(waitFor([&] { return shown() == 3; }));
    press("tags", 1);
    EXPECT_TRUE(waitFor([&] { return shown() == 1; }));
    press("answers", 0);
    EXPECT_TRUE(waitFor([&] { return shown() == 2; })) << gallery()->filter().toStdString();
}

TEST_F(DataStatisticsTest, EveryBarFindsAsManySamplesAsItSays) {
    for (const char* name : {"splits", "labels", "tags", "regions", "answers", "prompts"})
        for (int i = 0; i < static_cast<int>(chart(name)->bins().size()); ++i) {
            const auto count = chart(name)->bins()[static_cast<std::size_t>(i)].count;
            if (count == 0) continue;
            gallery()->setFilter({});
            ASSERT_TRUE(waitFor([&] { return shown() == 3 && gallery()->state() == Gallery::State::Done; }));
            Q_EMIT chart(name)->chosen(i);
            EXPECT_TRUE(waitFor([&] { return shown() == count && gallery()->state() == Gallery::State::Done; }))
                << name << ' ' << gallery()->filter().toStdString();
        }
}

TEST_F(DataStatisticsTest, FollowsEditsAndUndo) {
    studio->session()->edits().apply("pages", [](data::Project& project) {
        data::Sample before = project.sample("pages", "page-2"), after = before;
        after.tags = {"late"};
        return data::applyEdit(project, "pages", {"tagged", {{before, after}}});
    });
    EXPECT_TRUE(waitFor([&] { return bins("tags") == "pets:2 late:1"; })) << bins("tags").toStdString();
    pressAction("data.undo");
    EXPECT_TRUE(waitFor([&] { return bins("tags") == "pets:2 (no tag):1"; })) << bins("tags").toStdString();
}

TEST_F(DataStatisticsTest, ByKeyboard) {
    auto* splits = chart("splits");
    splits->setFocus(Qt::TabFocusReason);
    auto* note = find<widgets::ElidedLabel>("plot-note-splits");
    EXPECT_TRUE(note->text().contains("training") && note->text().contains("2 samples")) << note->text().toStdString();
    EXPECT_FALSE(splits->accessibleDescription().isEmpty());
    QTest::keyClick(splits, Qt::Key_Down);
    EXPECT_EQ(splits->current(), 1);
    QTest::keyClick(splits, Qt::Key_Down);
    EXPECT_EQ(splits->current(), 1);
    QTest::keyClick(splits, Qt::Key_Return);
    EXPECT_TRUE(waitFor([&] { return shown() == 1; }));
    QTest::keyClick(splits, Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(QGuiApplication::clipboard()->text(), "\"Splits\",\"Samples\"\n\"training\",2\n\"not assigned\",1\n");
    QTest::keyClick(splits, Qt::Key_Escape);
    EXPECT_FALSE(find<QWidget>("data-statistics")->isVisible());
}

// With a model the tokens are counted by a job, kept, and filtered by; also in a new window.
TEST_F(DataStatisticsTest, TokensOfTheChosenModel) {
    studio->session()->setModel(starterModel());
    auto* count = find<QPushButton>("statistics-count");
    ASSERT_TRUE(waitFor([&] { return count->isVisible(); }));
    EXPECT_EQ(count->text(), "Count the tokens of 3 samples");
    click("statistics-count");
    ASSERT_TRUE(waitFor([&] { return window->findChild<QWidget*>("plot-chart-tokens"); }, 60'000));
    // The others have no conversation yet.
    EXPECT_TRUE(waitFor([&] { return count->text() == "Count the tokens of 2 samples"; }));
    qint64 samples = 0;
    for (const auto& bin : chart("tokens")->bins())
        samples += bin.count;
    EXPECT_EQ(samples, 1);
    gallery()->setFilter("tokens:>0");
    EXPECT_TRUE(waitFor([&] { return shown() == 1 && gallery()->state() == Gallery::State::Done; }));
    gallery()->setFilter("tokens:>100000");
    EXPECT_TRUE(waitFor([&] { return shown() == 0 && gallery()->state() == Gallery::State::Done; }));

    reopen();
    click("data-statistics-open");
    EXPECT_TRUE(waitFor([&] { return window->findChild<QWidget*>("plot-chart-tokens"); }));
}

TEST_F(DataStatisticsTest, FitsTheSmallestWindowAndOnePanelIsOpen) {
    window->resize(880, 560);
    QTest::qWait(50);
    EXPECT_EQ(window->size(), QSize(880, 560));
    auto* panel = find<QWidget>("data-statistics");
    EXPECT_TRUE(window->rect().contains(QRect(panel->mapTo(window.get(), QPoint()), panel->size())));
    click("data-splits-open");
    EXPECT_FALSE(panel->isVisible());
    EXPECT_TRUE(find<QWidget>("data-splits")->isVisible());
}

}  // namespace
