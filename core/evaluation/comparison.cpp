#include "evaluation/comparison.h"

#include "common/error.h"
#include "common/file.h"
#include "evaluation/metric.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace atelier::evaluation {

using protocol::Comparison;

namespace {

std::string withoutMarks(std::string text) {
    for (const std::string_view mark : {std::string_view(data::kImageMark), std::string_view(data::kVideoMark)})
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
            text.erase(at, mark.size());
    text.erase(0, text.find_first_not_of(" \t\r\n"));
    return text;
}

}  // namespace

Comparison::Sample comparisonSample(const data::Sample& sample) {
    Comparison::Sample shown;
    shown.id = sample.id;
    shown.images = sample.media;
    for (auto turn = sample.turns.rbegin(); turn != sample.turns.rend(); ++turn) {
        if (turn->role == data::Turn::Role::Assistant && turn == sample.turns.rbegin()) shown.reference = turn->text;
        if (turn->role != data::Turn::Role::User) continue;
        shown.prompt = withoutMarks(turn->text);
        break;
    }
    return shown;
}

void score(Comparison& comparison, const std::vector<std::string>& metrics) {
    comparison.metrics.clear();
    for (Comparison::Sample& sample : comparison.samples) {
        if (sample.answers.size() != comparison.contestants.size())
            throw std::logic_error("not one answer for each contestant");
        sample.scores.clear();
    }
    for (const std::string& name : metrics) {
        const Metric& metric = Metrics::instance().at(name, "metric");
        std::vector<Score> totals(comparison.contestants.size(), Score{0, 0});
        bool applies = false;
        for (Comparison::Sample& sample : comparison.samples) {
            std::vector<double> values;
            for (std::size_t i = 0; i < sample.answers.size(); ++i) {
                const auto one = metric.score(sample.reference, sample.answers[i]);
                if (!one) break;
                totals[i].numerator += one->numerator;
                totals[i].denominator += one->denominator;
                values.push_back(one->value());
            }
            if (values.size() < sample.answers.size() || values.empty()) continue;
            sample.scores[name] = std::move(values);
            applies = true;
        }
        if (!applies) continue;
        std::vector<double> figures;
        for (const Score& total : totals) {
            figures.push_back(total.value());
            if (!std::isfinite(figures.back())) throw std::logic_error("metric " + name + " is not finite");
        }
        comparison.metrics.emplace_back(name, std::move(figures));
    }
}

double gain(const Comparison& comparison, const Comparison::Sample& sample, const std::string& metric,
            std::size_t contestant) {
    const auto found = sample.scores.find(metric);
    if (found == sample.scores.end()) return 0;
    const double change = found->second.at(contestant) - found->second.at(comparison.baselineIndex());
    return Metrics::instance().at(metric, "metric").higherIsBetter ? change : -change;
}

std::map<std::string, double> figuresOf(const Comparison& comparison, const std::string& contestant) {
    std::map<std::string, double> all;
    if (const auto index = comparison.find(contestant))
        for (const auto& [metric, figures] : comparison.metrics)
            all[metric] = figures.at(*index);
    return all;
}

void sortRegressionsFirst(Comparison& comparison) {
    const auto others = comparison.others();
    std::vector<std::vector<double>>
        keys;  // for each sample: per metric whether it has no score, its least gain; then its place
    for (const Comparison::Sample& sample : comparison.samples) {
        std::vector<double>& key = keys.emplace_back();
        for (const auto& [name, _] : comparison.metrics) {
            key.push_back(sample.scores.contains(name) ? 0 : 1);
            double least = others.empty() ? 0 : std::numeric_limits<double>::infinity();
            for (const auto other : others)
                least = std::min(least, gain(comparison, sample, name, other));
            key.push_back(least);
        }
        key.push_back(static_cast<double>(keys.size()));
    }
    std::sort(keys.begin(), keys.end());
    std::vector<Comparison::Sample> sorted;
    for (const std::vector<double>& key : keys)
        sorted.push_back(std::move(comparison.samples[static_cast<std::size_t>(key.back()) - 1]));
    comparison.samples = std::move(sorted);
}

void writeComparison(const Comparison& comparison, const std::filesystem::path& file) {
    // Answers are made by a model: bytes that are no UTF-8 are replaced, not fatal.
    writeFileAtomically(file, protocol::toJson(comparison).dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

Comparison readComparison(const std::filesystem::path& file) {
    return protocol::fromJson<Comparison>(readJson(file), file.string());
}

}  // namespace atelier::evaluation
