#include "runs/run_presence.h"

#include <utility>

namespace atelier::runs {
namespace {

using Clock = std::chrono::system_clock;

}  // namespace

RunPresence::RunPresence(protocol::Control& control, protocol::EventSink events)
    : events_(std::move(events)),
      heard_([this](const protocol::Event& event) {
          door_.note(event);
          if (const auto* message = std::get_if<protocol::Message>(&event)) keep({Clock::now(), *message});
          if (events_) events_(event);
      }),
      door_(control) {}

void RunPresence::begin(const RunFolder& run) {
    lock_.emplace(run);
    run_ = run;
    for (const auto& message : std::exchange(before_, {}))
        keep(message);
    if (const std::string why = door_.open(run.path()); !why.empty())
        events_(protocol::Message{
            protocol::Message::Level::Warning,
            "other programs cannot pause or stop this training: no socket in " + run.path().string() + ": " + why});
}

void RunPresence::ended(const Error& error) {
    const bool stopped = error.kind() == Error::Kind::Interrupted;
    if (!run_) return;
    const auto level = stopped ? protocol::Message::Level::Info : protocol::Message::Level::Error;
    keep({Clock::now(), {level, error.what(), stopped ? kRunStopped : kRunFailed}});
}

void RunPresence::keep(const KeptMessage& message) {
    if (!run_) {
        before_.push_back(message);
        return;
    }
    try {
        appendMessage(run_->path(), message);
    } catch (const Error&) {
        // A full disk: the training itself tells when it cannot save.
    }
}

}  // namespace atelier::runs
