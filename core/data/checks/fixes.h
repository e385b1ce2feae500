#pragma once

#include "data/checks/health.h"

#include <functional>
#include <optional>
#include <span>
#include <string>

namespace atelier::data {

/// What mends all of them, as one edit (edits.h): stored whole or not at all, undone in one step. Returns the edit's
/// id, or nothing when nothing was left to mend. Throws what applyEdit() throws.
std::optional<std::int64_t> applyFixes(Project& project, const std::string& dataset, std::span<const Fix> fixes);
std::optional<std::int64_t> applyFix(Project& project, const std::string& dataset, const Fix& fix);

/// As many marks as files of each kind: those that are missing come before the first question, those too many go from
/// the end. Nothing without a question.
void fitMarks(Sample& sample);

/// An empty answer at the end goes; one in the midst goes with the next question joined to the one before it.
void removeEmptyAnswers(Sample& sample);

/// Regions end at the edge of their picture; what is then smaller than a pixel, or lies on no picture, goes. `sizeOf`
/// tells width and height in pixels, nothing where they are not known.
void fitRegions(Sample& sample, const std::function<std::optional<std::pair<int, int>>(const Media&)>& sizeOf);

}  // namespace atelier::data
