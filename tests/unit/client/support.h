#pragma once

#include "client/queue.h"
#include "unit/support.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

namespace atelier::client::test {

/// Records what a queue reports, for tests that wait for an event.
class EventRecorder {
public:
    Queue::Listener listener() {
        return [this](JobId id, const protocol::Event& event) {
            std::lock_guard lock(mutex_);
            all_.emplace_back(id, event);
            news_.notify_all();
        };
    }

    std::vector<std::pair<JobId, protocol::Event>> all() const {
        std::lock_guard lock(mutex_);
        return all_;
    }
    template <class T>
    std::vector<T> of(JobId id) const {
        std::vector<T> found;
        for (const auto& [whose, event] : all())
            if (const auto* one = std::get_if<T>(&event); one && whose == id) found.push_back(*one);
        return found;
    }
    std::vector<protocol::State> states(JobId id) const {
        std::vector<protocol::State> found;
        for (const auto& one : of<protocol::StateChanged>(id))
            found.push_back(one.state);
        return found;
    }
    /// Waits until an event of type T of this job passes; false after a long time.
    template <class T>
    bool wait(JobId id, const std::function<bool(const T&)>& passes) {
        std::unique_lock lock(mutex_);
        return news_.wait_for(lock, std::chrono::seconds(240), [&] {
            for (const auto& [whose, event] : all_)
                if (const auto* one = std::get_if<T>(&event); one && whose == id && passes(*one)) return true;
            return false;
        });
    }
    bool waitFor(JobId id, protocol::State state) {
        return wait<protocol::StateChanged>(id,
                                            [state](const protocol::StateChanged& one) { return one.state == state; });
    }
    bool waitForEnd(JobId id) {
        return wait<protocol::StateChanged>(id, [](const protocol::StateChanged& one) {
            return one.state == protocol::State::Done || one.state == protocol::State::Stopped ||
                   one.state == protocol::State::Failed;
        });
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable news_;
    std::vector<std::pair<JobId, protocol::Event>> all_;
};

/// Closed until it is opened.
class Gate {
public:
    void open() {
        std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    void pass() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return open_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
};

}  // namespace atelier::client::test
