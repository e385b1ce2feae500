#pragma once

#include "data/sample.h"
#include "data/store/edits.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace atelier::data {

/// How far two people's labels of one sample agree; each figure is there where either of them labelled something.
struct SampleAgreement {
    std::string id;
    std::optional<bool> sameAnswers;        ///< turns of the assistant, to the letter
    std::optional<double> characterErrors;  ///< edits between all answers, by the characters of ours (at least 1)
    std::optional<double> tags;             ///< Jaccard: shared by all, 0 ... 1
    std::optional<double> labels;           ///< Jaccard of the regions' labels, counted as often as they occur
    std::optional<double> boxes;            ///< mean IoU of the matched regions, unmatched ones as 0
    std::int64_t matched = 0;               ///< pairs of regions on one picture with an IoU of at least kLeastOverlap
    std::int64_t onlyOurs = 0, onlyTheirs = 0;  ///< regions without a counterpart
    double disagreement = 0;  ///< 0 (the same) ... 1: mean of what is missing to 1 in the figures that are there
};

/// Regions that overlap less are not the same place.
inline constexpr double kLeastOverlap = 0.1;

struct Agreement {
    std::vector<SampleAgreement> samples;                        ///< of both, worst first; equals by id
    std::vector<std::string> onlyOurs, onlyTheirs;               ///< ids
    std::int64_t sameAnswers = 0, answered = 0;                  ///< samples
    std::optional<double> characterErrors, tags, labels, boxes;  ///< means over the samples that have them
    std::int64_t matched = 0, unmatched = 0;                     ///< regions
};

/// Pairs of (region of ours, region of theirs): on the same picture, each in one pair at most, so that their overlaps
/// (intersection over union of bounds) add up to the most. Pairs under kLeastOverlap are left out.
std::vector<std::pair<std::size_t, std::size_t>> matchRegions(const Sample& ours, const Sample& theirs);

/// Samples are the same where their ids are.
Agreement agreement(const std::vector<Sample>& ours, const std::vector<Sample>& theirs);

enum class MergeRule {
    Theirs,   ///< theirs wherever they differ
    Checked,  ///< theirs where it is checked and ours is not; ours everywhere else
    Longer,   ///< theirs where its answers have more characters; ours everywhere else
};

/// What makes ours of theirs by the rule: for applyEdit() on the dataset of `ours`. A sample's turns, regions, tags and
/// checked are taken together, never mixed; its media, split and group stay ours. A sample whose media are not as many
/// and of the same kinds is left as it is; samples that only they have are not added.
Edit mergeLabels(const std::vector<Sample>& ours, const std::vector<Sample>& theirs, MergeRule rule);

}  // namespace atelier::data
