#include "made_runs.h"
#include "pages/train/train_log.h"
#include "pages/train/train_page.h"
#include "protocol/jobs/train.h"
#include "runs/run_presence.h"
#include "window_fixture.h"

#include <QLabel>
#include <QMessageBox>
#include <QPushButton>

using namespace atelier;
using namespace atelier::ui;

namespace {

// A training that goes on without a window: this process plays its part.
class LeftRunTest : public WindowTest {
protected:
    void SetUp() override {
        WindowTest::SetUp();
        const Session made(path("project"), Session::Create::IfMissing);
        folder_ = makeRun(path("project"), {.name = "left", .steps = 40, .result = false}).toStdString();
        presence_.emplace(control_, protocol::EventSink());
        presence_->events()(protocol::Message{protocol::Message::Level::Info, "LoRA: 12 matrices"});
        presence_->begin(runs::RunFolder(folder_));
        say(protocol::PhaseChanged{"training"});
        say(protocol::Progress{42, 100, 30});
    }

    void say(const protocol::Event& event) { presence_->events()(event); }
    TrainPage* page() { return static_cast<TrainPage*>(window->page("train")); }
    bool comesTo(const QString& wanted) {
        const bool came = waitFor([&] { return page()->state() == wanted; });
        EXPECT_TRUE(came) << "it is " << page()->state().toStdString();
        return came;
    }
    void openIt() {
        ASSERT_TRUE(window->openProject(path("project")));
        window->showPage("model");
        ASSERT_TRUE(waitFor([&] { return studio->session()->run() == "left"; }));
        window->showPage("train");
        ASSERT_TRUE(comesTo("running"));
    }

    protocol::Control control_;
    std::filesystem::path folder_;
    std::optional<runs::RunPresence> presence_;
};

TEST_F(LeftRunTest, IsFoundWhenItsProjectIsOpened) {
    openIt();
    EXPECT_TRUE(waitFor([&] { return !toasts.empty(); }));
    EXPECT_EQ(find<QLabel>("train-step-value")->text(), "42");
    EXPECT_TRUE(find<QLabel>("train-note-title")->text().contains("process of its own"));
    EXPECT_EQ(page()->feed().series().at("loss").size(), 4);
    EXPECT_TRUE(waitFor([&] { return find<TrainLog>("train-log")->text().contains("12 matrices"); }));
    say(protocol::Progress{43, 100, 29});
    EXPECT_TRUE(waitFor([&] { return page()->feed().step() == 43; }));
    EXPECT_EQ(find<TrainLog>("train-log")->text().count("12 matrices"), 1) << "reported at every look";
}

TEST_F(LeftRunTest, IsPausedAskedAndStoppedLikeOneOfOurs) {
    openIt();
    click("train-pause");
    ASSERT_TRUE(waitFor([&] { return control_.pauseRequested(); }));
    say(protocol::StateChanged{protocol::State::Paused, {}});
    ASSERT_TRUE(comesTo("paused"));
    click("train-pause");
    ASSERT_TRUE(waitFor([&] { return !control_.pauseRequested(); }));
    say(protocol::StateChanged{protocol::State::Running, {}});
    ASSERT_TRUE(comesTo("running"));
    click("train-save");
    ASSERT_TRUE(waitFor([&] { return control_.take(protocol::Command::Save); }));
    studio->actions().find("train.rate-halve")->trigger();
    ASSERT_TRUE(waitFor([&] { return !control_.takeRateChanges().empty(); }));
    click("train-stop");
    ASSERT_TRUE(waitFor([&] { return control_.stopRequested(); }));
    presence_.reset();
    ASSERT_TRUE(comesTo("stopped"));
    EXPECT_FALSE(find<QPushButton>("train-stop")->isVisible());
}

TEST_F(LeftRunTest, WhyItFailedIsReadFromItsFolder) {
    openIt();
    try {
        presence_->during([]() -> int { throw Error::failure("the disk is full", "somewhere", "free some space"); });
    } catch (const Error&) {
    }
    presence_.reset();
    QStringList reported;
    QObject::connect(studio.get(), &Studio::endedElsewhere, [&](const QString& title) { reported << title; });
    ASSERT_TRUE(comesTo("failed"));
    ASSERT_EQ(reported.size(), 1);
    EXPECT_TRUE(reported[0].contains("failed"));
    EXPECT_TRUE(find<QLabel>("train-note-title")->text().contains("the disk is full"));
}

class LeavingTest : public ProjectTest {};

TEST_F(LeavingTest, ClosingLetsATrainingGoOn) {
    pretendEndlessWorker(path("worker"), {R"({"event": "phase", "phase": "training"})"});
    protocol::TrainRequest request;
    request.project = studio->session()->project().folder();
    request.run = "first";
    const auto first = studio->jobs().train(request);
    ASSERT_TRUE(waitFor([&] { return studio->jobs().status(first).phase.phase == "training"; }));
    request.run = "second";
    const auto second = studio->jobs().train(request);
    window->close();
    ASSERT_TRUE(find<QMessageBox>("close-question"));
    click("close-leave");
    ASSERT_TRUE(waitFor([&] { return !window->isVisible(); }));
    EXPECT_EQ(studio->jobs().status(first).state, protocol::State::Stopped);
    EXPECT_EQ(studio->jobs().status(second).state, protocol::State::Stopped);
}

TEST_F(LeavingTest, WhatCannotGoOnIsNotOffered) {
    std::atomic<bool> end = false;
    studio->jobs().start({"import", "Import", client::JobSpec::Lane::Light},
                         [&](protocol::Control& control, const protocol::EventSink&) -> Json {
                             while (!control.stopRequested() && !end)
                                 std::this_thread::sleep_for(std::chrono::milliseconds(5));
                             return {};
                         });
    window->close();
    ASSERT_TRUE(find<QMessageBox>("close-question"));
    EXPECT_FALSE(window->findChild<QPushButton*>("close-leave"));
    click("close-stop");
    EXPECT_TRUE(waitFor([&] { return !window->isVisible(); }));
    end = true;
}

}  // namespace
