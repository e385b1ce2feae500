#pragma once

#include "common/error.h"

#include <cstdint>
#include <functional>
#include <stop_token>

namespace atelier {

/// What long work without a job of its own is given: it tells how far it is and ends when asked to.
struct Watch {
    std::stop_token stop = {};
    /// Empty: no listener. total 0: not known yet.
    std::function<void(std::int64_t done, std::int64_t total)> progress = {};

    /// Throws Error (interrupted) when asked to stop.
    void at(std::int64_t done, std::int64_t total = 0) const {
        if (stop.stop_requested()) throw Error::interrupted("stopped");
        if (progress) progress(done, total);
    }
};

}  // namespace atelier
