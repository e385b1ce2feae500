#pragma once

#include "training/objectives/example.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

namespace atelier::training {

/// Encodes samples in background threads and hands them out in the order in which they were asked for: what is drawn
/// and in which order does not depend on the number of threads.
class Prefetcher {
public:
    /// Called in several threads; may throw. A sample may look otherwise in each epoch.
    using Encode = std::function<Example(std::int64_t sample, std::int64_t epoch)>;
    using Name = std::function<std::string(std::int64_t sample)>;  ///< the sample's id, for messages

    struct Options {
        std::int64_t workers = 0;  ///< 0: one
        std::int64_t ahead = 16;   ///< most samples that wait encoded: bounds the memory
        bool skipBad = false;      ///< a sample that fails is left out and counted; else next() throws its Error
        std::chrono::seconds patience{
            300};  ///< a sample that takes longer is an Error: a dead network drive must not look like work
        std::int64_t mostBad =
            std::numeric_limits<std::int64_t>::max();  ///< samples that may fail before next() throws
    };
    Prefetcher(Encode encode, Name name, const Options& options);
    ~Prefetcher();
    Prefetcher(const Prefetcher&) = delete;
    Prefetcher& operator=(const Prefetcher&) = delete;

    void request(const std::vector<std::int64_t>& samples, std::int64_t epoch);
    /// The next `count` of the requested samples, with their numbers, fewer where bad ones were left out. Throws Error
    /// naming the sample as soon as any of the requested ones has failed, even if its turn comes later.
    std::vector<std::shared_ptr<const Example>> next(std::int64_t count);

    /// What happened to samples so far, by their numbers.
    struct Report {
        std::unordered_set<std::int64_t> skipped;  ///< left out
        std::unordered_set<std::int64_t> cut;      ///< the cutoff took a part of what is learned
        std::unordered_set<std::int64_t> nothing;  ///< of those: nothing is left to learn
        void add(const Report& other);
    };
    Report report() const;
    /// Samples that were left out, each counted once however often it was asked for.
    std::int64_t skipped() const;
    /// Why samples were left out since the last call: "sample NAME: REASON".
    std::vector<std::string> takeSkipReasons();

private:
    struct State;
    std::shared_ptr<State> state_;  // shared with the threads: one that hangs outlives us
};

}  // namespace atelier::training
