#include "frame/command_palette.h"
#include "window_fixture.h"

#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QToolButton>

using namespace atelier;
using namespace atelier::ui;

namespace {

using Frame = WindowTest;

TEST_F(Frame, StartsWithoutAProject) {
    EXPECT_TRUE(find<QWidget>("start-page")->isVisible());
    EXPECT_EQ(window->currentPage(), "");
    EXPECT_FALSE(studio->nextStep() != Studio::Step::Model);
}

TEST_F(Frame, OpensAProjectAndShowsEveryPageByKeys) {
    window->openProject(path("project"), Session::Create::IfMissing);
    ASSERT_TRUE(studio->session());
    int number = 0;
    for (const QString& id : MainWindow::pageIds()) {
        QTest::keyClick(window.get(), static_cast<Qt::Key>(Qt::Key_1 + number++), Qt::ControlModifier);
        EXPECT_EQ(window->currentPage(), id);
        EXPECT_TRUE(window->page(id)->states().contains(window->page(id)->state())) << id.toStdString();
    }
}

TEST_F(Frame, LastPageComesBack) {
    window->openProject(path("project"), Session::Create::IfMissing);
    window->showPage("recipe");
    studio->closeProject();
    EXPECT_TRUE(find<QWidget>("start-page")->isVisible());
    window->openProject(path("project"));
    EXPECT_EQ(window->currentPage(), "recipe");
    EXPECT_EQ(studio->preferences().recentProjects().front(), QFileInfo(path("project")).canonicalFilePath());
}

TEST_F(Frame, WhatIsNoProjectIsSaidAndTheOpenOneStays) {
    window->openProject(path("project"), Session::Create::IfMissing);
    Session* before = studio->session();
    window->openProject(path("nothing"));
    EXPECT_EQ(studio->session(), before);
    ASSERT_FALSE(toasts.empty());
    EXPECT_TRUE(toasts.back().contains("nothing")) << toasts.back().toStdString();
}

TEST_F(Frame, PaletteFindsAndRunsByTyping) {
    window->openProject(path("project"), Session::Create::IfMissing);
    window->showPage("model");
    QTest::keyClick(window.get(), Qt::Key_K, Qt::ControlModifier);
    auto* field = find<QLineEdit>("palette-field");
    ASSERT_TRUE(field->isVisible());
    QTest::keyClicks(field, "compare");
    auto* results = find<QListWidget>("palette-results");
    ASSERT_GT(results->count(), 0);
    EXPECT_TRUE(results->item(0)->text().contains("Compare"));
    QTest::keyClick(field, Qt::Key_Return);
    EXPECT_EQ(window->currentPage(), "compare");
    EXPECT_FALSE(field->isVisible());
}

TEST_F(Frame, PaletteScores) {
    EXPECT_EQ(CommandPalette::score("Go to: Compare", "xyz"), -1);
    EXPECT_GT(CommandPalette::score("Go to Compare", "comp"), CommandPalette::score("Go to Compare", "pare"));
    EXPECT_GE(CommandPalette::score("Go to Compare", ""), 0);
}

TEST_F(Frame, JobBarShowsCancelsAndKeepsFailures) {
    window->openProject(path("project"), Session::Create::IfMissing);
    auto* bar = find<QWidget>("job-bar");
    EXPECT_FALSE(bar->isVisible());
    studio->jobs().start({"import", "Slow work", client::JobSpec::Lane::Light},
                         [](protocol::Control& control, const protocol::EventSink& events) -> Json {
                             events(protocol::PhaseChanged{"importing"});
                             events(protocol::Progress{1, 4, 60});
                             while (!control.stopRequested())
                                 std::this_thread::sleep_for(std::chrono::milliseconds(5));
                             throw Error::interrupted("stopped");
                         });
    ASSERT_TRUE(waitFor([&] { return bar->isVisible() && find<QLabel>("job-title")->text() == "Slow work"; }));
    ASSERT_TRUE(waitFor([&] { return find<QLabel>("job-phase")->text() == "Importing"; }));
    click("job-cancel");
    ASSERT_TRUE(waitFor([&] { return !bar->isVisible(); }));

    studio->jobs().start(
        {"import", "Bad work", client::JobSpec::Lane::Light},
        [](protocol::Control&, const protocol::EventSink&) -> Json { throw Error("the file is torn", "a.json"); });
    ASSERT_TRUE(waitFor([&] { return find<QLabel>("job-phase")->text() == "the file is torn"; }));
    EXPECT_TRUE(bar->isVisible());
    click("job-cancel");
    EXPECT_FALSE(bar->isVisible());
}

TEST_F(Frame, ClosingAsksWhileSomethingRunsAndStopsIt) {
    window->openProject(path("project"), Session::Create::IfMissing);
    std::atomic<bool> stopped = false;
    studio->jobs().start({"train", "Training", client::JobSpec::Lane::Engine},
                         [&](protocol::Control& control, const protocol::EventSink&) -> Json {
                             while (!control.stopRequested())
                                 std::this_thread::sleep_for(std::chrono::milliseconds(5));
                             stopped = true;
                             throw Error::interrupted("stopped");
                         });
    window->close();
    auto* question = find<QMessageBox>("close-question");
    ASSERT_TRUE(question);
    EXPECT_TRUE(window->isVisible());
    EXPECT_FALSE(stopped);
    click("close-stop");
    ASSERT_TRUE(waitFor([&] { return !window->isVisible(); }));
    EXPECT_TRUE(stopped);
}

TEST_F(Frame, RailCollapsesInNarrowWindowsAndNothingForcesItWider) {
    window->openProject(path("project"), Session::Create::IfMissing);
    for (const QString& id : MainWindow::pageIds()) {
        window->showPage(id);
        window->resize(880, 560);
        EXPECT_EQ(window->width(), 880) << id.toStdString();
        EXPECT_EQ(window->height(), 560) << id.toStdString();
    }
}

}  // namespace
