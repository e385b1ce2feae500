#include "training/sampler.h"

#include "common/error.h"
#include "common/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace atelier::training {
namespace {

constexpr std::int64_t kStepsInGroup = 50;  // as transformers: long enough to find samples of like length

}  // namespace

Sampler::Sampler(std::vector<std::int64_t> lengths, const Options& options, std::vector<std::int64_t> tokens)
    : lengths_(std::move(lengths)), tokens_(std::move(tokens)), options_(options) {
    if (lengths_.empty()) throw Error("there is no sample to train on");
    if ((options_.groupByLength || options_.tokensPerBatch > 0) && tokens_.size() != lengths_.size())
        throw std::logic_error("Sampler: not one number of tokens for each sample");
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
    if (options_.groupByLength) groupByLength();
}

// Within stretches of the order, so that an epoch does not go from long to short.
void Sampler::groupByLength() {
    const auto stretch = kStepsInGroup * samplesInStep();
    for (std::int64_t begin = 0; begin < static_cast<std::int64_t>(order_.size()); begin += stretch) {
        const auto end = std::min(begin + stretch, static_cast<std::int64_t>(order_.size()));
        std::vector<std::array<std::int64_t, 3>> sorted;  // longest first, equal ones as they were drawn
        for (std::int64_t i = begin; i < end; ++i) {
            const std::int64_t sample = order_[static_cast<std::size_t>(i)];
            sorted.push_back({-tokens_[static_cast<std::size_t>(sample)], i, sample});
        }
        std::sort(sorted.begin(), sorted.end());
        for (std::int64_t i = begin; i < end; ++i)
            order_[static_cast<std::size_t>(i)] = sorted[static_cast<std::size_t>(i - begin)][2];
    }
}

void Sampler::setLimit(std::int64_t limit) {
    limit = std::max(limit, *std::min_element(lengths_.begin(), lengths_.end()));
    if (limit == limit_) return;
    const bool fresh = epoch_ == 0 && position_ == 0;
    limit_ = limit;
    beginEpoch(fresh ? 0 : epoch_ + 1);
}

Sampler::Step Sampler::next() {
    if (atEnd()) beginEpoch(epoch_ + 1);
    Step step;
    step.epoch = epoch_;
    const bool byTokens = options_.tokensPerBatch > 0;
    std::int64_t tokens = 0;  // of the batch that is being filled
    for (;;) {
        if (!byTokens && static_cast<std::int64_t>(step.samples.size()) == samplesPerStep()) break;
        if (atEnd()) {
            if (limit_ < 0) break;
            beginEpoch(epoch_ + 1);
        }
        const std::int64_t sample = order_[static_cast<std::size_t>(position_)];
        if (byTokens) {
            const std::int64_t own = tokens_[static_cast<std::size_t>(sample)];
            if (step.batches.empty() || tokens + own > options_.tokensPerBatch) {
                if (static_cast<std::int64_t>(step.batches.size()) == batchesPerStep()) break;
                step.batches.push_back(0);
                tokens = 0;
            }
            tokens += own;
            ++step.batches.back();
        }
        step.samples.push_back(sample);
        ++position_;
    }
    step.epochAfter = static_cast<double>(epoch_) + static_cast<double>(position_) / static_cast<double>(order_.size());
    return step;
}

Sampler::Step Sampler::share(const Step& step) const {
    if (options_.worldSize == 1) return step;
    Step own{step.epoch, step.epochAfter, {}, {}};
    const auto mine = [&](std::size_t i) { return static_cast<std::int64_t>(i) % options_.worldSize == options_.rank; };
    if (step.batches.empty()) {
        for (std::size_t i = 0; i < step.samples.size(); ++i)
            if (mine(i)) own.samples.push_back(step.samples[i]);
        return own;
    }
    auto begin = step.samples.begin();
    for (std::size_t i = 0; i < step.batches.size(); ++i) {
        const auto end = begin + step.batches[i];
        if (mine(i)) {
            own.samples.insert(own.samples.end(), begin, end);
            own.batches.push_back(step.batches[i]);
        }
        begin = end;
    }
    return own;
}

std::int64_t Sampler::samplesInStep() const {
    if (options_.tokensPerBatch == 0) return samplesPerStep();
    const auto all = std::max<std::int64_t>(1, std::accumulate(tokens_.begin(), tokens_.end(), std::int64_t{0}));
    return std::clamp<std::int64_t>(batchesPerStep() * options_.tokensPerBatch * size() / all, 1, size());
}

std::int64_t Sampler::stepsIn(double epochs) const {
    if (options_.tokensPerBatch == 0) {
        const std::int64_t each = (size() + samplesPerStep() - 1) / samplesPerStep();
        return static_cast<std::int64_t>(std::ceil(epochs * static_cast<double>(each)));
    }
    // Each epoch fills its batches another way.
    Sampler walk(*this);
    walk.limit_ = -1;
    std::int64_t steps = 0;
    for (std::int64_t epoch = 0; static_cast<double>(epoch) < epochs; ++epoch) {
        walk.beginEpoch(epoch);
        std::int64_t own = 0;
        for (; !walk.atEnd(); ++own)
            walk.next();
        const double share = std::min(1.0, epochs - static_cast<double>(epoch));
        steps += static_cast<std::int64_t>(std::ceil(share * static_cast<double>(own)));
    }
    return steps;
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
