#pragma once

#include "jobs/event.h"

#include <chrono>
#include <string>

namespace atelier::cli {

/// Shows a job's events on standard error: a bar that redraws itself on a terminal, plain lines elsewhere. All calls
/// come from one thread.
class ProgressView {
public:
    ProgressView();
    ~ProgressView();
    ProgressView(const ProgressView&) = delete;
    ProgressView& operator=(const ProgressView&) = delete;

    jobs::EventSink sink();

private:
    using Clock = std::chrono::steady_clock;

    void show(const jobs::PhaseChanged& event);
    void show(const jobs::Progress& event);
    void show(const jobs::Metrics& event);
    void show(const jobs::Message& event);
    void show(const jobs::SampleAnswer& event);
    void show(const jobs::AnswerPart&) {}
    void show(const jobs::CheckpointSaved& event);
    void show(const jobs::StateChanged&) {}

    void line(const std::string& text);
    void draw();
    void clear();
    std::string timeLeft() const;
    std::string figures() const;

    bool terminal_;
    bool drawn_ = false;
    Clock::time_point lastDrawn_{};
    std::string phase_;
    jobs::Progress progress_;
    jobs::Metrics metrics_;
};

}  // namespace atelier::cli
