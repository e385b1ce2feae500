#pragma once

#include "bridge/background.h"

#include <QObject>

#include <atomic>
#include <list>
#include <memory>
#include <stop_token>
#include <thread>
#include <utility>

namespace atelier::ui {

/// Work that may take hours, such as a download: in a thread of its own, so that the pool of inBackground() stays free.
/// Must be a member of the receiver. Window's thread only.
class OwnThread {
public:
    OwnThread() = default;
    OwnThread(const OwnThread&) = delete;
    OwnThread& operator=(const OwnThread&) = delete;
    ~OwnThread() { forget(); }  // each thread is stopped by forget() and joined here

    /// Runs `work(std::stop_token)`, then `done(Outcome)` in the receiver's thread. Earlier work is stopped and not
    /// heard of again. `work` must own all that it uses.
    template <class Work, class Done>
    void start(QObject* receiver, Work work, Done done) {
        using T = std::invoke_result_t<Work&, std::stop_token>;
        forget();
        threads_.remove_if([](const One& one) { return one.ended->load(); });
        auto ended = std::make_shared<std::atomic<bool>>(false);
        auto body = [this, receiver, ended, number = number_, work = std::move(work),
                     done = std::make_shared<Done>(std::move(done))](std::stop_token stop) mutable {
            const auto outcome = std::make_shared<Outcome<T>>();
            try {
                outcome->value = work(stop);
            } catch (const Error& error) {
                outcome->error = error;
            } catch (const std::exception& error) {
                outcome->error = Error::failure(error.what());
            }
            QMetaObject::invokeMethod(
                receiver,
                [this, number, outcome, done] {
                    if (number != number_) return;
                    running_ = false;
                    (*done)(std::move(*outcome));
                },
                Qt::QueuedConnection);
            *ended = true;
        };
        running_ = true;
        threads_.push_back({std::jthread(std::move(body)), ended});
    }
    /// Asks the work to end; `done` gets what comes of that.
    void stop() {
        if (!threads_.empty()) threads_.back().thread.request_stop();
    }
    /// The same, and `done` is not called.
    void forget() {
        stop();
        ++number_;
        running_ = false;
    }
    bool running() const { return running_; }

private:
    struct One {
        std::jthread thread;
        std::shared_ptr<std::atomic<bool>> ended;
    };
    std::list<One> threads_;
    std::uint64_t number_ = 0;
    bool running_ = false;
};

}  // namespace atelier::ui
