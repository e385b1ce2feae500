#include "generation/sampler.h"

#include "common/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

namespace atelier::generation {
namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();

void penalizeRepetition(std::span<float> logits, std::span<const std::int64_t> seen, double penalty) {
    if (penalty == 1) return;
    for (const std::int64_t token : std::set<std::int64_t>(seen.begin(), seen.end())) {
        float& logit = logits[static_cast<std::size_t>(token)];
        logit = static_cast<float>(logit < 0 ? logit * penalty : logit / penalty);
    }
}

void keepTopK(std::span<float> logits, std::int64_t k) {
    if (k <= 0 || k >= static_cast<std::int64_t>(logits.size())) return;
    std::vector<float> sorted(logits.begin(), logits.end());
    std::nth_element(sorted.begin(), sorted.begin() + (k - 1), sorted.end(), std::greater<>());
    const float least = sorted[static_cast<std::size_t>(k - 1)];
    for (float& logit : logits)
        if (logit < least) logit = kNever;
}

std::vector<float> softmax(std::span<const float> logits) {
    const float top = *std::max_element(logits.begin(), logits.end());
    std::vector<float> p(logits.size());
    double sum = 0;
    for (std::size_t i = 0; i < p.size(); ++i)
        sum += p[i] = std::exp(logits[i] - top);
    for (float& value : p)
        value = static_cast<float>(value / sum);
    return p;
}

// Keeps the smallest set of likeliest tokens whose probability reaches p (Holtzman et al., 2019).
void keepTopP(std::span<float> logits, double p) {
    if (p >= 1) return;
    const auto probabilities = softmax(logits);
    std::vector<std::size_t> order(logits.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return probabilities[a] > probabilities[b]; });
    double sum = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i > 0 && sum >= p) logits[order[i]] = kNever;
        sum += probabilities[order[i]];
    }
}

}  // namespace

Sampler::Sampler(const GenerateOptions& options, std::uint64_t sequence)
    : options_(options), random_{options.seed, sequence} {}

std::vector<float> Sampler::probabilities(std::span<float> logits, const GenerateOptions& options) {
    for (float& logit : logits)
        logit = static_cast<float>(logit / options.temperature);
    keepTopK(logits, options.topK);
    keepTopP(logits, options.topP);
    return softmax(logits);
}

std::int64_t Sampler::next(std::span<float> logits, std::span<const std::int64_t> seen) {
    // The largest of them would be any token; sorting them is undefined.
    if (std::any_of(logits.begin(), logits.end(), [](float logit) { return std::isnan(logit); }))
        throw Error("the model's logits are not numbers (NaN)", {},
                    "its weights or the adapter's are broken, or overflow in fp16: take bf16 or fp32");
    penalizeRepetition(logits, seen, options_.repetitionPenalty);
    if (!options_.sample) return std::max_element(logits.begin(), logits.end()) - logits.begin();
    const auto p = probabilities(logits, options_);
    double left = random_.uniform();
    std::int64_t last = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (p[i] == 0) continue;
        last = static_cast<std::int64_t>(i);
        left -= p[i];
        if (left < 0) break;
    }
    return last;
}

}  // namespace atelier::generation
