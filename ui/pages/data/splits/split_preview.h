#pragma once

#include "data/split_plan.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace atelier::ui {

/// A dataset's samples, read once while nothing changes.
using ReadSamples = std::shared_ptr<const std::vector<data::StoredSample>>;
ReadSamples readSamples(const QString& project, const QString& dataset);

/// What drawing splits would do.
struct SplitPreview {
    ReadSamples samples;
    data::SplitPlan plan;
    std::int64_t drawn = 0, groups = 0;  ///< samples that are shared out, and their groups
    std::int64_t along = 0;              ///< of the drawn samples: not asked for, but of a group with one that is
};

/// `rows`: the samples asked for; nothing: all. Throws what planSplits() throws.
SplitPreview previewSplits(ReadSamples samples, const std::optional<std::vector<std::int64_t>>& rows,
                           const data::SplitPlanOptions& options);

}  // namespace atelier::ui
