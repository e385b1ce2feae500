#pragma once

#include "common/json.h"
#include "training/communicator.h"
#include "training/sampler.h"
#include "training/train_settings.h"
#include "training/training_data.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace atelier::training {

/// Training samples in the sampler's order. One step is planned ahead of the computation, so that its samples are read
/// meanwhile; what is planned when never depends on time.
class DataLoader {
public:
    DataLoader(const TrainSettings& settings, const TrainingData& data, const Communicator& communicator);

    std::int64_t totalSteps() const { return totalSteps_; }
    /// Answers longer than this wait; used from the next planned step on.
    void setLimit(std::int64_t limit) { limit_ = limit; }

    /// The samples that so many steps from the beginning take, of all ranks; all of them where that depends on what is
    /// learned.
    std::vector<std::int64_t> samplesIn(std::int64_t steps) const;
    /// Plans the first step, where none is planned.
    void start();
    /// The planned step of all ranks; plans the next one. This rank's samples of it come from read().
    Sampler::Step take();
    /// Whether the planned step belongs to another epoch than `epoch`, or there is none.
    bool endsEpoch(std::int64_t epoch) const { return planned_.empty() || planned_.front().epoch != epoch; }

    /// Numbers of this rank's samples of a step that are computed at once.
    std::vector<std::int64_t> microBatches(const Sampler::Step& step) const;
    /// The next `count` of this rank's samples of the step that was taken, fewer where bad ones were left out. Throws
    /// Error naming the sample.
    std::vector<std::shared_ptr<const Example>> read(std::int64_t count) { return prefetcher_->next(count); }
    /// The step that was taken is to be read again, in micro-batches of half the size, and so are all later ones.
    /// Nothing when they hold one sample already.
    std::optional<std::int64_t> readInHalves(const Sampler::Step& step);

    /// What to say of samples that were left out since the last call.
    std::vector<std::string> skippedSamples();
    /// What to say at the end of those that were left out or cut.
    std::vector<std::string> troubles() const;
    std::string sampleName(std::int64_t sample) const { return train_.name(sample); }

    Json state() const;
    void restore(const Json& state, const std::string& where);

private:
    void plan();
    void request(const Sampler::Step& step);

    const TrainSettings& settings_;
    Dataset train_;
    Sampler sampler_;
    std::int64_t totalSteps_, microBatch_;
    std::optional<std::int64_t> limit_;
    std::unique_ptr<Prefetcher> prefetcher_;
    std::deque<Sampler::Step> planned_;  // decided, and being read
    std::int64_t plannedSteps_ = 0;      // number of the last planned step
    Prefetcher::Report before_;          // of prefetchers that were replaced
};

}  // namespace atelier::training
