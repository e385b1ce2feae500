#pragma once

#include "bridge/background.h"
#include "bridge/job_center.h"
#include "client/worker_process.h"
#include "protocol/job.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace atelier::ui {

/// Whether jobs of this kind only look at something and show how far they are, and what went wrong, where they were
/// asked for: they are nowhere else, and nobody is asked about them when the window closes.
bool isLook(const std::string& kind);

/// One such job at a time, beside what a person does: it gives way to every other job of the engine.
class EngineLook : public QObject {
    Q_OBJECT

public:
    EngineLook(JobCenter& jobs, std::string kind, QObject* parent = nullptr);

    bool running() const { return job_ >= 0; }
    const protocol::PhaseChanged& phase() const { return phase_; }
    double share() const { return share_; }  ///< of the phase that is done; -1: unknown

    /// Asks the engine; `read` makes the answer of its result, on the job's thread; `done` gets it, or the error, or
    /// neither: it was stopped. What ran before is stopped and not heard of again.
    template <class Read, class Done>
    void start(const QString& title, protocol::Request request, Read read, Done done);
    void stop();

Q_SIGNALS:
    void progressed();

private:
    using Ended = std::function<void(const client::JobStatus&)>;
    void run(const QString& title, client::Work work, Ended ended);

    JobCenter& jobs_;
    std::string kind_;
    protocol::PhaseChanged phase_;
    client::JobId job_ = -1;
    double share_ = -1;
};

template <class Read, class Done>
void EngineLook::start(const QString& title, protocol::Request request, Read read, Done done) {
    using T = std::invoke_result_t<Read&, const Json&>;
    const auto answer = std::make_shared<std::optional<T>>();
    auto work = [ask = client::engineWork(std::move(request)), read = std::move(read), answer](
                    protocol::Control& control, const protocol::EventSink& events) mutable {
        answer->emplace(read(ask(control, events)));
        return Json();  // nobody reads it a second time
    };
    run(title, std::move(work), [answer, done = std::move(done)](const client::JobStatus& status) mutable {
        Outcome<T> outcome;
        if (status.state == protocol::State::Done) outcome.value = std::move(*answer);
        if (status.state == protocol::State::Failed)
            outcome.error = status.error.value_or(Error::failure("the job has failed"));
        done(std::move(outcome));
    });
}

}  // namespace atelier::ui
