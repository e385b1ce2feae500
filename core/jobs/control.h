#pragma once

#include "common/watch.h"
#include "jobs/event.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>

namespace atelier::jobs {

/// What is asked of a running job, from any thread. The job looks at it where it can do so safely: a training between
/// two steps.
class Control {
public:
    Control() = default;
    Control(const Control&) = delete;
    Control& operator=(const Control&) = delete;

    // For those who ask.
    void stop();    ///< end soon, with a checkpoint where one is trained; also ends a pause; cannot be taken back
    void kill();    ///< the same at once, nothing saved; a job without a process of its own only stops
    void pause();   ///< without effect on jobs that cannot pause
    void resume();  ///< takes pause() back
    void saveNow();

    // For the job.
    std::stop_token stopToken() const { return stop_.get_token(); }
    bool stopRequested() const { return stop_.stop_requested(); }
    bool killRequested() const;
    bool pauseRequested() const;
    /// Whether saving was asked for since the last call.
    bool takeSaveRequest();
    /// Returns when nothing says pause any more, at stop(), or when saving is asked for (a paused job can save).
    void waitWhilePaused();
    /// Called after each request, on the asking thread; must be short and must not call this object. Empty: nobody any
    /// more; when this returns, no call is under way.
    void setWatcher(std::function<void()> watcher);

private:
    template <class Change>
    void change(Change&& change);

    std::stop_source stop_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool killed_ = false, paused_ = false, save_ = false;
    std::function<void()> watcher_;
};

/// For work below the jobs: its progress becomes events.
Watch watchFor(std::stop_token stop, EventSink events);

}  // namespace atelier::jobs
