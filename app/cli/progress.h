#pragma once

#include "hub/pull.h"
#include "protocol/event.h"

#include <chrono>
#include <string>

namespace atelier::cli {

/// "training", "answering (tuned)"
std::string phaseText(const protocol::PhaseChanged& phase);

/// Shows a job's events on standard error: a bar that redraws itself on a terminal, plain lines elsewhere. All calls
/// come from one thread.
class ProgressView {
public:
    ProgressView();
    ~ProgressView();
    ProgressView(const ProgressView&) = delete;
    ProgressView& operator=(const ProgressView&) = delete;

    protocol::EventSink sink();
    /// A download, which has no events of a job.
    void show(const hub::PullProgress& progress);
    void note(const std::string& text) { line(text); }
    /// Takes away what redraws itself, before something else is printed.
    void clear();

private:
    using Clock = std::chrono::steady_clock;

    void show(const protocol::PhaseChanged& event);
    void show(const protocol::Progress& event);
    void show(const protocol::Metrics& event);
    void show(const protocol::Message& event);
    void show(const protocol::SampleAnswer& event);
    void show(const protocol::AnswerPart&) {}
    void show(const protocol::CheckpointSaved& event);
    void show(const protocol::StateChanged&) {}

    void line(const std::string& text);
    void draw();
    void redraw(std::string text);
    std::string timeLeft() const;
    std::string figures() const;

    bool terminal_;
    bool drawn_ = false;
    Clock::time_point lastDrawn_{};
    std::string phase_;
    std::string lastLine_;  // of a download
    protocol::Progress progress_;
    protocol::Metrics metrics_;
};

}  // namespace atelier::cli
