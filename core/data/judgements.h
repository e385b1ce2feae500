#pragma once

#include "data/dataset_source.h"
#include "data/project.h"
#include "data/store/edits.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What a person says of models' answers, kept as samples that preference tuning learns from (preferences.h).
namespace atelier::data {

/// A sample as a model was asked it, ending with its reference, and the dataset that it comes from.
struct Asked {
    std::string id;  ///< of the question: as the comparison names it
    std::string dataset;
    Sample sample;
};
/// The sample that a comparison names `id` and that shows `media`, made as the data options of its run say. Throws
/// Error when the project has it no longer.
Asked findAsked(const Project& project, const DataOptions& options, const std::string& id,
                const std::vector<Media>& media);

/// An answer and whose it is, such as "tuned".
struct GivenAnswer {
    std::string by, text;
};

/// What a person says of some answers to one question. Names are GivenAnswer::by.
struct Judgement {
    std::optional<std::pair<std::string, std::string>> preferred = {};  ///< the better one, then the worse one
    std::map<std::string, bool> liked = {};                             ///< good or bad
    bool operator==(const Judgement&) const = default;
};

/// Where judgements of answers to samples of `dataset` are kept: "DATASET-preferences".
std::string preferencesDataset(const std::string& dataset);

struct KeptJudgement {
    std::string dataset;          ///< where it is kept
    std::vector<Change> changes;  ///< what it changed there; empty: nothing
};
/// Keeps what `judgement` says of `answers` to one question of `run`, in place of what was said of them before, as one
/// edit. A preference becomes a sample with the preferred answer and, as rejected, the other; feedback becomes a sample
/// with the answer, liked or not. They belong to no split, are checked, are of one group, and name the run, the
/// question and whose answers they are in their metadata. The dataset is made where it is not there; it has the folder
/// of the sample's own dataset, or, where that lies in the project, a folder of its own with copies of the pictures.
/// Throws Error for answers that cannot be kept: two equal ones as a preference, text with marks of pictures.
KeptJudgement keepJudgement(Project& project, const Asked& asked, const std::string& run,
                            const std::vector<GivenAnswer>& answers, const Judgement& judgement);
/// Takes it back: what was kept before is there again. Throws Error where it was changed since.
void takeBack(Project& project, const KeptJudgement& kept);

/// All that is kept of a run's answers, by question.
std::map<std::string, std::vector<Judgement>> judgementsOf(const Project& project, const std::string& run);

}  // namespace atelier::data
