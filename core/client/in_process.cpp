#include "client/in_process.h"

#include "common/part.h"

#include <cstdlib>
#include <mutex>

namespace atelier::client {
namespace {

using Handlers = Registry<protocol::JobHandler>;

// OpenMP's workers spin for milliseconds while they wait unless told otherwise. Beside any other busy program that
// starves the very thread they wait for: steps of a training were seen to take ten to fifty times as long. Not to spin
// at all wakes a thread at every operation. A training on two of two cores beside a busy process keeps 0.80 of its
// speed with no turn, 0.62 with 2,000 and 0.49 with 20,000 (tests/bench/beside_busy.py); alone, 2,000 turns cost
// nothing that can be measured. libgomp reads its settings while it is loaded.
void spinBriefly() {
    if (!std::getenv("OMP_WAIT_POLICY")) ::setenv("GOMP_SPINCOUNT", "2000", 0);
}

// The engine's handlers register themselves. A program that links the engine has them from its start.
void loadEngine() {
    static std::once_flag once;
    std::call_once(once, [] {
        if (!Handlers::instance().all().empty()) return;
        spinBriefly();
        if (const auto part = loadPart("libatelier_engine.so"); !part.handle)
            throw Error::failure("the engine cannot be loaded: " + part.reason, {}, "is Atelier installed whole?");
    });
}

}  // namespace

Json runInProcess(const protocol::Request& request, protocol::Control& control, const protocol::EventSink& events) {
    loadEngine();
    return Handlers::instance().at(request.name(), "job")(request, control, events);
}

}  // namespace atelier::client
