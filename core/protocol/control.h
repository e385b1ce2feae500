#pragma once

#include "common/watch.h"
#include "protocol/event.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <stop_token>
#include <variant>
#include <vector>

namespace atelier::protocol {

/// What is done once for each time it is asked for, as soon as the job can.
enum class Command {
    Save,
    Evaluate,
    Answer,    ///< the sample answers as the model gives them now
    EndEpoch,  ///< end when each sample was seen as often as any other, with the result of a whole run
};
constexpr auto valueNames(Command) {
    return ValueNames<Command, 4>{{{Command::Save, "save"},
                                   {Command::Evaluate, "evaluate"},
                                   {Command::Answer, "answer"},
                                   {Command::EndEpoch, "end_epoch"}}};
}

/// A change of the learning rate: it is multiplied, or the recipe's is replaced; the schedule's shape goes on.
struct RateChange {
    enum class Kind { Factor, Value } kind = Kind::Factor;
    double number = 1;  ///< above 0
    bool operator==(const RateChange&) const = default;

    static constexpr const char* kName = "learning_rate";
    static constexpr auto fields() { return std::tuple(keyedByName(&RateChange::kind, &RateChange::number)); }
    void validate(const std::string& where) const;
};
constexpr auto valueNames(RateChange::Kind) {
    return ValueNames<RateChange::Kind, 2>{{{RateChange::Kind::Factor, "factor"}, {RateChange::Kind::Value, "value"}}};
}

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
    void request(Command command);
    void changeRate(RateChange change);
    void leave();  ///< go on by itself: the end of who asked is no reason to stop any more

    // For the job.
    std::stop_token stopToken() const { return stop_.get_token(); }
    bool stopRequested() const { return stop_.stop_requested(); }
    bool killRequested() const;
    bool pauseRequested() const;
    bool leaveRequested() const;
    /// Whether it was requested since the last call.
    bool take(Command command);
    /// Since the last call, in their order.
    std::vector<RateChange> takeRateChanges();
    /// Returns when nothing says pause any more, at stop(), or when something else is asked for (a paused job can save
    /// or evaluate).
    void waitWhilePaused();
    /// Called after each request, on the asking thread; must be short and must not call this object. Empty: no listener
    /// any more; when this returns, no call is under way.
    void setWatcher(std::function<void()> watcher);

private:
    template <class Change>
    void change(Change&& change);

    std::stop_source stop_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool killed_ = false, paused_ = false, left_ = false;
    std::set<Command> commands_;
    std::vector<RateChange> rateChanges_;
    std::function<void()> watcher_;
};

/// A change of the job's own course.
enum class Transition {
    Stop,
    Pause,
    Resume,
    Leave,  ///< a training goes on without who started it
};
constexpr auto valueNames(Transition) {
    return ValueNames<Transition, 4>{{{Transition::Stop, "stop"},
                                      {Transition::Pause, "pause"},
                                      {Transition::Resume, "resume"},
                                      {Transition::Leave, "leave"}}};
}

/// What is asked of a job while it runs: {"control": "stop"}, "pause", "resume", "leave"; "save", "evaluate", "answer",
/// "end_epoch"; {"control": "learning_rate", "factor": 0.5} or "value".
using ControlMessage = std::variant<Transition, Command, RateChange>;
Json toJson(const ControlMessage& message);
ControlMessage controlFromJson(const Json& json, const std::string& where);
/// Does what the message asks.
void apply(const ControlMessage& message, Control& control);

/// For work below the jobs: its progress becomes events.
Watch watchFor(std::stop_token stop, EventSink events);

}  // namespace atelier::protocol
