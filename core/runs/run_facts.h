#pragma once

#include "common/json.h"

#include <string>

namespace atelier::runs {

/// What a run was made with and on, for RUN/run.json: versions, data, device, processor, memory, threads. With the
/// recipe beside it, it says what must be the same for the same bytes.
/// `device`: "cpu", "cuda" or "cuda:N"; `torch`: its version; `threads`: that compute one operation.
Json runFacts(const std::string& dataHash, const std::string& device, const std::string& torch, int threads);

}  // namespace atelier::runs
