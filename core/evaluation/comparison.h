#pragma once

#include "data/sample.h"
#include "protocol/comparison.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace atelier::evaluation {

/// A sample as the comparison shows it: the last answer is the reference, the user turn before it the prompt (marks
/// left out).
protocol::Comparison::Sample comparisonSample(const data::Sample& sample);

/// Computes the samples' scores and the corpus figures from the answers. Metrics that apply to no sample are left out.
/// Throws Error for an unknown metric, std::logic_error when a sample's answers are not as many as the contestants.
void score(protocol::Comparison& comparison, const std::vector<std::string>& metrics);

/// How much better a contestant is than the baseline on a sample: positive is better, whatever way the metric points;
/// 0 where the sample has no score.
double gain(const protocol::Comparison& comparison, const protocol::Comparison::Sample& sample,
            const std::string& metric, std::size_t contestant);
/// Corpus figures of one contestant, by metric; empty where it took no part.
std::map<std::string, double> figuresOf(const protocol::Comparison& comparison, const std::string& contestant);
/// What became worse first, by the first metric, then by the others; equal ones keep their order. With several
/// contestants beside the baseline the worst of them counts. Samples without a score come last.
void sortRegressionsFirst(protocol::Comparison& comparison);

void writeComparison(const protocol::Comparison& comparison, const std::filesystem::path& file);
/// Throws Error naming the file and the key.
protocol::Comparison readComparison(const std::filesystem::path& file);

}  // namespace atelier::evaluation
