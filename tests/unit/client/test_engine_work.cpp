#include "client/worker_process.h"
#include "protocol/jobs/compare.h"
#include "protocol/jobs/generate.h"
#include "protocol/jobs/model.h"
#include "protocol/jobs/train.h"
#include "runs/run_door.h"
#include "runs/run_folder.h"
#include "runs/run_messages.h"
#include "runs/runs.h"
#include "unit/client/support.h"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sys/wait.h>
#include <thread>

// The queue with the real worker, `atelier` beside this program, on the starter's architecture with random weights.
// This program itself links no torch, as the window does not.
namespace atelier::client::test {
using namespace atelier::test;
namespace {

namespace fs = std::filesystem;

void call(const std::string& arguments) {
    const auto program = fs::read_symlink("/proc/self/exe").parent_path() / "atelier";
    const std::string line = "'" + program.string() + "' " + arguments + " >/dev/null";
    ASSERT_EQ(std::system(line.c_str()), 0) << line;
}

// Ids of this process's children.
std::vector<pid_t> children() {
    std::vector<pid_t> all;
    // Those of all threads: the one that started the worker is a lane's.
    for (const auto& task : fs::directory_iterator("/proc/self/task")) {
        std::ifstream file(task.path() / "children");
        for (pid_t pid = 0; file >> pid;)
            all.push_back(pid);
    }
    return all;
}

bool eventually(const std::function<bool()>& met) {
    for (int i = 0; i < 2400; ++i) {
        if (met()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
}

class EngineWork : public testing::Test {
protected:
    static void SetUpTestSuite() {
        folder = fs::temp_directory_path() / ("atelier-engine-work-" + std::to_string(::getpid()));
        fs::create_directories(folder);
        const std::string blank = std::string(ATELIER_SOURCE_DIR) + "/resources/starter/blank";
        call("model create '" + blank + "' --out '" + (folder / "model").string() + "'");
        call("data generate scenes --count 40 --out '" + (folder / "drawn").string() + "'");
        call("data import '" + (folder / "drawn").string() + "' --project '" + project().string() + "'");
    }
    static void TearDownTestSuite() { fs::remove_all(folder); }
    static fs::path project() { return folder / "project"; }

    static protocol::TrainRequest training(const std::string& run, int steps, const std::string& more = {}) {
        protocol::TrainRequest request;
        request.recipe = settings::Recipe::parse(
            "model_name_or_path: " + (folder / "model").string() + "\ndataset: scenes\ntest_size: 8\nval_size: 8\n" +
                "finetuning_type: lora\nper_device_train_batch_size: 2\nmax_steps: " + std::to_string(steps) +
                "\nlogging_steps: 1\nsave_steps: 100000\nmax_new_tokens: 4\nbf16: false\ndevice: cpu\nthreads: 1\n" +
                more,
            "recipe");
        request.project = project();
        request.run = run;
        return request;
    }
    JobId add(const protocol::Request& request) {
        return queue.add({"train", "a job", JobSpec::Lane::Engine}, engineWork(request));
    }
    bool waitForStep(JobId id, std::int64_t step) {
        return recorder.wait<protocol::Metrics>(id, [step](const protocol::Metrics& one) { return one.step >= step; });
    }

    static inline fs::path folder;
    EventRecorder recorder;
    Queue queue{recorder.listener()};
};

TEST_F(EngineWork, trainsPausesSavesGoesOn) {
    const JobId id = add(training("paused", 100000, "eval_strategy: steps\neval_steps: 2\nsample_answers: 2\n"));
    ASSERT_TRUE(waitForStep(id, 2)) << (queue.status(id).error ? queue.status(id).error->what() : "");
    ASSERT_TRUE(recorder.wait<protocol::SampleAnswer>(id, [](const auto& one) { return one.step == 2; }));
    queue.pause(id);
    ASSERT_TRUE(recorder.waitFor(id, protocol::State::Paused));
    const auto steps = [&] { return recorder.of<protocol::Metrics>(id).back().step; };
    const auto before = steps();
    queue.request(id, protocol::Command::Save);
    ASSERT_TRUE(recorder.wait<protocol::CheckpointSaved>(id, [&](const auto& one) { return one.step == before; }));
    EXPECT_EQ(steps(), before);
    EXPECT_EQ(runs::listRuns(project()).at(0).state, runs::RunInfo::State::Running);
    queue.resume(id);
    ASSERT_TRUE(waitForStep(id, before + 2));
    queue.cancel(id);
    ASSERT_TRUE(recorder.waitForEnd(id));
    EXPECT_EQ(queue.status(id).state, protocol::State::Stopped);
    const auto last = recorder.of<protocol::CheckpointSaved>(id).back();
    EXPECT_TRUE(fs::exists(last.path)) << last.path;
    EXPECT_EQ(recorder.states(id),
              (std::vector<protocol::State>{protocol::State::Running, protocol::State::Paused, protocol::State::Running,
                                            protocol::State::Stopping, protocol::State::Stopped}));
    const auto run = runs::listRuns(project()).at(0);
    EXPECT_EQ(run.state, runs::RunInfo::State::Stopped);
    EXPECT_TRUE(run.resumable);
    EXPECT_GE(runs::readSampleAnswers(run.folder).size(), 2u);
    EXPECT_GE(runs::readTrainLog(run.folder).size(), 4u);
}

// The window that started it ends; another finds the run and asks it.
TEST_F(EngineWork, aTrainingThatIsLeftGoesOnAlone) {
    const JobId id = add(training("left", 100000));
    ASSERT_TRUE(waitForStep(id, 2)) << (queue.status(id).error ? queue.status(id).error->what() : "");
    const auto process = children();
    ASSERT_EQ(process.size(), 1u);
    queue.leave(id);
    ASSERT_TRUE(recorder.waitForEnd(id));
    EXPECT_EQ(queue.status(id).state, protocol::State::Stopped);

    const fs::path run = project() / "runs/left";
    const auto step = [&] { return runs::askRun(run).progress.done; };
    const auto before = step();
    ASSERT_TRUE(eventually([&] { return step() > before + 2; }));  // its pipes are closed
    EXPECT_EQ(runs::askRun(run).phase.phase, "training");
    runs::askRun(run, protocol::Transition::Pause);
    ASSERT_TRUE(eventually([&] { return runs::askRun(run).state == protocol::State::Paused; }));
    runs::askRun(run, protocol::Command::Save);
    ASSERT_TRUE(eventually([&] { return !runs::RunFolder(run).checkpointSteps().empty(); }));
    runs::askRun(run, protocol::RateChange{protocol::RateChange::Kind::Factor, 0.5});
    runs::askRun(run, protocol::Transition::Stop);
    ::waitpid(process.front(), nullptr, 0);  // as init does when the window is gone
    EXPECT_FALSE(runs::RunFolder(run).running());
    EXPECT_FALSE(fs::exists(run / "control.sock"));
    EXPECT_THROW(runs::askRun(run), Error);
    ASSERT_FALSE(runs::readMessages(run).empty());
    EXPECT_EQ(runs::readMessages(run).back().message.code, runs::kRunStopped);
}

TEST_F(EngineWork, aKilledWorkerFailsItsJobAlone) {
    const JobId killed = add(training("killed", 100000));
    const JobId next = add(protocol::ModelInfoRequest{folder / "model"});
    ASSERT_TRUE(waitForStep(killed, 2));
    const auto workers = children();
    ASSERT_EQ(workers.size(), 1u);
    ::kill(workers[0], SIGKILL);
    ASSERT_TRUE(recorder.waitForEnd(next));
    const auto status = queue.status(killed);
    EXPECT_EQ(status.state, protocol::State::Failed);
    ASSERT_TRUE(status.error);
    EXPECT_NE(status.error->message().find("SIGKILL"), std::string::npos) << status.error->what();
    EXPECT_NE(status.error->hint().find("memory"), std::string::npos);
    EXPECT_EQ(queue.status(next).state, protocol::State::Done);
    EXPECT_GT(protocol::fromJson<protocol::ModelInfo>(queue.status(next).result, "").parameters, 0u);
    EXPECT_TRUE(children().empty());
}

TEST_F(EngineWork, resultsAndErrorsComeBack) {
    const JobId trained = add(training("short", 2));
    const JobId compared = add(protocol::CompareRequest{project(), "short", 2});
    const JobId asked = add(protocol::GenerateRequest{
        .model = folder / "model", .adapter = {}, .prompt = "?", .system = {}, .images = {}, .maxNewTokens = 3});
    const JobId wrong = add(protocol::ModelInfoRequest{folder / "nowhere"});
    ASSERT_TRUE(recorder.waitForEnd(wrong));
    ASSERT_EQ(queue.status(trained).state, protocol::State::Done)
        << recorder.of<protocol::StateChanged>(trained).back().reason;
    const auto result = protocol::fromJson<protocol::TrainResult>(queue.status(trained).result, "");
    EXPECT_EQ(result.steps, 2);
    EXPECT_EQ(result.folder, project() / "runs" / "short");
    ASSERT_EQ(queue.status(compared).state, protocol::State::Done)
        << recorder.of<protocol::StateChanged>(compared).back().reason;
    EXPECT_EQ(queue.status(compared).result["samples"].size(), 2u);
    EXPECT_TRUE(fs::exists(project() / "runs" / "short" / "comparison.json"));
    ASSERT_EQ(queue.status(asked).state, protocol::State::Done)
        << recorder.of<protocol::StateChanged>(asked).back().reason;
    EXPECT_EQ(protocol::fromJson<protocol::GenerateResult>(queue.status(asked).result, "").tokens.size() <= 3, true);
    EXPECT_EQ(queue.status(wrong).state, protocol::State::Failed);
    EXPECT_EQ(queue.status(wrong).error->kind(), Error::Kind::User);
    EXPECT_NE(std::string(queue.status(wrong).error->what()).find("nowhere"), std::string::npos);
}

TEST_F(EngineWork, theSameRunIsNotTrainedTwiceAtOnce) {
    const JobId first = add(training("twice", 100000));
    ASSERT_TRUE(waitForStep(first, 1));
    auto again = training("twice", 5);
    again.resume = true;
    protocol::Control control;
    EXPECT_NE(errorOf([&] { runInWorker(again, control, {}); }).find("another process"), std::string::npos);
    again.resume = false;
    again.recipe.set("overwrite_output_dir=true");
    EXPECT_NE(errorOf([&] { runInWorker(again, control, {}); }).find("another process"), std::string::npos);
    EXPECT_TRUE(fs::exists(project() / "runs" / "twice" / "trainer_log.jsonl"));
}

}  // namespace
}  // namespace atelier::client::test
