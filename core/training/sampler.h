#pragma once

#include "common/json.h"

#include <cstdint>
#include <vector>

namespace atelier::training {

/// Which samples a step takes. Each epoch is a permutation that (seed, epoch) alone decides, so a position is enough to
/// go on from.
class Sampler {
public:
    struct Options {
        std::uint64_t seed = 0;
        std::int64_t samplesPerStep = 1;
        bool shuffle = true;
        bool groupByLength = false;
        /// Instead of samplesPerStep: a step has `batches` batches, each of at most so many tokens; 0: not so.
        std::int64_t tokensPerBatch = 0, batches = 1;
        /// Ranks that train together, each with samplesPerStep samples or `batches` batches of a step.
        std::int64_t rank = 0, worldSize = 1;
    };
    /// `lengths`: the length of each sample's answer; only samples up to the limit are drawn. `tokens`: what each
    /// sample takes of a batch, for tokensPerBatch and groupByLength.
    Sampler(std::vector<std::int64_t> lengths, const Options& options, std::vector<std::int64_t> tokens = {});

    struct Step {
        std::int64_t epoch = 0;
        double epochAfter = 0;  ///< epochs behind us once it is done, e.g. 1.25
        std::vector<std::int64_t> samples;
        std::vector<std::int64_t> batches;  ///< numbers of samples, with tokensPerBatch; else empty
    };
    /// The step of all ranks. Without a limit the last step of an epoch may be short and never reaches into the next
    /// one. With a limit, steps are always full.
    Step next();
    /// This rank's part of a step: every worldSize-th sample, or batch; none where the step has too few. The parts of
    /// all ranks together are the step.
    Step share(const Step& step) const;

    /// Answers longer than this wait. A new limit begins a new epoch. At least the shortest ones are always in.
    void setLimit(std::int64_t limit);

    std::int64_t size() const { return static_cast<std::int64_t>(lengths_.size()); }
    /// Samples that a step has in the mean, on all ranks together.
    std::int64_t samplesInStep() const;
    /// Steps that so many epochs take from the beginning, without a limit.
    std::int64_t stepsIn(double epochs) const;
    Json state() const;
    void restore(const Json& state, const std::string& where);

private:
    void beginEpoch(std::int64_t epoch);
    std::int64_t samplesPerStep() const { return options_.samplesPerStep * options_.worldSize; }
    std::int64_t batchesPerStep() const { return options_.batches * options_.worldSize; }
    bool allowed(std::int64_t sample) const;
    bool atEnd() const { return position_ == static_cast<std::int64_t>(order_.size()); }
    void groupByLength();

    std::vector<std::int64_t> lengths_, tokens_;
    Options options_;
    std::int64_t epoch_ = 0, position_ = 0, limit_ = -1;  // -1: no limit
    std::vector<std::int64_t> order_;
};

}  // namespace atelier::training
