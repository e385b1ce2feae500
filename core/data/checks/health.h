#pragma once

#include "common/json.h"
#include "data/key_fields/key_fields.h"
#include "data/project.h"
#include "data/sample.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace atelier::data {

/// What mends a finding: applyFixes() of fixes.h makes it an edit of the dataset.
struct Fix {
    enum class Kind {
        RemoveSamples,       ///< `samples`
        SetSplit,            ///< of `samples`, to `to`
        RenameLabel,         ///< `from` to `to`, in all of the dataset
        FitMarks,            ///< of `samples`: as many marks as files
        RemoveEmptyAnswers,  ///< of `samples`, so that they are to be answered
        FitRegions,          ///< of `samples`: within their pictures
        SetGroup,            ///< of `samples`, to `to`: never in two splits
        AddTag,              ///< `to` for `samples`
        MendFields,          ///< answers of `samples` as the dataset's schema of key fields wants them
    };
    Kind kind = Kind::RemoveSamples;
    std::vector<std::string> samples = {};  ///< ids
    std::string from = {}, to = {};
};

struct Finding {
    enum class Severity { Error, Warning };
    Severity severity = Severity::Warning;
    std::string
        kind;  ///< "missing_media", "corrupt_image", "corrupt_video", "cut_video", "marks", "empty_answer",
               ///< "no_answer", "duplicate", "near_duplicate", "leak", "too_long", "image_tokens", "region",
               ///< "label_typo", "imbalance", "key_fields", "converted" (what pictures lose on the way to 8-bit RGB)
    std::string sample;                    ///< id of the one it is about
    std::string message;                   ///< one line: what, and where there is a fix, what to do
    std::vector<std::string> others = {};  ///< ids of further samples that it is about, or that it compares with
    std::optional<Fix> fix = {};
};

/// Tokens of a sample as a model sees it.
struct SampleLength {
    std::int64_t tokens = 0, imageTokens = 0;  ///< imageTokens: those of its images and videos, part of tokens
    SampleLength(std::int64_t tokens, std::int64_t imageTokens = 0) : tokens(tokens), imageTokens(imageTokens) {}
};

class PictureChecks;

struct CheckOptions {
    /// Of a sample for the chosen model; unset: lengths are not checked.
    std::function<SampleLength(const Sample&)> countTokens;
    std::int64_t cutoffLength = 0;
    /// Decodes all of each picture; unset: pictures are opened as far as their header.
    PictureChecks* pictures = nullptr;
    /// imageHash() of a file, as PictureChecks keeps them: look-alike pictures are searched for; unset: they are not.
    /// May throw Error: the picture is passed over.
    std::function<std::uint64_t(const std::filesystem::path&)> imageHash;
    /// Schema of the answers (keyFieldsOf()); unset: they are not looked at as key fields.
    std::optional<KeyField> keyFields;
    /// Called now and then with what is done of the samples, and of the pictures that are decoded; returning false
    /// stops the check, and what was found so far comes back.
    std::function<bool(std::int64_t done, std::int64_t total)> progress;
};

/// Looks for what would spoil a training. Files are compared byte by byte only where the text and the sizes agree.
/// Throws only for what is no finding: out of memory, a failing callback.
std::vector<Finding> check(const std::vector<Sample>& samples, const CheckOptions& options = {});
Json toJson(const std::vector<Finding>& findings);

/// Of a list of numbers.
struct Range {
    double min = 0, median = 0, p95 = 0, max = 0;
    /// How many of the numbers lie in each of 32 equal steps from min to max; empty where there are none, one step
    /// where all are the same.
    std::vector<std::int64_t> histogram = {};
};

struct Stats {
    std::int64_t samples = 0, turns = 0, images = 0, videos = 0, regions = 0, transcribed = 0, checked = 0,
                 unanswered = 0, groups = 0;
    Range promptCharacters, answerCharacters, transcriptionCharacters;
    Range imageWidth, imageHeight;  ///< pixels, each file once
    std::int64_t unreadableImages = 0;
    std::map<std::string, std::int64_t> splits, tags, labels;  ///< "" in splits: not assigned
    std::map<std::string, std::int64_t> shapes;                ///< of regions, by nameOf()
};

Stats stats(const std::vector<Sample>& samples);
Json toJson(const Stats& stats);

}  // namespace atelier::data
