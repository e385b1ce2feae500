#include "common/file.h"
#include "made_runs.h"
#include "resources.h"
#include "starter_fixture.h"
#include "state_view.h"
#include "vision/image.h"

#include <QImage>
#include <QLabel>
#include <QPushButton>

#include <set>
#include <thread>

using namespace atelier;
using namespace atelier::ui;

namespace {

using JobState = protocol::State;

// Every kind of job that the window starts, ended by what a person sees.
class CancelTest : public StarterTest {
protected:
    client::JobStatus newest() { return studio->jobs().all().back(); }
    bool isBusy(const std::string& kind, std::int64_t done) {
        return waitFor(
            [&] {
                const auto active = studio->jobs().active(kind);
                return !active.empty() && active.back().done >= done;
            },
            kLong);
    }
    // How the newest job ends, once the window knows it.
    JobState end() {
        const auto job = newest().id;
        EXPECT_TRUE(waitFor([&] { return ended_.contains(job); }, kLong));
        return studio->jobs().status(job).state;
    }
    QStringList entries(const QString& folder) {
        return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }
    std::vector<runs::RunInfo> runs() { return runs::listRuns(studio->session()->project().folder()); }
    void SetUp() override {
        StarterTest::SetUp();
        worker_ = qgetenv("ATELIER_WORKER");
        QObject::connect(&studio->jobs(), &JobCenter::finished, [this](client::JobId job) { ended_.insert(job); });
    }
    void TearDown() override {
        if (studio->session()) EXPECT_EQ(unfinished(studio->session()->folder()), "");
        StarterTest::TearDown();
        qputenv("ATELIER_WORKER", worker_);
    }

private:
    std::set<client::JobId> ended_;
    QByteArray worker_;
};

TEST_F(CancelTest, ReadingAModel) {
    window->openProject(path("project"), Session::Create::IfMissing);
    window->page("model")->take({starterModel()});
    EXPECT_EQ(window->page("model")->state(), "loading");
    press(find<widgets::StateView>("model-state")->primaryButton());
    EXPECT_EQ(end(), JobState::Stopped);
    EXPECT_TRUE(comesTo("model", "empty"));
    EXPECT_TRUE(studio->session()->model().isEmpty());
    // The project's own model: it stays chosen, and can be read again.
    studio->session()->setModel(starterModel());
    press("job-cancel");
    EXPECT_EQ(end(), JobState::Stopped);
    EXPECT_TRUE(comesTo("model", "error"));
    press(find<widgets::StateView>("model-state")->primaryButton());
    EXPECT_TRUE(comesTo("model", "done"));
}

TEST_F(CancelTest, DrawingTheStarter) {
    // The look at the model fails at once: the bar shows the drawing, and what it cancels is that.
    qputenv("ATELIER_WORKER", "/bin/false");
    press("start-starter");
    ASSERT_TRUE(isBusy("import", 20));
    ASSERT_TRUE(waitFor([&] { return find<QLabel>("job-title")->text() == "Draw the starter data"; }, kLong));
    press("job-cancel");
    EXPECT_EQ(end(), JobState::Stopped);
    EXPECT_TRUE(studio->session()->project().datasets().empty());
    EXPECT_EQ(entries(studio->session()->folder() + "/drawn"), QStringList());
    EXPECT_FALSE(studio->isDone(Studio::Step::Data));
    studio->actions().find("project.starter")->trigger();
    EXPECT_TRUE(isBusy("import", 20)) << "as if nothing had been";
    studio->jobs().cancel(newest().id);
    EXPECT_EQ(end(), JobState::Stopped);
}

TEST_F(CancelTest, BringingDataIn) {
    window->openProject(path("project"), Session::Create::IfMissing);
    window->showPage("data");
    ASSERT_TRUE(comesTo("data", "empty"));
    QDir().mkpath(path("many"));
    const std::string png = vision::encodePng(vision::Image{64, 64, std::vector<std::uint8_t>(64 * 64 * 3, 90)});
    for (int i = 0; i < 12'000; ++i) {
        QFile file(path("many/%1.png").arg(i));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly) && file.write(png.data(), std::ssize(png)) > 0);
    }
    press("import-copy");
    window->page("data")->take({path("many")});
    ASSERT_TRUE(isBusy("import", 1));
    press("job-cancel");
    EXPECT_EQ(end(), JobState::Stopped);
    EXPECT_TRUE(comesTo("data", "empty"));
    EXPECT_TRUE(studio->session()->project().datasets().empty());
    EXPECT_EQ(entries(studio->session()->folder() + "/images"), QStringList());
    EXPECT_TRUE(studio->session()->dataset().isEmpty());
    press("import-copy");  // a preference
}

TEST_F(CancelTest, TrainingAndAQuestionBesideIt) {
    ASSERT_NO_FATAL_FAILURE(openSmallStarter({"max_steps=1000", "logging_steps=1", "save_steps=1000"}));
    window->showPage("train");
    ASSERT_TRUE(comesTo("train", "ready"));
    press("train-start");
    press("job-cancel");
    EXPECT_EQ(end(), JobState::Stopped);
    EXPECT_TRUE(runs().empty()) << "it had not begun";
    press("train-start");
    ASSERT_TRUE(comesTo("train", "ready"));
    press("train-start");
    ASSERT_TRUE(trainsTo(2));

    press("rail-model");
    press("try-ask");
    EXPECT_EQ(newest().spec.kind, "try");
    EXPECT_EQ(end(), JobState::Done) << "it does not wait for the training";
    EXPECT_TRUE(find<QWidget>("try-ask")->isEnabled());
    EXPECT_TRUE(feed().active()) << "the training goes on";

    press("job-cancel");
    ASSERT_TRUE(comesTo("train", "stopped"));
    const auto reached = feed().step();
    ASSERT_EQ(runs().size(), 1u);
    EXPECT_TRUE(runs().front().resumable);
    press("rail-train");
    ASSERT_TRUE(waitFor([&] { return find<QWidget>("train-resume")->isVisible(); }));
    press("train-resume");
    ASSERT_TRUE(trainsTo(reached + 1));
    press("train-stop");
    ASSERT_TRUE(comesTo("train", "stopped"));
    ASSERT_EQ(runs().size(), 1u);
    EXPECT_TRUE(runs().front().resumable);
    EXPECT_GT(runs().front().steps, reached);
}

TEST_F(CancelTest, AnsweringAndComparing) {
    ASSERT_NO_FATAL_FAILURE(openSmallStarter({"max_steps=1", "logging_steps=1", "max_new_tokens=4096"}));
    window->showPage("train");
    ASSERT_TRUE(comesTo("train", "ready"));
    press("train-start");
    ASSERT_TRUE(comesTo("train", "done"));

    press("rail-model");
    press("try-ask");
    press("job-cancel");
    EXPECT_EQ(end(), JobState::Stopped);
    EXPECT_TRUE(find<QWidget>("try-ask")->isEnabled());
    EXPECT_FALSE(find<QWidget>("try-failure")->isVisible());

    press("rail-compare");
    ASSERT_TRUE(comesTo("compare", "ready"));
    const QStringList before = entries(runFolder());
    press(find<widgets::StateView>("compare-state")->primaryButton());
    ASSERT_TRUE(waitFor([&] { return newest().phase.phase == "answering"; }, kLong));
    press("job-cancel");
    EXPECT_EQ(end(), JobState::Stopped);
    EXPECT_TRUE(comesTo("compare", "ready"));
    EXPECT_EQ(entries(runFolder()), before);
}

// What is done in one go can be cancelled while it waits.
TEST_F(CancelTest, WhatWaits) {
    window->openProject(path("project"), Session::Create::IfMissing);
    QDir().mkpath(path("birds"));
    QImage(8, 6, QImage::Format_RGB32).save(path("birds/robin.png"));
    window->showPage("data");
    window->page("data")->take({path("birds")});
    ASSERT_TRUE(comesTo("data", "done"));
    ASSERT_TRUE(waitFor([&] { return !studio->jobs().busy(); }));
    const QString run = makeRun(studio->session()->folder(), {"first"});
    evaluation::writeComparison(madeComparison(path("pictures")), (run + "/comparison.json").toStdString());

    const auto first = studio->jobs().start({"import", "Slow", client::JobSpec::Lane::Light},
                                            [](protocol::Control& control, const protocol::EventSink&) -> Json {
                                                while (!control.stopRequested())
                                                    std::this_thread::sleep_for(std::chrono::milliseconds(5));
                                                throw Error::interrupted("stopped");
                                            });
    studio->actions().find("project.starter")->trigger();
    EXPECT_TRUE(studio->session()->model().isEmpty()) << "a project that works is left alone";
    press("dataset-remove");
    press("dataset-remove-yes");
    choose("job-waiting", {"Remove birds"});
    EXPECT_EQ(end(), JobState::Stopped);
    press("rail-runs");
    ASSERT_TRUE(comesTo("runs", "done"));
    press("run-delete");
    press("run-delete-yes");
    choose("job-waiting", {"trash"});
    EXPECT_EQ(end(), JobState::Stopped);
    press("rail-compare");
    ASSERT_TRUE(comesTo("compare", "done"));
    press("compare-report");
    choose("job-waiting", {"Report"});
    EXPECT_EQ(end(), JobState::Stopped);
    press("job-cancel");
    EXPECT_TRUE(waitFor([&] { return studio->jobs().status(first).state == JobState::Stopped; }));

    EXPECT_TRUE(studio->session()->project().hasDataset("birds"));
    EXPECT_EQ(studio->session()->dataset(), "birds");
    EXPECT_TRUE(QFile::exists(run + "/adapter"));
    EXPECT_FALSE(QFile::exists(run + "/report.html"));
}

}  // namespace
