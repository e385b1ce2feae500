#include "made_runs.h"
#include "pages/train/run_queue.h"
#include "pages/train/train_page.h"
#include "runs/waiting_runs.h"
#include "window_fixture.h"

#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

using namespace atelier;
using namespace atelier::ui;

namespace {

class RunQueueTest : public ProjectTest {
protected:
    void SetUp() override {
        ProjectTest::SetUp();
        QDir().mkpath(path("model"));
        studio->session()->setModel(path("model"));
        studio->session()->setDataset("data");
        settings::Recipe recipe = studio->session()->recipe();
        recipe.set("finetuning_type=lora");
        studio->session()->setRecipe(recipe);
        window->showPage("train");
        pretendEndlessWorker(path("worker"), {R"({"event": "phase", "phase": "training"})",
                                              R"({"event": "progress", "done": 20, "total": 80, "seconds_left": 9})"});
    }
    TrainPage* page() { return static_cast<TrainPage*>(window->page("train")); }
    bool comesTo(const QString& wanted) {
        return waitFor([&] { return page()->state() == wanted; });
    }
    // The start is shown; a run of this name begins, or waits.
    void start(const QString& name) {
        auto* field = find<QLineEdit>("train-run-name");
        field->selectAll();
        QTest::keyClicks(field, name);
        click("train-start");
    }
    void startThree() {
        start("a");
        ASSERT_TRUE(comesTo("running"));
        for (const char* name : {"b", "c"}) {
            click("train-start");
            ASSERT_TRUE(comesTo("ready"));
            EXPECT_TRUE(find<QPushButton>("train-start")->text().contains("queue"));
            start(name);
            ASSERT_TRUE(comesTo("waiting"));
        }
    }
    void openAgain() {
        WindowTest::SetUp();
        ASSERT_TRUE(window->openProject(path("project")));
        window->showPage("train");
    }
    QStringList entries() {
        QStringList all;
        for (const auto* button : find<RunQueue>("train-queue")->findChildren<QToolButton*>("train-queue-run"))
            if (button->isVisible()) all << button->text();
        return all;
    }
    QToolButton* buttonBeside(const char* name, const QString& entry) {
        for (auto* button : find<RunQueue>("train-queue")->findChildren<QToolButton*>("train-queue-run"))
            if (button->isVisible() && button->text() == entry)
                return button->parentWidget()->findChild<QToolButton*>(name);
        return nullptr;
    }
};

TEST_F(RunQueueTest, IsSeenOnlyWhenThereIsMoreThanTheRunThatIsShown) {
    start("a");
    ASSERT_TRUE(comesTo("running"));
    EXPECT_FALSE(find<RunQueue>("train-queue")->isVisible());
    click("train-start");
    ASSERT_TRUE(comesTo("ready"));
    EXPECT_TRUE(find<RunQueue>("train-queue")->isVisible()) << "the way back to what trains";
    EXPECT_FALSE(find<QPushButton>("train-stop")->isVisible()) << "the start has nothing to stop";
    ASSERT_TRUE(waitFor([&] { return entries() == QStringList{"a – 25 %"}; }));
    click("train-queue-run");
    EXPECT_TRUE(comesTo("running"));
}

TEST_F(RunQueueTest, RunsWaitArePutForwardAndTakenOut) {
    startThree();
    click("train-start");
    ASSERT_TRUE(comesTo("ready"));
    EXPECT_EQ(find<QLineEdit>("train-run-name")->text(), "lora-1");
    find<QLineEdit>("train-run-name")->selectAll();
    QTest::keyClicks(find<QLineEdit>("train-run-name"), "c");
    EXPECT_FALSE(find<QPushButton>("train-start")->isEnabled()) << "one that waits has this name";
    QTest::mouseClick(buttonBeside("train-queue-run", "2. c"), Qt::LeftButton);
    ASSERT_TRUE(comesTo("waiting"));
    EXPECT_EQ(entries(), (QStringList{"a – 25 %", "1. b", "2. c"}));
    EXPECT_FALSE(buttonBeside("train-queue-forward", "1. b"));
    QTest::mouseClick(buttonBeside("train-queue-forward", "2. c"), Qt::LeftButton);
    EXPECT_EQ(entries(), (QStringList{"a – 25 %", "1. c", "2. b"}));
    QTest::mouseClick(buttonBeside("train-queue-remove", "2. b"), Qt::LeftButton);
    EXPECT_TRUE(waitFor([&] { return entries() == QStringList{"a – 25 %", "1. c"}; }));
    // c is shown; what trains is one click away, and c begins when it has ended.
    EXPECT_EQ(page()->feed().run(), "c");
    click("train-queue-run");
    EXPECT_EQ(page()->feed().run(), "a");
    ASSERT_TRUE(comesTo("running"));
    click("train-stop");
    ASSERT_TRUE(comesTo("stopped"));
    EXPECT_TRUE(waitFor([&] { return entries() == QStringList{"c – 25 %"}; }));
}

// The window closes, or dies: what waited is offered when the project is opened again.
TEST_F(RunQueueTest, WhatWaitedIsKeptForTheNextWindow) {
    startThree();
    const auto kept = [&] {
        QStringList names;
        for (const auto& run : runs::readWaitingRuns(path("project").toStdString()))
            names << QString::fromStdString(run.run);
        return names;
    };
    ASSERT_TRUE(waitFor([&] { return kept() == QStringList({"b", "c"}); }));
    QTest::mouseClick(buttonBeside("train-queue-forward", "2. c"), Qt::LeftButton);
    ASSERT_TRUE(waitFor([&] { return kept() == QStringList({"c", "b"}); }));

    window->close();
    click("close-stop");
    ASSERT_TRUE(waitFor([&] { return !window->isVisible(); }));
    window.reset();
    studio.reset();
    EXPECT_EQ(kept(), (QStringList{"c", "b"}));
    openAgain();
    auto* note = find<QWidget>("train-kept");
    ASSERT_TRUE(waitFor([&] { return note->isVisible(); }));
    EXPECT_TRUE(find<QLabel>("train-kept-text")->text().endsWith("c, b"));
    find<QLineEdit>("train-run-name")->selectAll();
    QTest::keyClicks(find<QLineEdit>("train-run-name"), "b");
    EXPECT_FALSE(find<QPushButton>("train-start")->isEnabled()) << "one that is kept has this name";
    click("train-kept-queue");
    EXPECT_FALSE(note->isVisible());
    EXPECT_TRUE(waitFor([&] { return entries() == QStringList({"c – 25 %", "1. b"}); }))
        << entries().join(";").toStdString();
    EXPECT_TRUE(waitFor([&] { return kept() == QStringList{"b"}; }));
    QTest::mouseClick(buttonBeside("train-queue-remove", "1. b"), Qt::LeftButton);
    EXPECT_TRUE(waitFor([&] { return kept().empty(); })) << "taken out by hand";
}

TEST_F(RunQueueTest, WhatWaitedCanBeForgotten) {
    startThree();
    window.reset();
    studio.reset();
    openAgain();
    ASSERT_TRUE(waitFor([&] { return find<QWidget>("train-kept")->isVisible(); }));
    click("train-kept-forget");
    EXPECT_FALSE(find<QWidget>("train-kept")->isVisible());
    EXPECT_TRUE(waitFor([&] {
        return !QFile::exists(path("project/waiting_runs.json")) &&
               runs::readWaitingRuns(path("project").toStdString()).empty();
    }));
}

}  // namespace
