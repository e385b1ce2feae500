#pragma once

#include "common/error.h"
#include "jobs/control.h"
#include "jobs/run_door.h"
#include "jobs/run_messages.h"
#include "training/run_folder.h"

#include <optional>
#include <vector>

namespace atelier::jobs {

/// What others find of a run while it is trained, and afterwards: its lock, the door at which it can be asked
/// (run_door.h), what it said (run_messages.h).
class RunPresence {
public:
    RunPresence(Control& control, EventSink events);
    RunPresence(const RunPresence&) = delete;
    RunPresence& operator=(const RunPresence&) = delete;

    /// To be used for all that the training says; what was said before begin() is kept too.
    const EventSink& events() const { return heard_; }
    /// From here on the run's folder is there. Throws Error when another process trains it.
    void begin(const training::RunFolder& run);
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

    EventSink events_, heard_;
    std::vector<KeptMessage> before_;
    std::optional<training::RunFolder> run_;
    std::optional<training::RunLock> lock_;  // outlives the door, whose place the next training takes
    RunDoor door_;
};

}  // namespace atelier::jobs
