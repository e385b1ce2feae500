#include "loss_plot.h"
#include "made_runs.h"
#include "pages/train/answers_panel.h"
#include "pages/train/earlier_runs.h"
#include "pages/train/train_charts.h"
#include "pages/train/train_log.h"
#include "pages/train/train_page.h"
#include "window_fixture.h"

#include <QClipboard>
#include <QDir>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollBar>
#include <QToolButton>

using namespace atelier;
using namespace atelier::ui;

namespace {

const QStringList kBeginning{
    R"({"event": "phase", "phase": "training"})",
    R"({"event": "message", "level": "info", "text": "LoRA: 12 matrices"})",
    R"({"event": "message", "level": "warning", "text": "one sample is left out"})",
    R"({"event": "metrics", "step": 10, "values": {"loss": 2.5, "lr": 0.001, "grad_norm": 1.5, "tokens_per_second": 900, "samples_per_second": 12.5}})",
    R"({"event": "metrics", "step": 20, "values": {"loss": 1.5, "lr": 0.002, "grad_norm": 1.2, "tokens_per_second": 950, "samples_per_second": 13}})",
    R"({"event": "metrics", "step": 20, "values": {"eval_loss": 1.75}})",
    R"({"event": "sample_answer", "step": 20, "sample": "s1", "prompt": "Read it.", "reference": "Total 12", "answer": "Total 1"})",
    R"({"event": "sample_answer", "step": 40, "sample": "s1", "prompt": "Read it.", "reference": "Total 12", "answer": "Total 12"})",
    R"({"event": "progress", "done": 20, "total": 100, "seconds_left": 80})",
};

class TrainPageTest : public ProjectTest {
protected:
    TrainPage* page() { return static_cast<TrainPage*>(window->page("train")); }
    bool comesTo(const QString& wanted) {
        const bool came = waitFor([&] { return page()->state() == wanted; });
        EXPECT_TRUE(came) << "it is " << page()->state().toStdString();
        return came;
    }
    QString shown(const QString& name) { return find<QLabel>(name)->text(); }
    void makeReady() {
        QDir().mkpath(path("model"));
        studio->session()->setModel(path("model"));
        studio->session()->setDataset("data");
        settings::Recipe recipe = studio->session()->recipe();
        recipe.set("finetuning_type=lora");
        studio->session()->setRecipe(recipe);
        window->showPage("train");
    }
    // Says the lines, then does what is asked of it as a training would.
    void obedientWorker(const QStringList& lines) {
        pretendWorker(path("worker"), lines);
        QFile script(path("worker") + "/worker");
        ASSERT_TRUE(script.open(QIODevice::Append));
        script.write(R"(while read -r control; do
  case "$control" in
    *pause*) echo '{"event": "state", "state": "paused", "reason": ""}' ;;
    *resume*) echo '{"event": "state", "state": "running", "reason": ""}' ;;
    *learning_rate*factor*0.5*) echo '{"event": "message", "level": "info", "text": "half the rate"}' ;;
    *evaluate*) echo '{"event": "metrics", "step": 20, "values": {"eval_loss": 1.5}}' ;;
    *save*) echo '{"event": "checkpoint", "step": 20, "path": "checkpoint-20"}' ;;
    *stop*) echo '{"error": {"kind": "interrupted", "what": "stopped", "where": "", "hint": ""}}'; exit 130 ;;
  esac
done
)");
    }
    void startRunning() {
        makeReady();
        obedientWorker(kBeginning);
        click("train-start");
        ASSERT_TRUE(comesTo("running"));
        ASSERT_TRUE(waitFor([&] { return page()->feed().step() == 20; }));
    }
};

TEST_F(TrainPageTest, SaysWhatIsMissingAndLeadsThere) {
    window->showPage("train");
    EXPECT_EQ(page()->state(), "empty");
    EXPECT_FALSE(find<QPushButton>("train-start")->isEnabled());
    for (const char* id : {"model", "data", "recipe"}) {
        window->showPage("train");
        click(QString("train-needs-") + id);
        EXPECT_EQ(window->currentPage(), id);
    }
}

TEST_F(TrainPageTest, CanBeAskedForMoreWhileItRuns) {
    startRunning();
    auto* commands = find<QToolButton>("train-commands");
    ASSERT_TRUE(commands->isVisible());
    studio->actions().find("train.evaluate")->trigger();
    const auto* charts = find<TrainCharts>("train-charts");
    EXPECT_TRUE(waitFor([&] { return page()->feed().latest("eval_loss") == 1.5; }));
    EXPECT_EQ(charts->lossPlot()->pointCount(1), 1) << "of the same step";
    studio->actions().find("train.rate-halve")->trigger();
    EXPECT_TRUE(waitFor([&] { return find<TrainLog>("train-log")->text().contains("half the rate"); }))
        << find<TrainLog>("train-log")->text().toStdString();
    EXPECT_TRUE(studio->actions().find("train.end-epoch")->isEnabled());
    click("train-stop");
    ASSERT_TRUE(comesTo("stopped"));
    EXPECT_FALSE(commands->isVisible());
    EXPECT_FALSE(studio->actions().find("train.end-epoch")->isEnabled());
}

TEST_F(TrainPageTest, EarlierRunsLieBehindTheCurves) {
    makeRun(project(), {.name = "before", .steps = 60});
    makeRun(project(), {.name = "long-ago"});
    startRunning();
    const auto* charts = find<TrainCharts>("train-charts");
    EXPECT_EQ(charts->lossPlot()->seriesCount(), 2);
    auto* menu = find<EarlierRuns>("train-earlier-runs");
    const auto choose = [&](const QString& run) {
        Q_EMIT menu->aboutToShow();
        QAction* wanted = nullptr;
        EXPECT_TRUE(waitFor([&] {
            for (QAction* action : menu->actions())
                if (action->text() == run) wanted = action;
            return wanted != nullptr;
        }));
        if (wanted) wanted->trigger();
    };
    choose("before");
    // Its training and its validation.
    ASSERT_TRUE(waitFor([&] { return charts->lossPlot()->seriesCount() == 4; }));
    EXPECT_GT(charts->lossPlot()->pointCount(2), 1);
    EXPECT_EQ(charts->plot("lr")->seriesCount(), 2);
    choose("long-ago");
    ASSERT_TRUE(waitFor([&] { return charts->lossPlot()->seriesCount() == 6; }));
    // The run that is looked at is not offered.
    for (QAction* action : menu->actions())
        EXPECT_NE(action->text(), "lora-1");
    choose("before");
    ASSERT_TRUE(waitFor([&] { return charts->lossPlot()->seriesCount() == 4; }));
    EXPECT_EQ(charts->lossPlot()->pointCount(0), 2) << "its own curve stays";
}

TEST_F(TrainPageTest, ChartsAreThePersonsChoice) {
    startRunning();
    const auto* charts = find<TrainCharts>("train-charts");
    QMenu* menu = find<QToolButton>("train-which-charts")->menu();
    Q_EMIT menu->aboutToShow();
    EXPECT_EQ(menu->actions().size(), 4);
    menu->actions().front()->trigger();
    EXPECT_FALSE(charts->plot("lr")->isVisible());
    EXPECT_TRUE(charts->plot("grad_norm")->isVisible());
    EXPECT_EQ(studio->preferences().list("train.charts-hidden"), QStringList{"lr"});
    Q_EMIT menu->aboutToShow();
    menu->actions().front()->trigger();
    EXPECT_TRUE(charts->plot("lr")->isVisible());
}

TEST_F(TrainPageTest, TrainsUnderLiveCharts) {
    startRunning();
    EXPECT_EQ(studio->session()->run(), "lora-1");
    EXPECT_TRUE(workerRequest(path("worker")).contains(R"("run":"lora-1")"))
        << workerRequest(path("worker")).toStdString();
    EXPECT_TRUE(workerRequest(path("worker")).contains(R"("resume":false)"));
    const auto* charts = find<TrainCharts>("train-charts");
    EXPECT_EQ(charts->lossPlot()->pointCount(0), 2);
    EXPECT_EQ(charts->lossPlot()->pointCount(1), 1);
    EXPECT_EQ(charts->plot("lr")->pointCount(0), 2);
    EXPECT_EQ(charts->plot("tokens_per_second")->pointCount(0), 2);
    EXPECT_EQ(charts->plot("samples_per_second")->pointCount(0), 2);
    EXPECT_EQ(charts->plot("vram_allocated"), nullptr);
    EXPECT_EQ(shown("train-phase-value"), "Training");
    EXPECT_EQ(shown("train-step-value"), "20");
    EXPECT_EQ(shown("train-loss-value"), "1.5");
    EXPECT_EQ(shown("train-left-value"), "1 min 20 s");
    EXPECT_TRUE(find<TrainLog>("train-log")->text().contains("LoRA: 12 matrices"));
    const auto* answers = find<AnswersPanel>("train-answers");
    ASSERT_EQ(answers->count(), 1);
    EXPECT_EQ(answers->findChild<AnswerCard*>()->shownStep(), 40);
}

TEST_F(TrainPageTest, PausesGoesOnSavesAndStops) {
    startRunning();
    click("train-pause");
    EXPECT_FALSE(find<QPushButton>("train-pause")->isEnabled()) << "asked for already";
    ASSERT_TRUE(comesTo("paused"));
    EXPECT_EQ(shown("train-phase-value"), "Paused");
    click("train-save");
    EXPECT_TRUE(waitFor([&] { return page()->feed().savedStep() == 20; }));
    click("train-pause");
    ASSERT_TRUE(comesTo("running"));
    click("train-stop");
    ASSERT_TRUE(comesTo("stopped"));
    EXPECT_TRUE(find<QWidget>("train-note")->isVisible());
    EXPECT_FALSE(find<QPushButton>("train-stop")->isVisible());
    // And again, under a name that is free.
    QDir().mkpath(project() + "/runs/lora-1");
    click("train-start");
    ASSERT_TRUE(comesTo("ready"));
    EXPECT_EQ(find<QLineEdit>("train-run-name")->text(), "lora-2");
}

TEST_F(TrainPageTest, FailureSaysWhatWhereAndWhatToDo) {
    makeReady();
    QStringList lines = kBeginning;
    lines
        << R"({"error": {"kind": "failure", "what": "no space left on the disk", "where": "/runs/lora-1", "hint": "free some space"}})";
    pretendWorker(path("worker"), lines);
    makeRun(project(), {.name = "lora-1", .steps = 20, .result = false, .checkpoint = true});
    click("train-start");
    ASSERT_TRUE(comesTo("failed"));
    EXPECT_EQ(shown("train-note-title"), "no space left on the disk");
    EXPECT_TRUE(shown("train-note-text").contains("/runs/lora-1"));
    EXPECT_TRUE(shown("train-note-text").contains("free some space"));
    click("train-note-copy");
    const QString copied = QGuiApplication::clipboard()->text();
    EXPECT_TRUE(waitFor([&] { return find<QPushButton>("train-resume")->isVisible(); })) << "it has a checkpoint";
    EXPECT_TRUE(copied.contains("no space left") && copied.contains("LoRA: 12 matrices")) << copied.toStdString();
}

// It may end before it has made a folder of its own.
TEST_F(TrainPageTest, CrashEndsTheRunNotTheWindow) {
    makeReady();
    pretendWorker(path("worker"), kBeginning);
    QFile script(path("worker") + "/worker");
    ASSERT_TRUE(script.open(QIODevice::Append));
    script.write("kill -SEGV $$\n");
    script.close();
    click("train-start");
    ASSERT_TRUE(comesTo("failed"));
    EXPECT_FALSE(shown("train-note-title").isEmpty());
    EXPECT_FALSE(find<QPushButton>("train-resume")->isVisible());
    EXPECT_TRUE(find<QPushButton>("train-start")->isEnabled());
    EXPECT_FALSE(waitFor([&] { return page()->state() != "failed"; }, 500)) << "how it ended stays on the page";
}

TEST_F(TrainPageTest, DoneLeadsToTheComparison) {
    makeReady();
    QStringList lines = kBeginning;
    lines << resultLine(Json{{"folder", (project() + "/runs/lora-1").toStdString()},
                             {"steps", 100},
                             {"train_loss", 0.5},
                             {"eval_loss", 0.6}});
    pretendWorker(path("worker"), lines);
    click("train-start");
    ASSERT_TRUE(comesTo("done"));
    click("train-compare");
    EXPECT_EQ(window->currentPage(), "compare");
    EXPECT_EQ(studio->session()->run(), "lora-1");
}

TEST_F(TrainPageTest, OpensOnARunThatHasEnded) {
    makeRun(project(), {"first"});
    studio->session()->setRun("first");
    window->showPage("train");
    ASSERT_TRUE(comesTo("done"));
    const auto* charts = find<TrainCharts>("train-charts");
    EXPECT_EQ(charts->lossPlot()->pointCount(0), 10);
    EXPECT_EQ(charts->lossPlot()->pointCount(1), 2);
    EXPECT_EQ(shown("train-step-value"), "100");
    EXPECT_TRUE(find<QWidget>("train-note")->isVisible());
}

TEST_F(TrainPageTest, StoppedRunGoesOnByItsOwnRecipe) {
    makeRun(project(), {.name = "half", .steps = 50, .rate = 3e-4, .result = false, .checkpoint = true});
    makeReady();
    ASSERT_TRUE(waitFor([&] { return find<QRadioButton>("train-resume-choice")->isVisible(); }));
    obedientWorker(kBeginning);
    // It starts late, as a real one does, once what the run has logged is shown.
    const QString go = path("worker") + "/go";
    QFile script(path("worker") + "/worker");
    ASSERT_TRUE(script.open(QIODevice::ReadOnly));
    const QByteArray late =
        script.readAll().replace("\ncat ", "\nuntil [ -e '" + go.toUtf8() + "' ]; do sleep 0.05; done\ncat ");
    script.close();
    ASSERT_TRUE(script.open(QIODevice::WriteOnly));
    script.write(late);
    script.close();
    click("train-resume-choice");
    EXPECT_FALSE(find<QLineEdit>("train-run-name")->isEnabled());
    click("train-start");
    EXPECT_TRUE(waitFor([&] { return page()->feed().series().contains("loss"); }));
    EXPECT_EQ(page()->feed().series().at("loss").size(), 5);
    ASSERT_TRUE(QFile(go).open(QIODevice::WriteOnly));
    ASSERT_TRUE(waitFor([&] { return page()->feed().step() == 20; }));
    const QString request = workerRequest(path("worker"));
    EXPECT_TRUE(request.contains(R"("run":"half")") && request.contains(R"("resume":true)")) << request.toStdString();
    EXPECT_TRUE(request.contains("learning_rate: 0.0003") || request.contains("learning_rate: 3.0e-"))
        << request.toStdString();
    // It does the steps after its checkpoint again: what was logged of them gives way.
    const auto* charts = find<TrainCharts>("train-charts");
    EXPECT_TRUE(waitFor([&] { return page()->feed().step() == 20; }));
    EXPECT_TRUE(waitFor([&] { return charts->lossPlot()->pointCount(0) == 2; }));
    EXPECT_EQ(page()->feed().series().at("loss").size(), 2);
    EXPECT_EQ(page()->feed().series().at("eval_loss").size(), 1);
}

TEST_F(TrainPageTest, NameThatIsTakenIsRefusedAtOnce) {
    makeRun(project(), {"first"});
    makeReady();
    auto* name = find<QLineEdit>("train-run-name");
    name->clear();
    QTest::keyClicks(name, "first");
    EXPECT_FALSE(find<QPushButton>("train-start")->isEnabled());
    EXPECT_TRUE(find<QLabel>("train-run-problem")->isVisible());
    QTest::keyClicks(name, "-again");
    EXPECT_TRUE(find<QPushButton>("train-start")->isEnabled());
    QTest::keyClick(name, Qt::Key_Slash);
    EXPECT_FALSE(find<QPushButton>("train-start")->isEnabled());
}

TEST_F(TrainPageTest, ChartsFoldWhenNarrow) {
    makeRun(project(), {"first"});
    studio->session()->setRun("first");
    window->showPage("train");
    ASSERT_TRUE(comesTo("done"));
    const auto* charts = find<TrainCharts>("train-charts");
    window->resize(1600, 900);
    QCoreApplication::processEvents();
    EXPECT_EQ(charts->arrangement(), TrainCharts::Arrangement::Beside);
    window->resize(880, 560);
    QCoreApplication::processEvents();
    EXPECT_EQ(charts->arrangement(), TrainCharts::Arrangement::Below);
    EXPECT_EQ(window->width(), 880) << "the page never widens the window";
}

class TrainLogTest : public testing::Test {
protected:
    void say(int lines, const std::string& text = "line ") {
        std::vector<protocol::Message> messages;
        for (int i = 0; i < lines; ++i)
            messages.push_back({protocol::Message::Level::Info, text + std::to_string(count_++)});
        log.add(messages);
    }
    QPlainTextEdit* view() { return log.findChild<QPlainTextEdit*>("train-log-view"); }

    int count_ = 0;
    TrainLog log;
};

TEST_F(TrainLogTest, KeepsTheLastLinesHoweverManyCome) {
    log.resize(600, 300);
    log.show();
    for (int i = 0; i < 40; ++i) {
        say(500);
        QTest::qWait(5);
    }
    ASSERT_TRUE(waitFor([&] { return view()->toPlainText().endsWith("line 19999"); }));
    EXPECT_LE(log.shownLines(), static_cast<int>(TrainLog::kLines));
    EXPECT_EQ(log.tail(2), "line 19998\nline 19999");
    EXPECT_EQ(log.text().count('\n') + 1, static_cast<int>(TrainLog::kLines));
}

TEST_F(TrainLogTest, StandsStillWhileOneReads) {
    log.resize(600, 300);
    log.show();
    say(200);
    ASSERT_TRUE(waitFor([&] { return view()->toPlainText().endsWith("line 199"); }));
    EXPECT_TRUE(log.following());
    view()->verticalScrollBar()->setValue(20);
    EXPECT_FALSE(log.following());
    say(100);
    auto* button = log.findChild<QPushButton*>("train-log-follow");
    ASSERT_TRUE(waitFor([&] { return button->text().contains("100"); }));
    EXPECT_EQ(view()->verticalScrollBar()->value(), 20);
    EXPECT_TRUE(view()->toPlainText().endsWith("line 199"));
    QTest::mouseClick(button, Qt::LeftButton);
    EXPECT_TRUE(log.following());
    EXPECT_TRUE(view()->toPlainText().endsWith("line 299"));
}

TEST_F(TrainLogTest, UnseenItIsFilledWhenItIsShown) {
    say(6000);
    log.resize(600, 300);
    log.show();
    EXPECT_TRUE(waitFor([&] { return view()->toPlainText().endsWith("line 5999"); }));
    EXPECT_EQ(log.shownLines(), static_cast<int>(TrainLog::kLines));
}

}  // namespace
