#pragma once

#include "data/sample.h"

#include <cstdint>
#include <string>
#include <vector>

namespace atelier::data {

/// A part of a dataset: below 1 a share of the samples, from 1 on a number of samples. 0: nothing.
struct SplitOptions {
    double validation = 0, test = 0;
    std::uint64_t seed = 42;
};

/// What must stay together: the sample's group, or its id where it has none.
const std::string& groupOf(const Sample& sample);
/// The same for samples of several datasets, both of which may have a group "images/1.jpg": "DATASET\nGROUP". What was
/// made of another dataset's samples carries such a name already and keeps it.
std::string groupAcrossDatasets(const std::string& dataset, const Sample& sample);

/// "train", "validation" or "test" for each sample. Groups are never divided: they are drawn in an order that depends
/// on (seed, group) alone, whole, first for test until it has at least the wanted number of samples, then for
/// validation; the rest is for training. Independent of the samples' order. Nothing may be left to train on.
std::vector<std::string> drawSplits(const std::vector<Sample>& samples, const SplitOptions& options);

/// What drawStratifiedSplits() keeps the shares of.
enum class Stratum {
    FirstTag,
    FirstLabel,  ///< of the first region that has one
    Answer,      ///< the last turn, case and white space around it aside
};

/// As drawSplits(), but from the samples of each stratum on its own, so that every split has its share of each, to
/// whole groups; the rarest may be in one split only. A group is of the stratum of its sample with the least id.
std::vector<std::string> drawStratifiedSplits(const std::vector<Sample>& samples, const SplitOptions& options,
                                              Stratum by);

/// Fold 0 ... folds - 1 of each sample, for cross-validation. Groups are never divided; each goes, in an order that
/// depends on (seed, group) alone, to the fold with the fewest samples so far. Error unless 2 <= folds <= groups.
std::vector<int> drawFolds(const std::vector<Sample>& samples, int folds, std::uint64_t seed);
/// The same with each stratum spread over the folds: a group goes to the fold with the fewest samples of its stratum.
std::vector<int> drawStratifiedFolds(const std::vector<Sample>& samples, int folds, std::uint64_t seed, Stratum by);

/// Number of samples that a share or count means for `total` samples.
std::int64_t wantedSamples(double shareOrCount, std::int64_t total);

}  // namespace atelier::data
