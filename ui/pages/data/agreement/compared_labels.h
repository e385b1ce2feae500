#pragma once

#include "data/checks/adjudication.h"
#include "data/checks/agreement.h"

#include <QString>

#include <memory>
#include <unordered_map>

namespace atelier::ui {

/// Two datasets with the same samples, compared.
struct ComparedLabels {
    std::unordered_map<std::string, data::Sample> ours, theirs;  ///< by id, of those in both
    data::Agreement agreement;                                   ///< its samples are those that differ, worst first
    std::int64_t same = 0;                                       ///< samples in both that do not differ
    data::Decisions decisions;
};

/// Opens the project for itself. Throws Error.
std::shared_ptr<const ComparedLabels> compareLabels(const QString& project, const std::string& ours,
                                                    const std::string& theirs);

}  // namespace atelier::ui
