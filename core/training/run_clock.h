#pragma once

#include <chrono>

namespace atelier::training {

/// Time that a training takes: all of it but pauses, and since the last log without what is no training.
class RunClock {
public:
    using Clock = std::chrono::steady_clock;
    using Duration = Clock::duration;

    /// `before`: seconds that the run took in earlier processes.
    void start(double before) {
        before_ = before;
        started_ = lastLog_ = Clock::now();
    }
    double elapsed() const { return before_ + seconds(Clock::now() - started_); }
    double sinceLog() const { return seconds(Clock::now() - lastLog_); }
    void logged() { lastLog_ = Clock::now(); }

    /// Time in which something else than training is done, such as an evaluation, while this lives.
    class Aside {
    public:
        explicit Aside(RunClock& clock) : clock_(clock), began_(Clock::now()) {}
        ~Aside() { clock_.lastLog_ += Clock::now() - began_; }
        Aside(const Aside&) = delete;
        Aside& operator=(const Aside&) = delete;

    private:
        RunClock& clock_;
        Clock::time_point began_;
    };

    /// Time in which nothing is done, while this lives.
    class Pause {
    public:
        explicit Pause(RunClock& clock) : clock_(clock), began_(Clock::now()), lastLog_(clock.lastLog_) {}
        ~Pause() {
            const auto spent = Clock::now() - began_;
            clock_.started_ += spent;
            clock_.lastLog_ = lastLog_ + spent;  // what was done meanwhile is in it already
        }
        Pause(const Pause&) = delete;
        Pause& operator=(const Pause&) = delete;

    private:
        RunClock& clock_;
        Clock::time_point began_, lastLog_;
    };

private:
    static double seconds(Duration time) { return std::chrono::duration<double>(time).count(); }

    double before_ = 0;
    Clock::time_point started_ = Clock::now(), lastLog_ = started_;
};

}  // namespace atelier::training
