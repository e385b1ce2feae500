#pragma once

#include "training/prefetcher.h"

#include <functional>
#include <stop_token>
#include <vector>

namespace atelier::training {

/// Tokens that each of `size` samples has, those of images included, as its first epoch shows it: encodes them all.
/// 0 for a sample that is left out. `done(n)` after each; throws Error (Interrupted) when stopped.
std::vector<std::int64_t> tokenLengths(std::int64_t size, Prefetcher::Encode encode, Prefetcher::Name name,
                                       const Prefetcher::Options& reading, std::stop_token stop,
                                       const std::function<void(std::int64_t done)>& done);

}  // namespace atelier::training
