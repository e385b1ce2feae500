// Runs beside each other, runs made of runs, runs that started from others.
#include "common/file.h"
#include "loss_plot.h"
#include "made_runs.h"
#include "pages/runs/runs_table.h"
#include "runs/cross_validation.h"
#include "runs/origin.h"
#include "runs/run_folder.h"
#include "runs/run_parts.h"
#include "window_fixture.h"

#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableWidget>

using namespace atelier;
using namespace atelier::ui;

namespace {

class RunsParts : public ProjectTest {
protected:
    RunsTable* table() { return find<RunsTable>("runs-table"); }
    bool shows(int count) {
        window->showPage("runs");
        return waitFor([&] { return table()->isVisible() && table()->shown() == count; });
    }
    QString cell(QTableWidget* in, const QString& row, int column) {
        for (int i = 0; i < in->rowCount(); ++i)
            if (in->item(i, 0)->text() == row) return in->item(i, column) ? in->item(i, column)->text() : QString();
        return "no row " + row;
    }
};

TEST_F(RunsParts, FiguresStandSideBySideAndTheBetterIsMarked) {
    makeRun(project(), {.name = "slow", .lastLoss = 0.9});
    makeRun(project(), {.name = "good", .lastLoss = 0.2});
    ASSERT_TRUE(shows(2));
    table()->selectAll();
    auto* figures = find<QTableWidget>("runs-figures");
    ASSERT_TRUE(waitFor([&] { return figures->rowCount() == 4 && figures->columnCount() == 3; }));
    const int good = figures->horizontalHeaderItem(1)->text() == "good" ? 1 : 2;
    EXPECT_LT(cell(figures, "Loss", good).toDouble(), cell(figures, "Loss", 3 - good).toDouble());
    for (int row = 0; row < 4; ++row) {
        EXPECT_TRUE(figures->item(row, good)->toolTip().contains("better")) << row;
        EXPECT_TRUE(figures->item(row, 3 - good)->toolTip().isEmpty()) << row;
    }
    // Any figure can be drawn of both.
    auto* which = find<QComboBox>("runs-which-loss");
    which->setCurrentIndex(which->findData("eval_loss"));
    EXPECT_EQ(find<widgets::LossPlot>("runs-plot")->seriesCount(), 2);
}

TEST_F(RunsParts, FiguresOfTheTestSamplesStandBesideToo) {
    for (const char* name : {"a", "b"}) {
        const auto folder = std::filesystem::path(makeRun(project(), {.name = name}).toStdString());
        auto comparison = madeComparison(path("pictures"));
        comparison.metrics = {{"cer", {0.5, name[0] == 'a' ? 0.25 : 0.125}}};
        evaluation::writeComparison(comparison, runs::RunFolder(folder).comparison());
    }
    ASSERT_TRUE(shows(2));
    table()->selectAll();
    auto* figures = find<QTableWidget>("runs-figures");
    const QString row = "Character error rate, test samples";
    ASSERT_TRUE(waitFor([&] { return figures->rowCount() == 5 && cell(figures, row, 1) != "no row " + row; }));
    const int b = figures->horizontalHeaderItem(1)->text() == "b" ? 1 : 2;
    EXPECT_EQ(cell(figures, row, b), "0.125");
    EXPECT_EQ(cell(figures, row, 3 - b), "0.25");
    const auto* item = figures->findItems(row, Qt::MatchExactly).value(0);
    ASSERT_TRUE(item);
    EXPECT_TRUE(figures->item(item->row(), b)->toolTip().contains("better"));
}

TEST_F(RunsParts, FoldsAreShownOverEachOtherOneByOneAndSummedUp) {
    const QString run = makeRun(project(), {.name = "folds", .steps = 0});
    for (const char* fold : {"fold-1", "fold-2"}) {
        makeRun(run, {.name = fold, .lastLoss = 0.3});
        QDir().rename(run + "/runs/" + fold, run + '/' + fold);
    }
    const std::filesystem::path folder = run.toStdString();
    runs::writeParts(folder, {runs::RunParts::Kind::Folds, {"fold-1", "fold-2"}, {"fold 1 of 2", "fold 2 of 2"}});
    runs::writeCrossValidation(runs::summarised({{{"eval_loss", 0.4}}, {{"eval_loss", 0.6}}}, {12, 13}), folder);
    ASSERT_TRUE(shows(1));
    auto* plot = find<widgets::LossPlot>("runs-plot");
    ASSERT_TRUE(waitFor([&] { return plot->seriesCount() == 2 && plot->pointCount(1) == 10; }));
    auto* folds = find<QTableWidget>("runs-folds");
    ASSERT_TRUE(waitFor([&] { return folds->rowCount() == 2; }));
    EXPECT_EQ(cell(folds, "Validation loss", 1), "0.5 ± 0.14");
    EXPECT_EQ(cell(folds, "Validation loss", 3), "0.6");
    EXPECT_EQ(cell(folds, "Samples", 2), "12");

    auto* part = find<QComboBox>("run-part");
    ASSERT_TRUE(part->isVisible());
    part->setCurrentIndex(part->findText("fold 2 of 2"));
    EXPECT_TRUE(
        waitFor([&] { return plot->seriesCount() == 2 && plot->pointCount(0) == 10 && plot->pointCount(1) == 2; }));
    EXPECT_TRUE(waitFor([&] { return find<QPlainTextEdit>("runs-recipe")->toPlainText().contains("learning_rate"); }));
}

TEST_F(RunsParts, WhatARunStartedFromIsOneClickAway) {
    const QString first = makeRun(project(), {.name = "first"});
    const QString second = makeRun(project(), {.name = "second"});
    runs::writeOrigin(second.toStdString(), {"first", 40, false, {}});
    ASSERT_TRUE(shows(2));
    ASSERT_TRUE(table()->choose("second"));
    auto* origin = find<QPushButton>("run-origin");
    ASSERT_TRUE(origin->isVisible());
    EXPECT_EQ(origin->text(), "from first@checkpoint-40");
    click("run-origin");
    EXPECT_EQ(find<QLabel>("run-title")->text(), "first");
    EXPECT_FALSE(origin->isVisible());
}

}  // namespace
