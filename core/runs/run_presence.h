#pragma once

#include "common/error.h"
#include "protocol/control.h"
#include "runs/run_door.h"
#include "runs/run_folder.h"
#include "runs/run_messages.h"

#include <optional>
#include <vector>

namespace atelier::runs {

/// What others find of a run while it is trained, and afterwards: its lock, the door at which it can be asked
/// (run_door.h), what it said (run_messages.h).
class RunPresence {
public:
    RunPresence(protocol::Control& control, protocol::EventSink events);
    RunPresence(const RunPresence&) = delete;
    RunPresence& operator=(const RunPresence&) = delete;

    /// To be used for all that the training says; what was said before begin() is kept too.
    const protocol::EventSink& events() const { return heard_; }
    /// From here on the run's folder is there. Throws Error when another process trains it.
    void begin(const RunFolder& run);
    /// Runs the training; why it ended early is kept with the run.
    template <class F>
    auto during(F&& train) {
        try {
            return train();
        } catch (const Error& error) {
            ended(error);
            throw;
        }
    }

private:
    void ended(const Error& error);
    void keep(const KeptMessage& message);

    protocol::EventSink events_, heard_;
    std::vector<KeptMessage> before_;
    std::optional<RunFolder> run_;
    std::optional<RunLock> lock_;  // outlives the door, whose place the next training takes
    RunDoor door_;
};

}  // namespace atelier::runs
