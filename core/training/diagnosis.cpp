#include "training/diagnosis.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

namespace atelier::training {
namespace {

std::string shown(double number) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", number);
    return text;
}

double mean(const std::deque<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double median(std::deque<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

void keepLast(std::deque<double>& values, double value, std::int64_t count) {
    values.push_back(value);
    if (static_cast<std::int64_t>(values.size()) > count) values.pop_front();
}

Json numberOrNull(const std::optional<double>& value) {
    return value ? Json(*value) : Json();
}

std::optional<double> numberAt(const Json& state, const char* key, const std::string& where) {
    if (!state.contains(key) || state.at(key).is_null()) return std::nullopt;
    return jsonAt<double>(state, key, where);
}

}  // namespace

std::optional<Diagnosis::Finding> Diagnosis::once(const std::string& code, const std::string& text,
                                                  std::map<std::string, double> figures) {
    if (!said_.insert(code).second) return std::nullopt;
    return Finding{code, text, std::move(figures)};
}

std::optional<Diagnosis::Finding> Diagnosis::step(std::int64_t step, double loss, double gradNorm) {
    const double lowerRate = options_.learningRate / 3;
    const std::string lower = "learning_rate: " + shown(lowerRate);
    if (!std::isfinite(loss) || !std::isfinite(gradNorm))
        return once("not_finite",
                    "the loss or the gradient is no finite number at step " + std::to_string(step) + ". Try " + lower +
                        (options_.fp16 ? ", or bf16: true instead of fp16" : ", or max_grad_norm: 0.5") +
                        "; if it comes back at the same sample, look at that sample",
                    {{"step", static_cast<double>(step)}, {"learning_rate", lowerRate}, {"fp16", options_.fp16}});
    ++counted_;

    // Against the gradients before it: a large one belongs to no usual range.
    const bool full = static_cast<std::int64_t>(norms_.size()) == kWindow;
    const bool exploded = full && gradNorm > kExplosion * median(norms_) && gradNorm > 1;
    keepLast(norms_, gradNorm, kWindow);
    keepLast(losses_, loss, kWindow);
    std::erase_if(explosions_, [&](std::int64_t at) { return at + kWindow <= step; });
    if (exploded) explosions_.push_back(step);
    if (static_cast<std::int64_t>(losses_.size()) < kWindow) return std::nullopt;

    const double now = mean(losses_);
    if (!firstMean_) firstMean_ = now;
    bestMean_ = std::min(now, bestMean_.value_or(now));
    if (now > kDivergence * *bestMean_ && now > *bestMean_ + kDivergenceLeast)
        return once("diverging",
                    "the training diverges: the loss is " + shown(now) + ", and was " + shown(*bestMean_) +
                        " at its best. Stop and start again with " + lower +
                        (options_.warmupRatio == 0 && options_.warmupSteps == 0 ? " and warmup_ratio: 0.05"
                                                                                : " or a longer warm-up"),
                    {{"loss", now}, {"best", *bestMean_}, {"learning_rate", lowerRate}});
    if (static_cast<std::int64_t>(explosions_.size()) >= kExplosions)
        return once("exploding",
                    "gradients are suddenly many times longer than before (" + shown(gradNorm) + " against " +
                        shown(median(norms_)) + "). Try " + lower +
                        (options_.maxGradNorm == 0 ? " and max_grad_norm: 1" : ""),
                    {{"norm", gradNorm},
                     {"usual", median(norms_)},
                     {"learning_rate", lowerRate},
                     {"unclipped", options_.maxGradNorm == 0}});
    const std::int64_t enough = std::max(kLookForMovement, totalSteps_ / 10);
    if (counted_ == enough && *bestMean_ > *firstMean_ * (1 - kMovement) && now > 0.05)
        return once("no_movement",
                    "the loss has not moved in " + std::to_string(enough) + " steps (" + shown(*firstMean_) +
                        " at first, " + shown(now) + " now). Try learning_rate: " + shown(options_.learningRate * 10) +
                        ", and look whether the samples' answers follow from what is asked",
                    {{"steps", static_cast<double>(enough)},
                     {"first", *firstMean_},
                     {"now", now},
                     {"learning_rate", options_.learningRate * 10}});
    return std::nullopt;
}

std::optional<Diagnosis::Finding> Diagnosis::evaluated(double evalLoss) {
    if (!std::isfinite(evalLoss)) return std::nullopt;
    const std::optional<double> train = losses_.empty() ? std::nullopt : std::optional(mean(losses_));
    if (!bestEvaluation_ || evalLoss < *bestEvaluation_) {
        bestEvaluation_ = evalLoss;
        meanAtBestEvaluation_ = train;
        rises_ = 0;
        return std::nullopt;
    }
    ++rises_;
    const bool learning = train && meanAtBestEvaluation_ && *train < *meanAtBestEvaluation_;
    if (rises_ < kRises || evalLoss < kRise * *bestEvaluation_ || !learning) return std::nullopt;
    return once("overfitting",
                "the model learns the training samples by heart: their loss falls (" + shown(*train) +
                    ") while that of the validation samples rises (" + shown(evalLoss) + ", best " +
                    shown(*bestEvaluation_) +
                    "). Set load_best_model_at_end: true and early_stopping_steps: 3, lower "
                    "num_train_epochs, or add samples or augmentation",
                {{"train", *train}, {"eval", evalLoss}, {"best", *bestEvaluation_}});
}

std::optional<Diagnosis::Finding> Diagnosis::answered(const std::vector<protocol::SampleAnswer>& answers) {
    const auto alike = [&](std::string protocol::SampleAnswer::* text) {
        return std::all_of(answers.begin(), answers.end(),
                           [&](const auto& one) { return one.*text == answers[0].*text; });
    };
    if (answers.size() < 2 || !alike(&protocol::SampleAnswer::answer) || alike(&protocol::SampleAnswer::reference))
        return std::nullopt;
    const bool empty = answers[0].answer.find_first_not_of(" \t\r\n") == std::string::npos;
    return once("collapsed",
                "all " + std::to_string(answers.size()) + " sample answers are " + (empty ? "empty" : "the same") +
                    ". If they stay so, lower learning_rate to " + shown(options_.learningRate / 3) +
                    " and look whether most training samples have that answer",
                {{"answers", static_cast<double>(answers.size())},
                 {"empty", empty},
                 {"learning_rate", options_.learningRate / 3}});
}

Json Diagnosis::state() const {
    return {{"said", said_},
            {"losses", losses_},
            {"norms", norms_},
            {"explosions", explosions_},
            {"first_mean", numberOrNull(firstMean_)},
            {"best_mean", numberOrNull(bestMean_)},
            {"mean_at_best_evaluation", numberOrNull(meanAtBestEvaluation_)},
            {"best_evaluation", numberOrNull(bestEvaluation_)},
            {"rises", rises_},
            {"counted", counted_}};
}

void Diagnosis::restore(const Json& state, const std::string& where) {
    said_ = state.at("said").get<std::set<std::string>>();
    losses_ = state.at("losses").get<std::deque<double>>();
    norms_ = state.at("norms").get<std::deque<double>>();
    explosions_ = state.at("explosions").get<std::deque<std::int64_t>>();
    firstMean_ = numberAt(state, "first_mean", where);
    bestMean_ = numberAt(state, "best_mean", where);
    meanAtBestEvaluation_ = numberAt(state, "mean_at_best_evaluation", where);
    bestEvaluation_ = numberAt(state, "best_evaluation", where);
    rises_ = jsonAt<std::int64_t>(state, "rises", where);
    counted_ = jsonAt<std::int64_t>(state, "counted", where);
}

}  // namespace atelier::training
