#pragma once

#include "client/queue.h"
#include "protocol/job.h"

#include <filesystem>

namespace atelier::client {

struct WorkerOptions {
    /// The program with the subcommand `worker`; empty: $ATELIER_WORKER, else `atelier` beside this program.
    std::filesystem::path program;
};

/// Runs `request` in a process of its own and returns what it gives (the toJson() of the job's result). The engine is
/// loaded there: a crash or a lack of memory ends that process, not this one. What is asked of `control` is passed on;
/// whoever has nothing to save (all but a training) is ended when it does not stop soon. The process also stops, with a
/// checkpoint, when this one ends, unless it was asked to leave: then it goes on alone (Error, Interrupted), and
/// askRun() reaches it. Throws the job's own Error; Error (Failure) when the
/// process cannot be started or ends without a result, which tells its last words as a Message first.
Json runInWorker(const protocol::Request& request, protocol::Control& control, const protocol::EventSink& events,
                 const WorkerOptions& options = {});

/// The same as work for a queue.
Work engineWork(protocol::Request request, WorkerOptions options = {});

}  // namespace atelier::client
