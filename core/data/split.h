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

/// Number of samples that a share or count means for `total` samples.
std::int64_t wantedSamples(double shareOrCount, std::int64_t total);

}  // namespace atelier::data
