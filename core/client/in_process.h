#pragma once

#include "protocol/job.h"

namespace atelier::client {

/// Runs a job in this process and returns what it gives. The engine's library, and libtorch with it, is loaded at the
/// first call. Blocks, reports to `events` on this thread (empty: nowhere), stops soon after that is asked for (Error,
/// Interrupted, state saved); throws the job's Error, and Error (Failure) where the engine cannot be loaded.
Json runInProcess(const protocol::Request& request, protocol::Control& control, const protocol::EventSink& events = {});

template <protocol::Job R>
typename R::Result run(const R& job, protocol::Control& control, const protocol::EventSink& events = {}) {
    return protocol::fromJson<typename R::Result>(runInProcess(job, control, events), R::kName);
}
/// Without a way to stop it and without events.
template <protocol::Job R>
typename R::Result run(const R& job) {
    protocol::Control control;
    return run(job, control);
}

}  // namespace atelier::client
