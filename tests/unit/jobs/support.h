#pragma once

#include "common/error.h"
#include "common/file.h"
#include "jobs/queue.h"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <unistd.h>
#include <vector>

namespace atelier::jobs::test {

/// What a queue's listener was told, for tests that wait for something to be told.
class Told {
public:
    Queue::Listener listener() {
        return [this](JobId id, const Event& event) {
            std::lock_guard lock(mutex_);
            all_.emplace_back(id, event);
            news_.notify_all();
        };
    }

    std::vector<std::pair<JobId, Event>> all() const {
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
    std::vector<State> states(JobId id) const {
        std::vector<State> found;
        for (const auto& one : of<StateChanged>(id))
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
    bool waitFor(JobId id, State state) {
        return wait<StateChanged>(id, [state](const StateChanged& one) { return one.state == state; });
    }
    bool waitForEnd(JobId id) {
        return wait<StateChanged>(id, [](const StateChanged& one) {
            return one.state == State::Done || one.state == State::Stopped || one.state == State::Failed;
        });
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable news_;
    std::vector<std::pair<JobId, Event>> all_;
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

class Folder : public testing::Test {
protected:
    void SetUp() override {
        folder =
            std::filesystem::temp_directory_path() / ("atelier-jobs-" + std::to_string(::getpid()) + "-" +
                                                      testing::UnitTest::GetInstance()->current_test_info()->name());
        std::filesystem::create_directories(folder);
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    void write(const std::filesystem::path& file, const std::string& text) {
        std::filesystem::create_directories(file.parent_path());
        writeFileAtomically(file, text);
    }

    std::filesystem::path folder;
};

/// Message of the Error that `action` throws; empty: none.
inline std::string errorOf(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

}  // namespace atelier::jobs::test
