#pragma once

#include "common/json.h"
#include "data/sample.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace atelier::evaluation {

/// Answers of several contestants (e.g. "vanilla" and "tuned") on the same samples, and their figures.
struct Comparison {
    struct Sample {
        std::string id;
        std::vector<data::Media> images;
        std::string prompt, reference;
        std::vector<std::string> answers;  ///< one for each contestant
        std::map<std::string, std::vector<double>>
            scores;  ///< metric -> one for each contestant; absent where it does not apply
        bool operator==(const Sample&) const = default;
    };

    std::vector<std::string> contestants;
    std::vector<std::pair<std::string, std::vector<double>>>
        metrics;  ///< corpus figures, the one that matters most first
    std::vector<Sample> samples;
    bool operator==(const Comparison&) const = default;
};

/// A sample as the comparison shows it: the last answer is the reference, the user turn before it the prompt (marks
/// left out).
Comparison::Sample comparisonSample(const data::Sample& sample);

/// Computes the samples' scores and the corpus figures from the answers. Metrics that apply to no sample are left out.
/// Throws Error for an unknown metric, std::logic_error when a sample's answers are not as many as the contestants.
void score(Comparison& comparison, const std::vector<std::string>& metrics);

/// How much better the last contestant is than the first on a sample: positive is better, whatever way the metric
/// points.
double gain(const Comparison::Sample& sample, const std::string& metric);
/// What became worse first, by the first metric, then by the others; equal ones keep their order. Samples without a
/// score come last.
void sortRegressionsFirst(Comparison& comparison);

/// {"contestants", "metrics": {name: [one each]}, "samples": [{"id", "images", "prompt", "reference", "answers",
/// "scores"}]}. An image that is shown in part is written as "PATH#xywh=LEFT,TOP,WIDTH,HEIGHT" (W3C media fragment,
/// pixels).
Json toJson(const Comparison& comparison);
/// Throws Error naming `where` and the key.
Comparison comparisonFromJson(const Json& document, const std::string& where);

void writeComparison(const Comparison& comparison, const std::filesystem::path& file);
Comparison readComparison(const std::filesystem::path& file);

}  // namespace atelier::evaluation
