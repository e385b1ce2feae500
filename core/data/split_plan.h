#pragma once

#include "data/project.h"
#include "data/split.h"
#include "data/store/query.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace atelier::data {

struct SplitPlanOptions {
    SplitOptions shares = {};
    std::optional<Stratum> stratum = {};  ///< by shares only
    int folds = 0;           ///< from 2 on: folds in place of shares; each sample gets the tag "fold-1", "fold-2", ...
    int validationFold = 1;  ///< from 1: its samples are for validation, all others for training
};

/// Which split each sample would get.
struct SplitPlan {
    struct Part {
        std::int64_t before = 0, after = 0, groups = 0;  ///< samples; groups after
    };
    struct Place {
        std::string split, foldTag;  ///< foldTag is empty where shares were drawn
    };
    std::map<std::int64_t, Place> places;  ///< by row id
    std::map<std::string, Part> parts;     ///< by split; "": not assigned
    std::vector<std::int64_t> folds;       ///< samples in each
    std::int64_t changed = 0;              ///< samples that get another split or fold
};

/// The samples at `rows` and all that share a group with one of them: groups are never divided.
std::vector<StoredSample> withWholeGroups(const std::vector<StoredSample>& all, std::span<const std::int64_t> rows);

/// Throws Error, `where` naming the option ("validation", "test", "folds", "fold"), for what cannot be: parts that
/// leave nothing to train on, more folds than groups.
SplitPlan planSplits(const std::vector<StoredSample>& samples, const SplitPlanOptions& options);
/// The same of a stored dataset: no more of its samples is in memory than the division needs.
SplitPlan planSplits(const Project& project, const std::string& dataset, std::span<const std::int64_t> rows,
                     const SplitPlanOptions& options);

/// As one edit. Returns its id, or nothing when all samples are so already. Throws what applyEdit() throws.
std::optional<std::int64_t> applySplitPlan(Project& project, const std::string& dataset, const SplitPlan& plan);

}  // namespace atelier::data
