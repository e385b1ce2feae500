#include "client/worker_process.h"
#include "protocol/jobs/generate.h"
#include "protocol/jobs/model.h"
#include "protocol/jobs/preflight.h"
#include "protocol/jobs/train.h"
#include "unit/client/support.h"

#include <csignal>
#include <cstdlib>
#include <dirent.h>
#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>

// The window's side of a worker, against small scripts that behave well or badly; tests/smoke has the real one.
namespace atelier::client::test {
using namespace atelier::test;
namespace {

namespace fs = std::filesystem;

int openDescriptors() {
    int count = 0;
    DIR* folder = ::opendir("/proc/self/fd");
    while (folder && ::readdir(folder))
        ++count;
    ::closedir(folder);
    return count;
}

class WorkerProcess : public Folder {
protected:
    void TearDown() override {
        // Every child was waited for.
        EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
        EXPECT_EQ(errno, ECHILD);
        Folder::TearDown();
    }

    WorkerOptions script(const std::string& text) {
        const auto file = folder / "worker.sh";
        write(file, "#!/bin/bash\nread -r request\n" + text);
        ::chmod(file.c_str(), 0700);
        return {file};
    }
    Json run(const std::string& text) {
        return runInWorker(
            request, control, [this](const protocol::Event& event) { events.push_back(event); }, script(text));
    }
    std::string failure(const std::string& text) {
        try {
            run(text);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Error::Kind::Failure);
            return error.what();
        }
        return {};
    }
    std::string read(const fs::path& file) { return fs::exists(file) ? readFile(file) : ""; }

    protocol::Request request = protocol::ModelInfoRequest{"/a model"};
    protocol::Control control;
    std::vector<protocol::Event> events;
};

TEST_F(WorkerProcess, eventsAndResultArrive) {
    const int before = openDescriptors();
    const auto result = run(R"(
        echo "$request" > )" +
                            (folder / "request").string() + R"(
        echo '{"event":"phase","phase":"loading"}'
        echo '{"event":"progress","done":1,"total":2,"seconds_left":null}'
        echo "noise" >&2
        echo '{"result":{"n":[1,2,"drei"]}}')");
    EXPECT_EQ(result, parseJson(R"({"n":[1,2,"drei"]})", ""));
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(std::get<protocol::PhaseChanged>(events[0]).phase, "loading");
    EXPECT_EQ(read(folder / "request"), R"({"job":"model_info","model":"/a model"})"
                                        "\n");
    EXPECT_EQ(openDescriptors(), before);
}

TEST_F(WorkerProcess, aResultOfManyMegabytesArrivesWhole) {
    const auto result = run(R"(echo -n '{"result":"'; head -c 9000000 /dev/zero | tr '\0' x; echo '"}')");
    EXPECT_EQ(result.get<std::string>().size(), 9'000'000u);
}

TEST_F(WorkerProcess, itsErrorIsThrown) {
    try {
        run(R"(echo '{"error":{"kind":"interrupted","what":"stopped","where":"r","hint":"resume"}}'; exit 130)");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Interrupted);
        EXPECT_STREQ(error.what(), "r: stopped (resume)");
    }
}

TEST_F(WorkerProcess, aKilledOneSaysSo) {
    const int before = openDescriptors();
    const auto text = failure("echo 'memory cgroup out of memory' >&2; kill -9 $$");
    EXPECT_NE(text.find("signal 9 (SIGKILL)"), std::string::npos) << text;
    EXPECT_NE(text.find("smaller batch"), std::string::npos) << text;
    ASSERT_EQ(events.size(), 1u);
    EXPECT_NE(std::get<protocol::Message>(events[0]).text.find("memory cgroup"), std::string::npos);
    EXPECT_EQ(openDescriptors(), before);
}

TEST_F(WorkerProcess, aCrashAndAnEarlyEndSaySo) {
    EXPECT_NE(failure("kill -SEGV $$").find("signal 11 (SIGSEGV)"), std::string::npos);
    EXPECT_NE(failure("exit 3").find("code 3"), std::string::npos);
    EXPECT_NE(failure(R"(echo -n '{"result":1}')").find("no result"), std::string::npos) << "a torn last line";
}

TEST_F(WorkerProcess, onlyTheLastWordsAreKept) {
    failure("head -c 1000000 /dev/zero | tr '\\0' a >&2; echo the end >&2; exit 1");
    const auto& text = std::get<protocol::Message>(events.at(0)).text;
    EXPECT_TRUE(text.ends_with("the end"));
    EXPECT_LT(text.size(), 70'000u);
}

TEST_F(WorkerProcess, brokenLinesEndIt) {
    for (const std::string line :
         {"hello", "{}", "[1]", "{\"event\":\"odd\"}", "{\"event\":\"phase\"}", "\\xff\\xfe"}) {
        const auto text =
            failure("echo '{\"event\":\"phase\",\"phase\":\"x\"}'; printf '" + line + "\\n'; exec sleep 100");
        EXPECT_NE(text.find("line 2"), std::string::npos) << line << ": " << text;
        EXPECT_NE(text.find("same version"), std::string::npos) << text;
    }
}

TEST_F(WorkerProcess, aProgramThatIsNotThereIsNamed) {
    const int before = openDescriptors();
    const auto text = errorOf([&] { runInWorker(request, control, {}, {folder / "nowhere"}); });
    EXPECT_NE(text.find("nowhere"), std::string::npos) << text;
    EXPECT_EQ(openDescriptors(), before);
}

TEST_F(WorkerProcess, theProgramIsNamedByTheEnvironmentOrLiesBeside) {
    const auto options = script(R"(echo '{"result":"script"}')");
    ::setenv("ATELIER_WORKER", options.program.c_str(), 1);
    EXPECT_EQ(runInWorker(request, control, {}), "script");
    ::unsetenv("ATELIER_WORKER");
}

TEST_F(WorkerProcess, whatIsAskedIsPassedOn) {
    const auto options = script(R"(
        echo '{"event":"phase","phase":"ready"}'
        while read -r line; do
            echo "$line" >> )" + (folder / "heard").string() +
                                R"(
            case $line in
                *pause*) echo '{"event":"state","state":"paused","reason":""}' ;;
                *resume*) echo '{"event":"state","state":"running","reason":""}' ;;
                *save*) echo '{"event":"checkpoint","step":4,"path":"p"}' ;;
                *stop*) echo '{"error":{"kind":"interrupted","what":"stopped","where":"","hint":""}}'; exit ;;
            esac
        done)");
    EventRecorder recorder;
    Queue queue(recorder.listener());
    const JobId id = queue.add({"train", "t", JobSpec::Lane::Engine}, engineWork(protocol::TrainRequest{}, options));
    ASSERT_TRUE(recorder.wait<protocol::PhaseChanged>(id, [](const auto&) { return true; }));
    queue.pause(id);
    ASSERT_TRUE(recorder.waitFor(id, protocol::State::Paused));
    queue.request(id, protocol::Command::Save);
    ASSERT_TRUE(recorder.wait<protocol::CheckpointSaved>(id, [](const auto& one) { return one.step == 4; }));
    queue.resume(id);
    ASSERT_TRUE(recorder.wait<protocol::StateChanged>(id, [&](const auto&) {
        return queue.status(id).state == protocol::State::Running;  // again
    }));
    queue.cancel(id);
    ASSERT_TRUE(recorder.waitForEnd(id));
    EXPECT_EQ(queue.status(id).state, protocol::State::Stopped);
    EXPECT_EQ(read(folder / "heard"),
              "{\"control\":\"pause\"}\n{\"control\":\"save\"}\n{\"control\":\"resume\"}\n{\"control\":\"stop\"}\n");
}

TEST_F(WorkerProcess, oneThatDoesNotListenIsKilledOnRequest) {
    // It leaves its pipes to a child of its own, too.
    const auto options =
        script("trap '' TERM INT HUP\nsleep 3 &\necho '{\"event\":\"phase\",\"phase\":\"ready\"}'\nexec sleep 1000");
    EventRecorder recorder;
    Queue queue(recorder.listener());
    const JobId id = queue.add({"train", "t", JobSpec::Lane::Engine}, engineWork(protocol::TrainRequest{}, options));
    ASSERT_TRUE(recorder.wait<protocol::PhaseChanged>(id, [](const auto&) { return true; }));
    queue.cancel(id);
    EXPECT_EQ(queue.status(id).state, protocol::State::Stopping);
    queue.kill(id);
    ASSERT_TRUE(recorder.waitForEnd(id));
    EXPECT_EQ(queue.status(id).state, protocol::State::Stopped);
}

TEST_F(WorkerProcess, whatHasNothingToSaveIsNotWaitedForWhenStopped) {
    const auto options = script("echo '{\"event\":\"phase\",\"phase\":\"loading\"}'; exec sleep 60");
    for (const protocol::Request& one :
         {protocol::Request(protocol::ModelInfoRequest{"/m"}), protocol::Request(protocol::PreflightRequest{}),
          protocol::Request(protocol::GenerateRequest{})}) {
        protocol::Control asked;
        try {
            runInWorker(one, asked, [&](const protocol::Event&) { asked.stop(); }, options);
            FAIL();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Error::Kind::Interrupted) << error.what();
        }
    }
}

TEST_F(WorkerProcess, aTalkativeOneCanBeStopped) {
    const auto options = script(R"(
        ( while read -r line; do case $line in *stop*) kill $$ ;; esac; done ) <&0 &
        exec yes '{"event":"message","level":"info","text":"a line of the log"}')");
    EventRecorder recorder;
    std::atomic<int> heard = 0;
    Queue queue([&, tell = recorder.listener()](JobId id, const protocol::Event& event) {
        if (std::holds_alternative<protocol::Message>(event))
            ++heard;
        else
            tell(id, event);
    });
    const JobId id = queue.add({"train", "t", JobSpec::Lane::Engine}, engineWork(protocol::TrainRequest{}, options));
    while (heard < 20'000 && !queue.status(id).ended())
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    queue.cancel(id);
    ASSERT_TRUE(recorder.waitForEnd(id));
    EXPECT_EQ(queue.status(id).state, protocol::State::Failed);  // ended by SIGTERM
    EXPECT_GE(heard, 20'000);
}

TEST_F(WorkerProcess, aReaderThatIsGoneDoesNotEndThisProcess) {
    // Its input is closed when something is to be said to it: no SIGPIPE here.
    std::signal(SIGPIPE, SIG_DFL);
    const auto options = script("exec 0<&-; echo '{\"event\":\"phase\",\"phase\":\"deaf\"}'; sleep 0.3; exit 5");
    const auto text = errorOf([&] {
        runInWorker(
            request, control,
            [this](const protocol::Event& event) {
                if (std::holds_alternative<protocol::PhaseChanged>(event)) control.pause();
            },
            options);
    });
    EXPECT_NE(text.find("code 5"), std::string::npos) << text;
}

TEST_F(WorkerProcess, stoppedBeforeItBeganStartsNothing) {
    control.stop();
    EXPECT_THROW(runInWorker(request, control, {}, {folder / "nowhere"}), Error);
    EXPECT_EQ(errorOf([&] { runInWorker(request, control, {}, {folder / "nowhere"}); }).find("nowhere"),
              std::string::npos);
}

TEST_F(WorkerProcess, aHundredLeaveNothingBehind) {
    const auto options = script("echo '{\"result\":1}'");
    runInWorker(request, control, {}, options);
    const int before = openDescriptors();
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(runInWorker(request, control, {}, options), 1);
    EXPECT_EQ(openDescriptors(), before);
}

}  // namespace
}  // namespace atelier::client::test
