#pragma once

#include "protocol/control.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

/// A running training can be asked by programs that did not start it: it listens on the socket `control.sock` in its
/// run's folder, for lines like those that a worker gets (wire.h), from the same user alone.
namespace atelier::runs {

/// What a running training answers.
struct RunStatus {
    protocol::State state = protocol::State::Running;
    protocol::PhaseChanged phase;
    protocol::Progress progress;  ///< of the phase

    static constexpr auto fields() {
        return std::tuple(protocol::field("state", &RunStatus::state), protocol::inlined(&RunStatus::phase),
                          protocol::inlined(&RunStatus::progress));
    }
};

/// Listens from open() on as long as it lives.
class RunDoor {
public:
    explicit RunDoor(protocol::Control& control);
    ~RunDoor();
    RunDoor(const RunDoor&) = delete;
    RunDoor& operator=(const RunDoor&) = delete;

    /// What is answered follows from what the training says.
    void note(const protocol::Event& event);
    /// The caller holds the run's lock. Returns why no socket could be made (a file system without them, a full disk);
    /// empty: one was.
    std::string open(const std::filesystem::path& run);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Hands `message` to the training of this run, whichever process does it; without, asks only how it is. Blocks for two
/// seconds at most. Throws Error when nobody trains it or nobody answers.
RunStatus askRun(const std::filesystem::path& run, const std::optional<protocol::ControlMessage>& message = {});

}  // namespace atelier::runs
