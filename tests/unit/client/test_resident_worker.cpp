#include "client/worker_process.h"
#include "protocol/jobs/generate.h"
#include "unit/client/support.h"

#include <fstream>
#include <optional>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>

// Against small scripts; tests/smoke asks the real worker.
namespace atelier::client::test {
using namespace atelier::test;
using namespace std::chrono_literals;
namespace {

class ResidentWorkerTest : public Folder {
protected:
    void SetUp() override {
        Folder::SetUp();
        // Says how many processes there were, and which of its own jobs this is.
        script(R"(
            while read -r line; do
                job=$((job + 1))
                case $line in
                    *crash*) echo "it hurts" >&2; kill -SEGV $$ ;;
                    *refuse*) echo '{"error":{"kind":"user","what":"no such model","where":"m","hint":""}}' ;;
                    *leave*) [ $(wc -l < started) = 1 ] && exit 0; echo "{\"result\":[$(wc -l < started),$job]}" ;;
                    *quit*) exit 0 ;;
                    *sleep*) echo '{"event":"phase","phase":"loading"}'; exec sleep 60 ;;
                    *) echo "{\"result\":[$(wc -l < started),$job]}" ;;
                esac
            done)");
        resident.emplace(WorkerOptions{folder / "worker.sh"});
    }
    void TearDown() override {
        resident.reset();
        Folder::TearDown();
    }

    WorkerOptions script(const std::string& text) {
        const auto file = folder / "worker.sh";
        write(file, "#!/bin/bash\ncd " + folder.string() + "\necho >> started\n" + text);
        ::chmod(file.c_str(), 0700);
        return {file};
    }
    Json ask(const std::string& prompt) {
        protocol::GenerateRequest request;
        request.prompt = prompt;
        protocol::Control control;
        return resident->run(request, control, [&](const protocol::Event& event) {
            events.push_back(event);
            if (std::holds_alternative<protocol::PhaseChanged>(event)) control.stop();
        });
    }
    static Json answer(int process, int job) { return Json::array({process, job}); }

    std::vector<protocol::Event> events;
    std::optional<ResidentWorker> resident;
};

TEST_F(ResidentWorkerTest, OneProcessDoesJobAfterJob) {
    EXPECT_EQ(ask("a"), answer(1, 1));
    EXPECT_EQ(ask("b"), answer(1, 2));
    EXPECT_EQ(ask("c"), answer(1, 3));
}

TEST_F(ResidentWorkerTest, AJobThatFailsLeavesTheProcess) {
    EXPECT_EQ(ask("a"), answer(1, 1));
    EXPECT_NE(errorOf([&] { ask("refuse"); }).find("no such model"), std::string::npos);
    EXPECT_EQ(ask("b"), answer(1, 3));
}

TEST_F(ResidentWorkerTest, ACrashEndsItsJobAlone) {
    EXPECT_EQ(ask("a"), answer(1, 1));
    EXPECT_NE(errorOf([&] { ask("crash"); }).find("SIGSEGV"), std::string::npos);
    ASSERT_FALSE(events.empty());
    EXPECT_NE(std::get<protocol::Message>(events.back()).text.find("it hurts"), std::string::npos);
    EXPECT_EQ(ask("b"), answer(2, 1));
}

TEST_F(ResidentWorkerTest, OneThatWasAboutToEndIsStartedAgain) {
    EXPECT_EQ(ask("a"), answer(1, 1));
    EXPECT_EQ(ask("leave"), answer(2, 1));
    EXPECT_NE(errorOf([&] { ask("quit"); }).find("ended with code 0 and no result"), std::string::npos);
    EXPECT_EQ(ask("b"), answer(4, 1));
}

TEST_F(ResidentWorkerTest, OneThatDoesNotStopIsEnded) {
    EXPECT_EQ(ask("a"), answer(1, 1));
    EXPECT_THROW(ask("sleep"), Error);
    EXPECT_EQ(ask("b"), answer(2, 1));
}

TEST_F(ResidentWorkerTest, ReleaseEndsTheIdleProcess) {
    resident->release();  // none yet
    EXPECT_EQ(ask("a"), answer(1, 1));
    resident->release();
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "it was waited for";
    EXPECT_EQ(ask("b"), answer(2, 1));
}

TEST_F(ResidentWorkerTest, AnIdleProcessEndsByItself) {
    ResidentWorker brief{{folder / "worker.sh"}, 50ms};
    protocol::Control control;
    EXPECT_EQ(brief.run(protocol::GenerateRequest{}, control, {}), answer(1, 1));
    siginfo_t none;  // waitid fails once there is no child any more
    for (int i = 0; i < 1000 && ::waitid(P_ALL, 0, &none, WEXITED | WNOHANG | WNOWAIT) == 0; ++i)
        std::this_thread::sleep_for(10ms);
    EXPECT_EQ(brief.run(protocol::GenerateRequest{}, control, {}), answer(2, 1));
}

TEST_F(ResidentWorkerTest, AProcessThatDiedUnnoticedIsReplaced) {
    script("read -r line; echo '{\"result\":1}'");
    EXPECT_EQ(ask("a"), 1);
    std::this_thread::sleep_for(300ms);
    EXPECT_EQ(ask("b"), 1);
}

TEST_F(ResidentWorkerTest, JobsOfSeveralThreadsTakeTurns) {
    std::vector<std::thread> threads;
    std::mutex mutex;
    std::set<int> jobs;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            protocol::Control control;
            const Json answered = resident->run(protocol::GenerateRequest{}, control, {});
            std::lock_guard lock(mutex);
            jobs.insert(answered[1].get<int>());
        });
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(jobs, (std::set<int>{1, 2, 3, 4, 5, 6, 7, 8}));
}

}  // namespace
}  // namespace atelier::client::test
