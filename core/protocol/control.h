#pragma once

#include "common/watch.h"
#include "protocol/event.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <stop_token>
#include <vector>

namespace atelier::protocol {

/// What is done once for each time it is asked for, as soon as the job can.
enum class Wish {
    Save,
    Evaluate,
    Answer,    ///< the sample answers as the model gives them now
    EndEpoch,  ///< end when each sample was seen as often as any other, with the result of a whole run
};

/// A change of the learning rate: it is multiplied, or the recipe's is replaced; the schedule's shape goes on.
struct RateChange {
    enum class Kind { Factor, Value } kind = Kind::Factor;
    double number = 1;  ///< above 0
    bool operator==(const RateChange&) const = default;
};

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
    void ask(Wish wish);
    void changeRate(RateChange change);
    void leave();  ///< go on by itself: the end of who asked is no reason to stop any more

    // For the job.
    std::stop_token stopToken() const { return stop_.get_token(); }
    bool stopRequested() const { return stop_.stop_requested(); }
    bool killRequested() const;
    bool pauseRequested() const;
    bool leaveRequested() const;
    /// Whether it was asked for since the last call.
    bool take(Wish wish);
    /// Since the last call, in their order.
    std::vector<RateChange> takeRateChanges();
    /// Returns when nothing says pause any more, at stop(), or when something else is asked for (a paused job can save
    /// or evaluate).
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
    bool killed_ = false, paused_ = false, left_ = false;
    std::set<Wish> wishes_;
    std::vector<RateChange> rateChanges_;
    std::function<void()> watcher_;
};

/// For work below the jobs: its progress becomes events.
Watch watchFor(std::stop_token stop, EventSink events);

}  // namespace atelier::protocol
