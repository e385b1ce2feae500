#include "loss_plot.h"
#include "made_runs.h"
#include "pages/runs/runs_model.h"
#include "state_view.h"
#include "window_fixture.h"

#include <QComboBox>
#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>

#include <fcntl.h>
#include <unistd.h>

using namespace atelier;
using namespace atelier::ui;

namespace {

// As a training holds it.
class HeldRun {
public:
    explicit HeldRun(const QString& run) : fd_(::open(qPrintable(run + "/run.lock"), O_RDWR | O_CREAT, 0644)) {
        struct flock wanted{};
        wanted.l_type = F_WRLCK;
        wanted.l_whence = SEEK_SET;
        if (::fcntl(fd_, F_OFD_SETLK, &wanted) != 0) qFatal("no lock");
    }
    ~HeldRun() { ::close(fd_); }

private:
    int fd_;
};

class RunsPageTest : public ProjectTest {
protected:
    QString state() { return window->page("runs")->state(); }
    bool showsRuns(int count) {
        return waitFor([&] { return state() == "done" && table()->model()->rowCount() == count; });
    }
    QTableView* table() { return find<QTableView>("runs-table"); }
    QString cell(int row, int column) { return table()->model()->index(row, column).data().toString(); }
    QStringList names() {
        QStringList names;
        for (int row = 0; row < table()->model()->rowCount(); ++row)
            names.append(cell(row, RunsModel::Name));
        return names;
    }
    void choose(const QString& run, Qt::KeyboardModifiers keys = Qt::NoModifier) {
        const QModelIndex at = table()->model()->index(names().indexOf(run), RunsModel::Name);
        table()->scrollTo(at);
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, keys, table()->visualRect(at).center());
    }
    void makeThree() {
        makeRun(project(), {.name = "slow", .rate = 1e-5, .lastLoss = 0.9});
        makeRun(project(), {.name = "good", .rate = 1e-4, .lastLoss = 0.2});
        makeRun(project(), {.name = "cut", .steps = 40, .lastLoss = 0.5, .result = false, .checkpoint = true});
        window->showPage("runs");
        ASSERT_TRUE(showsRuns(3));
    }
};

TEST_F(RunsPageTest, WithoutRunsLeadsToTraining) {
    window->showPage("runs");
    ASSERT_TRUE(waitFor([&] { return state() == "empty"; }));
    QTest::mouseClick(find<widgets::StateView>("runs-state")->primaryButton(), Qt::LeftButton);
    EXPECT_EQ(window->currentPage(), "train");
}

TEST_F(RunsPageTest, ListsSortsAndFilters) {
    makeThree();
    table()->sortByColumn(RunsModel::Loss, Qt::AscendingOrder);
    EXPECT_EQ(names(), QStringList({"good", "cut", "slow"}));
    EXPECT_EQ(cell(0, RunsModel::State), "Complete");
    EXPECT_EQ(cell(1, RunsModel::State), "Stopped");
    EXPECT_EQ(cell(1, RunsModel::Steps), "40 of 100");
    table()->sortByColumn(RunsModel::Name, Qt::DescendingOrder);
    EXPECT_EQ(names(), QStringList({"slow", "good", "cut"}));
    QTest::keyClicks(find<QLineEdit>("runs-filter"), "stop");
    EXPECT_EQ(names(), QStringList("cut"));
    EXPECT_EQ(find<QLabel>("runs-count")->text(), "Runs: 1 of 3");
}

TEST_F(RunsPageTest, ShowsTheChosenRun) {
    makeThree();
    choose("good");
    auto* plot = find<widgets::LossPlot>("runs-plot");
    EXPECT_TRUE(waitFor([&] { return plot->pointCount(0) == 10 && plot->pointCount(1) == 2; }));
    auto* recipe = find<QPlainTextEdit>("runs-recipe");
    EXPECT_TRUE(waitFor([&] { return recipe->toPlainText().contains("learning_rate"); }));
    click("run-compare");
    EXPECT_EQ(window->currentPage(), "compare");
    EXPECT_EQ(studio->session()->run(), "good");
}

TEST_F(RunsPageTest, LaysSeveralRunsOverEachOther) {
    makeThree();
    choose("good");
    choose("slow", Qt::ControlModifier);
    auto* plot = find<widgets::LossPlot>("runs-plot");
    EXPECT_TRUE(waitFor([&] { return plot->pointCount(0) == 10 && plot->pointCount(1) == 10; }));
    find<QComboBox>("runs-which-loss")->setCurrentIndex(1);
    EXPECT_EQ(plot->pointCount(0), 2);
    auto* differences = find<QTableWidget>("runs-differences");
    ASSERT_TRUE(waitFor([&] { return differences->rowCount() == 1; }));
    EXPECT_EQ(differences->item(0, 0)->text(), "learning_rate");
    EXPECT_FALSE(find<QPushButton>("run-delete")->isVisible());
}

TEST_F(RunsPageTest, DeletesAfterAQuestion) {
    ASSERT_TRUE(QDir().mkpath(qgetenv("XDG_DATA_HOME")));  // where the trash is
    makeThree();
    choose("slow");
    click("run-delete");
    ASSERT_TRUE(find<QWidget>("run-question")->isVisible());
    click("run-delete-no");
    EXPECT_FALSE(find<QWidget>("run-question")->isVisible());
    QTest::keyClick(table(), Qt::Key_Delete);
    ASSERT_TRUE(find<QWidget>("run-question")->isVisible());
    click("run-delete-yes");
    EXPECT_TRUE(showsRuns(2));
    EXPECT_FALSE(QFile::exists(project() + "/runs/slow"));
    EXPECT_FALSE(names().contains("slow"));
}

TEST_F(RunsPageTest, ARunningOneStays) {
    const HeldRun held(makeRun(project(), {.name = "now", .steps = 30, .result = false}));
    window->showPage("runs");
    ASSERT_TRUE(showsRuns(1));
    EXPECT_EQ(cell(0, RunsModel::State), "Running");
    EXPECT_FALSE(find<QPushButton>("run-delete")->isEnabled());
    QTest::keyClick(table(), Qt::Key_Delete);
    EXPECT_FALSE(find<QWidget>("run-question")->isVisible());
}

TEST_F(RunsPageTest, KeepsItselfUpToDate) {
    makeThree();
    choose("cut");
    auto* plot = find<widgets::LossPlot>("runs-plot");
    ASSERT_TRUE(waitFor([&] { return plot->pointCount(0) == 4; }));
    makeRun(project(), {.name = "cut", .steps = 60, .result = false, .checkpoint = true});
    makeRun(project(), {.name = "new"});
    ASSERT_TRUE(showsRuns(4));
    EXPECT_TRUE(waitFor([&] { return plot->pointCount(0) == 6; }));
    EXPECT_EQ(find<QLabel>("run-title")->text(), "cut");
}

TEST_F(RunsPageTest, ABrokenRunSaysWhatIsWrong) {
    const QString run = makeRun(project(), {"torn"});
    QFile log(run + "/trainer_log.jsonl");
    ASSERT_TRUE(log.open(QIODevice::WriteOnly));
    log.write("{\"current_steps\": \"many\"}\n");
    log.close();
    window->showPage("runs");
    ASSERT_TRUE(showsRuns(1));
    EXPECT_TRUE(find<QLabel>("run-problem")->isVisible());
    EXPECT_TRUE(find<QLabel>("run-problem")->text().contains("current_steps"));
    EXPECT_TRUE(table()->model()->index(0, RunsModel::Name).data(Qt::ToolTipRole).toString().contains("current_steps"));
    EXPECT_FALSE(find<QLabel>("runs-plot-problem")->isVisible());  // said once

    // The list reads the end of a log only; what is broken before it shows with the curve.
    ASSERT_TRUE(log.open(QIODevice::WriteOnly));
    log.write("{\"current_steps\": \"many\"}\n");
    for (int step = 1; step < 10'000; ++step)
        log.write(
            QByteArray("{\"current_steps\": %1, \"total_steps\": 10000}\n").replace("%1", QByteArray::number(step)));
    log.close();
    EXPECT_TRUE(waitFor([&] { return find<QLabel>("runs-plot-problem")->isVisible(); }));
    EXPECT_FALSE(find<QLabel>("run-problem")->isVisible());
}

TEST_F(RunsPageTest, ResumesAStoppedRun) {
    makeThree();
    choose("good");
    EXPECT_FALSE(find<QPushButton>("run-resume")->isVisible());
    choose("cut");
    pretendWorker(path("worker"),
                  {resultLine({{"folder", "x"}, {"steps", 100}, {"train_loss", 0.1}, {"eval_loss", nullptr}})});
    click("run-resume");
    EXPECT_EQ(window->currentPage(), "train");
    EXPECT_EQ(studio->session()->run(), "cut");
    ASSERT_TRUE(waitFor([&] { return !studio->jobs().busy() && !workerRequest(path("worker")).isEmpty(); }));
    EXPECT_TRUE(workerRequest(path("worker")).contains(R"("resume":true)"))
        << workerRequest(path("worker")).toStdString();
}

TEST_F(RunsPageTest, ColumnsStayAsTheyWereLeft) {
    makeThree();
    table()->horizontalHeader()->resizeSection(RunsModel::Loss, 173);
    table()->sortByColumn(RunsModel::Loss, Qt::AscendingOrder);
    Studio other;
    MainWindow second(other);
    second.openProject(path("project"));
    second.showPage("runs");
    auto* again = second.findChild<QTableView*>("runs-table");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->columnWidth(RunsModel::Loss), 173);
    EXPECT_EQ(again->horizontalHeader()->sortIndicatorSection(), static_cast<int>(RunsModel::Loss));
}

}  // namespace
