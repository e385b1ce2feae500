#include "training/sampler.h"

#include "common/error.h"
#include "common/random.h"

#include <algorithm>

namespace atelier::training {

Sampler::Sampler(std::vector<std::int64_t> lengths, const Options& options)
    : lengths_(std::move(lengths)), options_(options) {
    if (lengths_.empty()) throw Error("there is no sample to train on");
    beginEpoch(0);
}

bool Sampler::allowed(std::int64_t sample) const {
    return limit_ < 0 || lengths_[static_cast<std::size_t>(sample)] <= limit_;
}

void Sampler::beginEpoch(std::int64_t epoch) {
    epoch_ = epoch;
    position_ = 0;
    order_.clear();
    for (std::int64_t i = 0; i < size(); ++i)
        if (allowed(i)) order_.push_back(i);
    if (options_.shuffle) Random({options_.seed, static_cast<std::uint64_t>(epoch)}).shuffle(order_);
}

void Sampler::setLimit(std::int64_t limit) {
    limit = std::max(limit, *std::min_element(lengths_.begin(), lengths_.end()));
    if (limit == limit_) return;
    const bool fresh = epoch_ == 0 && position_ == 0;
    limit_ = limit;
    beginEpoch(fresh ? 0 : epoch_ + 1);
}

Sampler::Step Sampler::next() {
    if (position_ == static_cast<std::int64_t>(order_.size())) beginEpoch(epoch_ + 1);
    Step step;
    step.epoch = epoch_;
    while (static_cast<std::int64_t>(step.samples.size()) < options_.samplesPerStep) {
        if (position_ == static_cast<std::int64_t>(order_.size())) {
            if (limit_ < 0) break;
            beginEpoch(epoch_ + 1);
        }
        step.samples.push_back(order_[static_cast<std::size_t>(position_++)]);
    }
    step.epochAfter = static_cast<double>(epoch_) + static_cast<double>(position_) / static_cast<double>(order_.size());
    return step;
}

std::int64_t Sampler::stepsPerEpoch() const {
    return (size() + options_.samplesPerStep - 1) / options_.samplesPerStep;
}

Json Sampler::state() const {
    return {{"epoch", epoch_}, {"position", position_}, {"limit", limit_}};
}

void Sampler::restore(const Json& state, const std::string& where) {
    limit_ = jsonAt<std::int64_t>(state, "limit", where);
    beginEpoch(jsonAt<std::int64_t>(state, "epoch", where));
    position_ = jsonAt<std::int64_t>(state, "position", where);
    if (position_ < 0 || position_ > static_cast<std::int64_t>(order_.size()))
        throw Error("the position in the data does not fit the dataset", where);
}

}  // namespace atelier::training
