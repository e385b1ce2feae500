#pragma once

#include "client/queue.h"
#include "protocol/job.h"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

namespace atelier::client {

class WorkerChild;

struct WorkerOptions {
    /// The program with the subcommand `worker`; empty: $ATELIER_WORKER, else `atelier` beside this program.
    std::filesystem::path program;
};

/// Runs `request` in a process of its own and returns what it gives (the toJson() of the job's result). The engine is
/// loaded there: a crash or a lack of memory ends that process, not this one. What is asked of `control` is passed on;
/// whoever has nothing to save (all but a training) is ended when it does not stop soon. The process also stops, with a
/// checkpoint, when this one ends, unless it was asked to leave: then it goes on alone (Error, Interrupted), and
/// askRun() reaches it. Throws the job's own Error; Error (Failure) when the
/// process cannot be started or ends without a result, which tells its last words as a Message first.
Json runInWorker(const protocol::Request& request, protocol::Control& control, const protocol::EventSink& events,
                 const WorkerOptions& options = {});

/// The same as work for a queue.
Work engineWork(protocol::Request request, WorkerOptions options = {});

/// A process that does jobs one after the other and keeps what they have loaded: the second question to a model starts
/// at once. It is started for the first job, and again after a crash, which ends that job alone; it ends when nobody
/// has asked for a while, and with it goes all the memory that it held.
class ResidentWorker {
public:
    explicit ResidentWorker(WorkerOptions options = {}, std::chrono::milliseconds idle = std::chrono::minutes(5));
    ~ResidentWorker();  ///< ends the process
    ResidentWorker(const ResidentWorker&) = delete;
    ResidentWorker& operator=(const ResidentWorker&) = delete;

    /// As runInWorker(); jobs take turns. A job that does not stop when asked ends with the process.
    Json run(const protocol::Request& request, protocol::Control& control, const protocol::EventSink& events);
    /// Ends the process now, unless a job runs: its memory is wanted elsewhere.
    void release();

    /// A job of `worker` as work for a queue.
    static Work work(std::shared_ptr<ResidentWorker> worker, protocol::Request request);

private:
    void watch(std::stop_token stop);

    const WorkerOptions options_;
    const std::chrono::milliseconds idle_;
    std::mutex mutex_;  ///< held while a job runs
    std::condition_variable_any changed_;
    std::unique_ptr<WorkerChild> process_;
    std::chrono::steady_clock::time_point lastUse_;
    std::jthread watcher_;  ///< ends the idle process
};

}  // namespace atelier::client
