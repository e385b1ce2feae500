#pragma once

#include "data/derive.h"
#include "data/project.h"
#include "settings/schema.h"
#include "vision/grey_window.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace atelier::data {

/// `derive_boxes`: as the model's family was taught. Whoever knows the model puts the family's notation in its place.
inline constexpr const char* kOwnBoxes = "auto";

/// A recipe's data options.
struct DataOptions {
    std::vector<std::string> dataset;
    std::vector<std::string> evalDataset;
    double testSize = 0;
    double valSize = 0;
    std::int64_t splitSeed = 42;
    std::optional<std::int64_t> folds, fold;  ///< of a cross-validation; fold: from 1
    std::string foldsBy = "none";
    std::optional<std::int64_t> maxSamples;
    std::optional<std::int64_t> maxEvalSamples;
    std::int64_t cutoffLength = 2048;
    bool joinTurns = true;
    std::string greyWindow = "auto";
    std::string derive = "none";
    std::string derivePrompt;
    std::int64_t deriveMinCharacters = 1;
    std::optional<std::int64_t> deriveMaxCharacters;
    double deriveMargin = 0;
    std::string deriveBoxes = kOwnBoxes;
    std::vector<std::string> concepts;

    vision::GreyWindow window() const { return vision::greyWindowNamed(greyWindow); }
    /// For derive().
    DeriveOptions deriveOptions() const;

    static const settings::Schema<DataOptions>& schema();
};

/// For messages: the id, and the file and row that the sample was imported from ("chat-3 (chat.jsonl:4)").
std::string sampleName(const Sample& sample);

/// What a run learns from, watches and is judged by. No sample, and no group of samples, stands in two of them.
struct Splits {
    std::vector<Sample> train, validation, test;
    std::vector<std::string> notes;  ///< what was left out and why, one line each
};

/// The same result for the same project and options, on every machine.
///
/// Shares and counts are of the datasets' own samples (for crops: of the pages, not of their lines), and whole groups
/// are drawn, so a filter of the derivation never changes which pages are held out. Splits that are stored with the
/// samples come first; test_size and val_size draw what is missing from the rest. A group with one stored test sample
/// is test as a whole; validation likewise. No image of a test sample is trained on or used for validation, whatever
/// dataset shows it, and no sample that writeAugmented() made stands there. max_samples and max_eval_samples keep a
/// seeded choice, in the datasets' order; what `concepts` repeats comes once more with "~2", "~3" behind its id.
///
/// With cross_validation_folds all samples that are no test samples are divided into so many folds, groups whole; the
/// fold cross_validation_fold is for validation, the others are trained on, without samples that show a picture of it.
/// Throws Error: no dataset named, an unknown one, nothing left to train on, or both eval_dataset and val_size.
Splits resolveData(const Project& project, const DataOptions& options);

}  // namespace atelier::data
