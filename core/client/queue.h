#pragma once

#include "common/error.h"
#include "common/json.h"
#include "protocol/control.h"
#include "protocol/event.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace atelier::client {

using JobId = std::int64_t;

struct JobSpec {
    std::string kind;   ///< "train", "compare", "import", "model_info", "try", ...
    std::string title;  ///< what a person reads
    /// Jobs of one lane run one after another, the lanes beside each other.
    enum class Lane {
        Engine,   ///< computes with the engine, in a process of its own
        Answers,  ///< asks a ResidentWorker: a person waits for the answer, also while a run trains
        Light,    ///< reads and imports, in this process
    } lane = Lane::Light;
    std::string run = {};  ///< that it trains; empty: none
};

/// What a job does: runs on its lane's thread, returns the job's result, throws Error (Interrupted: it was stopped).
/// Any other exception is a fault of ours and ends the job alone.
using Work = std::function<Json(protocol::Control&, const protocol::EventSink&)>;

struct JobStatus {
    JobId id = 0;
    JobSpec spec;
    protocol::State state = protocol::State::Idle;
    protocol::PhaseChanged phase;
    std::int64_t done = 0, total = 0;
    double secondsLeft = -1;     ///< -1: unknown
    std::optional<Error> error;  ///< of a job that failed
    Json result;                 ///< of a job that is done, until it is dropped; null otherwise

    bool ended() const {
        return state == protocol::State::Done || state == protocol::State::Stopped || state == protocol::State::Failed;
    }
};

/// Jobs that wait, run and have ended. Every function may be called from any thread, also by the listener.
class Queue {
public:
    using Listener = std::function<void(JobId, const protocol::Event&)>;

    /// The listener gets what each job says and StateChanged for each change of its state, in order and never two calls
    /// at once, on the job's thread; on the caller's for what cancel() and its like change themselves. It must be short
    /// and must not wait for a thread that uses the queue. status() inside it shows the new state already.
    explicit Queue(Listener listener);
    /// Stops all jobs and waits for them; call stopAll() and wait for busy() to end where a window must not stand
    /// still.
    ~Queue();
    Queue(const Queue&) = delete;
    Queue& operator=(const Queue&) = delete;

    JobId add(JobSpec spec, Work work);

    // Without effect on jobs that have ended or are not there.
    void cancel(JobId id);  ///< a waiting job never starts; a running one stops soon, with what it can save
    void kill(JobId id);    ///< the same at once, nothing saved (see Control)
    void pause(JobId id);   ///< Paused is reported once the job has stopped working; a waiting job starts first
    void resume(JobId id);
    void request(JobId id, protocol::Command command);
    void changeRate(JobId id, protocol::RateChange change);
    void leave(JobId id);       ///< its process goes on alone; here the job is Stopped
    void advance(JobId id);     ///< a waiting job changes places with the one before it
    void stopAll();             ///< cancels every job
    void dropResult(JobId id);  ///< of an ended job: results may be large, and jobs stay on the list

    JobStatus status(JobId id) const;    ///< std::out_of_range for a job that is not there
    std::vector<JobStatus> all() const;  ///< in the order of their coming, without the results, which may be large
    std::vector<JobId> waiting(JobSpec::Lane lane) const;  ///< next first
    bool busy() const;                                     ///< whether a job waits or runs

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace atelier::client
