#pragma once

#include "client/queue.h"
#include "protocol/event.h"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace atelier::ui {

/// What a job said since the last look, folded: of phase, progress and state only the newest, of messages the last
/// kMessages, of metrics every point.
struct JobNews {
    static constexpr std::size_t kMessages = 2000;

    std::optional<protocol::PhaseChanged> phase;
    std::optional<protocol::Progress> progress;
    std::optional<protocol::StateChanged> state;
    std::vector<protocol::Metrics> metrics;
    std::vector<protocol::Message> messages;
    std::vector<protocol::SampleAnswer> answers;
    std::vector<protocol::CheckpointSaved> checkpoints;
    std::string answerText;             ///< of AnswerPart, joined
    std::uint64_t messagesLeftOut = 0;  ///< older than those kept

    void add(const protocol::Event& event);
};

/// Between the jobs' threads, which fill it, and the window's, which empties it at the screen's rate. Thread-safe; a
/// job that says more than a person can read costs the window nothing.
class EventBuffer {
public:
    /// True when it was empty before: the window has to be woken.
    bool add(client::JobId job, const protocol::Event& event);
    std::map<client::JobId, JobNews> take();

private:
    std::mutex mutex_;
    std::map<client::JobId, JobNews> news_;
};

}  // namespace atelier::ui
