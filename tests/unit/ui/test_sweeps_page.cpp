#include "chart/parallel_chart.h"
#include "common/file.h"
#include "made_project.h"
#include "made_runs.h"
#include "pages/sweeps/trials_table.h"
#include "runs/run_folder.h"
#include "runs/sweep_file.h"
#include "runs/sweeps.h"
#include "state_view.h"
#include "window_fixture.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>

using namespace atelier;
using namespace atelier::ui;

namespace {

using Trial = protocol::SweepState::Trial;

class SweepsPageTest : public ProjectTest {
protected:
    std::filesystem::path folder() { return project().toStdString(); }
    QString state() { return window->page("sweeps")->state(); }
    TrialsTable* table() { return find<TrialsTable>("sweep-trials"); }
    widgets::ParallelChart* chart() { return find<widgets::ParallelChart>("sweep-chart"); }
    QLabel* count() { return find<QLabel>("sweep-count"); }
    // Ranks 1, 2, 3 …; the figures fall and then rise. The last one waits.
    void keepSweep(const char* name, int trials) {
        protocol::SweepState sweep;
        sweep.name = name;
        sweep.method = "random";
        sweep.metric = "eval_loss";
        for (int i = 1; i <= trials; ++i) {
            Trial trial;
            trial.run = std::string(name) + "-" + std::to_string(i);
            trial.values = {{"lora_rank", std::to_string(i)}, {"learning_rate", i % 2 ? "1.0e-4" : "1.0e-3"}};
            trial.steps = 20;
            trial.state = i < trials ? Trial::State::Done : Trial::State::Waiting;
            if (i < trials) trial.rungs = {0.1 + std::abs(i - 3) * 0.1};
            sweep.trials.push_back(std::move(trial));
        }
        sweep.best = protocol::bestTrial(sweep);
        std::filesystem::create_directories(runs::sweepFolder(folder(), name));
        runs::writeSweep(folder(), sweep);
    }
    bool shows(int trials) {
        window->showPage("sweeps");
        return waitFor([&] { return state() == "done" && table()->shown() == trials; });
    }
    void prepare() {
        makeModelFolder(path("model"));
        fillProject(*studio->session(), path("model"), 6, 20);
    }
};

TEST_F(SweepsPageTest, WithoutOneSaysWhatItIsFor) {
    window->showPage("sweeps");
    ASSERT_TRUE(waitFor([&] { return state() == "empty"; }));
    QTest::mouseClick(find<widgets::StateView>("sweeps-state")->primaryButton(), Qt::LeftButton);
    EXPECT_EQ(state(), "making");
    EXPECT_FALSE(find<QPushButton>("sweep-start")->isEnabled());
    EXPECT_TRUE(count()->text().contains("model")) << count()->text().toStdString();
    click("sweep-cancel");
    EXPECT_EQ(state(), "empty");
}

TEST_F(SweepsPageTest, SaysHowManyTrialsBeforeItStarts) {
    prepare();
    window->showPage("sweeps");
    ASSERT_TRUE(waitFor([&] { return state() == "empty"; }));
    studio->actions().find("sweeps.new")->trigger();
    click("sweep-add-learning_rate");
    auto* search = find<QLineEdit>("sweep-search");
    search->setText("lora_rank");
    QTest::keyClick(search, Qt::Key_Return);
    auto* rank = find<QWidget>("sweep-parameter-lora_rank")->findChild<QLineEdit*>("parameter-values");
    rank->setText("4, 8");
    Q_EMIT rank->textEdited(rank->text());
    EXPECT_EQ(count()->text(), "6 trials");
    rank->setText("4, many");
    Q_EMIT rank->textEdited(rank->text());
    auto* problem = find<QWidget>("sweep-parameter-lora_rank")->findChild<QLabel*>("parameter-problem");
    EXPECT_TRUE(problem->isVisible());
    EXPECT_FALSE(find<QPushButton>("sweep-start")->isEnabled());
    rank->setText("4, 8");
    Q_EMIT rank->textEdited(rank->text());
    EXPECT_FALSE(problem->isVisible());
    // A range is drawn from, and no grid.
    auto* kind = find<QWidget>("sweep-parameter-learning_rate")->findChild<QComboBox*>("parameter-kind");
    kind->setCurrentIndex(2);
    EXPECT_FALSE(find<QPushButton>("sweep-start")->isEnabled());
    auto* method = find<QComboBox>("sweep-method");
    method->setCurrentIndex(method->findData("halving"));
    find<QSpinBox>("sweep-runs")->setValue(9);
    EXPECT_TRUE(find<QSpinBox>("sweep-seed")->isVisible());
    EXPECT_EQ(find<QSpinBox>("sweep-seed")->value(), 42);
    EXPECT_EQ(count()->text(), "9 trials of 20 steps, 3 go on to step 60, 1 go on to step 180");
    EXPECT_TRUE(find<QPushButton>("sweep-start")->isEnabled());
}

TEST_F(SweepsPageTest, StartsAJobFromItsOwnFile) {
    prepare();
    window->showPage("sweeps");
    studio->actions().find("sweeps.new")->trigger();
    click("sweep-add-learning_rate");
    find<QLineEdit>("sweep-name")->setText("rates");
    Q_EMIT find<QLineEdit>("sweep-name")->textEdited("rates");
    pretendEndlessWorker(path("worker"), {R"({"event":"phase","phase":"training"})"});
    click("sweep-start");
    ASSERT_TRUE(waitFor([&] { return !workerRequest(path("worker")).isEmpty(); }));
    const auto file = runs::sweepFolder(folder(), "rates") / "sweep.yaml";
    EXPECT_TRUE(workerRequest(path("worker")).contains(QString::fromStdString(file.string())));
    EXPECT_EQ(runs::trialsOf(runs::loadSweep(file)).size(), 3u);
    ASSERT_EQ(studio->jobs().active("sweep").size(), 1u);
    EXPECT_EQ(state(), "loading");
    // The engine has checked it and writes its state.
    keepSweep("rates", 3);
    ASSERT_TRUE(shows(3));
    click("sweep-stop");
    ASSERT_TRUE(waitFor([&] { return !studio->jobs().busy(); }));
    // And on again, from the same file.
    pretendWorker(path("worker"), {resultLine(protocol::toJson(runs::readSweep(folder(), "rates")))});
    ASSERT_TRUE(waitFor([&] { return find<QPushButton>("sweep-go-on")->isVisible(); }));
    click("sweep-go-on");
    ASSERT_TRUE(waitFor([&] { return workerRequest(path("worker")).contains(R"("resume":true)"); }));
    ASSERT_TRUE(waitFor([&] { return !studio->jobs().busy(); }));
}

TEST_F(SweepsPageTest, WhatTheEngineRefusesIsSaidAndCanBeMended) {
    prepare();
    window->showPage("sweeps");
    studio->actions().find("sweeps.new")->trigger();
    click("sweep-add-learning_rate");
    pretendWorker(path("worker"),
                  {R"({"error":{"kind":"user","what":"no validation samples","where":"x","hint":""}})"});
    click("sweep-start");
    ASSERT_TRUE(waitFor([&] { return !toasts.empty() && toasts.back().contains("no validation samples"); }));
    EXPECT_EQ(state(), "making");
    EXPECT_TRUE(find<QPushButton>("sweep-start")->isEnabled());  // its name is still free
}

TEST_F(SweepsPageTest, ChartAndTableChooseAndFilterEachOther) {
    keepSweep("ranks", 9);
    ASSERT_TRUE(shows(9));
    EXPECT_EQ(table()->chosen(), 2);  // the best
    chart()->setCurrent(5);
    EXPECT_EQ(table()->chosen(), 5);
    table()->choose(1);
    EXPECT_EQ(chart()->current(), 1);
    chart()->setBrush(0, 2, 5);
    EXPECT_EQ(table()->shown(), 4);
    EXPECT_EQ(find<QLabel>("sweep-filtered")->text(), "Trials: 4 of 9");
    click("sweep-all");
    EXPECT_EQ(table()->shown(), 9);
    table()->sortByColumn(4, Qt::AscendingOrder);
    EXPECT_EQ(table()->model()->index(0, 0).data().toString(), "ranks-3");
    EXPECT_EQ(table()->model()->index(8, 0).data().toString(), "ranks-9");  // without a figure
}

TEST_F(SweepsPageTest, UsesTheBestAndShowsItsRun) {
    keepSweep("ranks", 5);
    makeRun(project(), {.name = "other"});
    makeRun(project(), {.name = "ranks-3"});
    ASSERT_TRUE(shows(5));
    click("sweep-best");
    const auto& recipe = studio->session()->recipe();
    ASSERT_TRUE(recipe.find("lora_rank"));
    EXPECT_EQ(std::get<std::int64_t>(recipe.find("lora_rank")->value), 3);
    EXPECT_EQ(std::get<double>(recipe.find("learning_rate")->value), 1e-4);
    for (int i = 0; i < 2; ++i) {  // also when it was the last one looked at
        table()->choose(2);
        click("sweep-run");
        EXPECT_EQ(window->currentPage(), "runs");
        EXPECT_TRUE(waitFor([&] { return find<QLabel>("run-title")->text() == "ranks-3"; }));
        window->showPage("sweeps");
    }
}

TEST_F(SweepsPageTest, FollowsWhatIsOnTheDisk) {
    keepSweep("ranks", 4);
    ASSERT_TRUE(shows(4));
    keepSweep("more", 600);
    auto* list = find<QListWidget>("sweeps-list");
    ASSERT_TRUE(waitFor([&] { return list->count() == 2; }));
    EXPECT_EQ(list->currentItem()->text(), "ranks");  // the chosen one stays
    list->setCurrentRow(1 - list->currentRow());
    EXPECT_EQ(table()->shown(), 600);
}

TEST_F(SweepsPageTest, IsDeletedWithItsRunsOrWithout) {
    for (const char* sweep : {"ranks", "rates"}) {
        keepSweep(sweep, 3);
        for (const char* number : {"-1", "-2"})
            makeRun(project(), {.name = QString(sweep) + number});
    }
    ASSERT_TRUE(shows(3));
    const auto there = [&](const char* what) { return std::filesystem::exists(folder() / what); };
    auto* list = find<QListWidget>("sweeps-list");
    ASSERT_TRUE(waitFor([&] { return list->count() == 2; }));
    const auto chooseSweep = [&](const char* name) {
        list->setCurrentItem(list->findItems(name, Qt::MatchExactly)[0]);
    };

    chooseSweep("ranks");
    click("sweep-delete");
    ASSERT_TRUE(find<QWidget>("sweep-question")->isVisible());
    EXPECT_TRUE(find<QLabel>("sweep-question-text")->text().contains("ranks"));
    EXPECT_EQ(QApplication::focusWidget(), find<QPushButton>("sweep-delete-no"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    EXPECT_FALSE(find<QWidget>("sweep-question")->isVisible());
    click("sweep-delete");
    chooseSweep("rates");  // it was asked about the other one
    EXPECT_FALSE(find<QWidget>("sweep-question")->isVisible());

    chooseSweep("ranks");
    click("sweep-delete");
    click("sweep-delete-yes");
    ASSERT_TRUE(waitFor([&] { return list->count() == 1; }));
    EXPECT_TRUE(!there("sweeps/ranks") && there("runs/ranks-1") && there("runs/ranks-2"));
    {
        const runs::RunLock lock{runs::RunFolder(folder() / "runs/rates-2")};
        click("sweep-delete");
        click("sweep-delete-all");
        ASSERT_TRUE(waitFor([&] { return !toasts.empty() && toasts.back().contains("being trained"); }));
        EXPECT_TRUE(there("sweeps/rates") && there("runs/rates-1"));
    }
    ASSERT_TRUE(waitFor([&] { return find<QPushButton>("sweep-delete")->isEnabled(); }));
    click("sweep-delete");
    click("sweep-delete-all");
    ASSERT_TRUE(waitFor([&] { return state() == "empty"; }));
    EXPECT_FALSE(there("sweeps/rates") || there("runs/rates-1") || there("runs/rates-2"));
    EXPECT_TRUE(there("runs/ranks-1"));
}

}  // namespace
