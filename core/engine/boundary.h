#pragma once

#include "common/error.h"

#include <c10/util/Exception.h>

#include <new>
#include <string>

/// The one place where torch's exceptions become ours.
namespace atelier::engine {

/// First line of torch's message, without its backtrace.
Error translated(const c10::Error& error);

/// Runs `action`; c10::Error and out of memory come out as Error. A bug (std::logic_error) passes through.
template <class F>
auto guarded(F&& action) {
    try {
        return action();
    } catch (const c10::Error& error) {
        throw translated(error);
    } catch (const std::bad_alloc&) {
        throw Error::failure("out of memory", {}, "take a smaller batch or smaller images");
    }
}

}  // namespace atelier::engine
