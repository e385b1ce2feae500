#include "training/data_loader.h"

#include "common/error.h"
#include "training/ordering.h"
#include "training/reading.h"

#include <algorithm>
#include <numeric>

namespace atelier::training {

DataLoader::DataLoader(const TrainSettings& settings, const TrainingData& data, const Communicator& communicator)
    : settings_(settings),
      train_(data.train),
      sampler_(data.answerLengths, ordering(settings, communicator.rank(), communicator.worldSize()), data.tokens),
      totalSteps_(stepsOf(settings, sampler_)),
      microBatch_(settings.maxTokensPerBatch ? data.train.size : settings.batchSize) {
    const auto batches = settings.accumulation * communicator.worldSize();
    prefetcher_ = std::make_unique<Prefetcher>(
        train_.encode, train_.name,
        reading(settings, std::max<std::int64_t>(1, sampler_.samplesInStep() / batches), train_.size));
}

std::vector<std::int64_t> DataLoader::samplesIn(std::int64_t steps) const {
    std::vector<bool> taken(static_cast<std::size_t>(train_.size), limit_.has_value());
    std::int64_t left = limit_ ? 0 : train_.size;
    Sampler walk(sampler_);
    for (std::int64_t step = 0; step < steps && left > 0; ++step)
        for (const auto sample : walk.next().samples) {
            left -= taken[static_cast<std::size_t>(sample)] ? 0 : 1;
            taken[static_cast<std::size_t>(sample)] = true;
        }
    std::vector<std::int64_t> samples;
    for (std::int64_t i = 0; i < train_.size; ++i)
        if (taken[static_cast<std::size_t>(i)]) samples.push_back(i);
    return samples;
}

void DataLoader::start() {
    if (planned_.empty()) plan();
}

void DataLoader::plan() {
    if (limit_) sampler_.setLimit(*limit_);
    planned_.push_back(sampler_.next());
    ++plannedSteps_;
    request(planned_.back());
}

void DataLoader::request(const Sampler::Step& step) {
    prefetcher_->request(sampler_.share(step).samples, step.epoch);
}

Sampler::Step DataLoader::take() {
    Sampler::Step step = std::move(planned_.front());
    planned_.pop_front();
    if (plannedSteps_ < totalSteps_) plan();
    return step;
}

std::vector<std::int64_t> DataLoader::microBatches(const Sampler::Step& step) const {
    const auto own = sampler_.share(step);
    auto batches = own.batches;
    if (batches.empty()) batches.push_back(static_cast<std::int64_t>(own.samples.size()));
    std::vector<std::int64_t> pieces;
    for (std::int64_t batch : batches)
        for (; batch > 0; batch -= pieces.back())
            pieces.push_back(std::min(batch, microBatch_));
    return pieces;
}

std::optional<std::int64_t> DataLoader::readInHalves(const Sampler::Step& step) {
    const auto pieces = microBatches(step);
    const std::int64_t largest = pieces.empty() ? 1 : *std::max_element(pieces.begin(), pieces.end());
    if (largest == 1) return std::nullopt;
    microBatch_ = (largest + 1) / 2;
    before_.add(prefetcher_->report());
    // What was read is partly used: this step and the steps planned after it are read again.
    prefetcher_ = std::make_unique<Prefetcher>(
        train_.encode, train_.name, reading(settings_, std::min(microBatch_, sampler_.samplesInStep()), train_.size));
    request(step);
    for (const auto& later : planned_)
        request(later);
    return microBatch_;
}

std::vector<std::string> DataLoader::skippedSamples() {
    constexpr std::size_t kMost = 10;  // of one step
    auto reasons = prefetcher_->takeSkipReasons();
    for (std::string& reason : reasons)
        reason = "left out: " + reason;
    if (reasons.size() > kMost) {
        const auto more = reasons.size() - kMost;
        reasons.resize(kMost);
        reasons.push_back("left out: " + std::to_string(more) + " more samples");
    }
    return reasons;
}

std::vector<std::string> DataLoader::troubles() const {
    Prefetcher::Report report = before_;
    report.add(prefetcher_->report());
    const auto of = [&](std::size_t count) {
        return std::to_string(count) + " of " + std::to_string(train_.size) +
               (train_.size == 1 ? " sample" : " samples");
    };
    const auto firstOf = [&](const std::unordered_set<std::int64_t>& samples) {
        return train_.name(*std::min_element(samples.begin(), samples.end()));
    };
    std::vector<std::string> lines;
    if (!report.skipped.empty())
        lines.push_back(
            of(report.skipped.size()) +
            " could not be used and were left out (skip_bad_samples; max_bad_samples limits their share), first " +
            firstOf(report.skipped));
    if (!report.cut.empty())
        lines.push_back("cutoff_len cut the answers of " + of(report.cut.size()) + ", first " + firstOf(report.cut));
    if (!report.nothing.empty())
        lines.push_back("cutoff_len left nothing to learn of " + of(report.nothing.size()) + ", first " +
                        firstOf(report.nothing));
    return lines;
}

// Of all ranks: each takes its share again.
Json DataLoader::state() const {
    Json planned = Json::array();
    for (const auto& step : planned_)
        planned.push_back({{"epoch", step.epoch},
                           {"epoch_after", step.epochAfter},
                           {"samples", step.samples},
                           {"batches", step.batches}});
    return {{"planned_steps", plannedSteps_}, {"sampler", sampler_.state()}, {"planned", planned}};
}

void DataLoader::restore(const Json& state, const std::string& where) {
    plannedSteps_ = jsonAt<std::int64_t>(state, "planned_steps", where);
    sampler_.restore(state.at("sampler"), where);
    planned_.clear();
    for (const auto& item : state.at("planned")) {
        planned_.push_back({jsonAt<std::int64_t>(item, "epoch", where), jsonAt<double>(item, "epoch_after", where),
                            item.at("samples").get<std::vector<std::int64_t>>(),
                            item.at("batches").get<std::vector<std::int64_t>>()});
        const auto& batches = planned_.back().batches;
        const bool positive = std::all_of(batches.begin(), batches.end(), [](std::int64_t size) { return size > 0; });
        const auto sum = std::accumulate(batches.begin(), batches.end(), std::int64_t(0));
        if (!batches.empty() && (!positive || sum != std::ssize(planned_.back().samples)))
            throw Error("the planned batches do not hold the planned samples", where);
        for (const std::int64_t sample : planned_.back().samples)
            if (sample < 0 || sample >= train_.size) throw Error("a planned sample does not exist", where);
        request(planned_.back());
    }
    if (plannedSteps_ - jsonAt<std::int64_t>(state, "step", where) != std::ssize(planned_))
        throw Error("the planned steps are not those after its step", where);
}

}  // namespace atelier::training
