#pragma once

#include "common/error.h"

#include <QFutureWatcher>
#include <QPromise>
#include <QThreadPool>

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace atelier::ui {

/// What became of work that ran beside the window: one of the two is there.
template <class T>
struct Outcome {
    std::optional<T> value;
    std::optional<Error> error;
};

/// Runs `work()` on a thread of the pool, then `done(Outcome)` in the receiver's thread; never when the receiver is
/// gone by then. `work` must own all that it uses; what it throws becomes the outcome's error.
template <class Work, class Done>
void inBackground(QObject* receiver, Work work, Done done) {
    using T = std::invoke_result_t<Work&>;
    const auto outcome = std::make_shared<Outcome<T>>();
    const auto promise = std::make_shared<QPromise<void>>();
    auto* watcher = new QFutureWatcher<void>(receiver);
    QObject::connect(watcher, &QFutureWatcher<void>::finished, receiver,
                     [watcher, outcome, done = std::move(done)]() mutable {
                         watcher->deleteLater();
                         done(std::move(*outcome));
                     });
    watcher->setFuture(promise->future());
    promise->start();
    QThreadPool::globalInstance()->start([promise, outcome, work = std::move(work)]() mutable {
        try {
            outcome->value = work();
        } catch (const Error& error) {
            outcome->error = error;
        } catch (const std::exception& error) {
            outcome->error = Error::failure(error.what());
        }
        promise->finish();
    });
}

}  // namespace atelier::ui
