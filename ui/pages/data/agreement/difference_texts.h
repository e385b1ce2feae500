#pragma once

#include "canvas/region.h"
#include "data/sample.h"
#include "text_diff_view.h"

#include <vector>

namespace atelier::ui {

/// Two versions of a sample, ours (A) and theirs (B), as the window shows them: Missing is only ours, Extra only
/// theirs.
std::vector<widgets::DiffText> turnsDifference(const data::Sample& ours, const data::Sample& theirs);
std::vector<widgets::DiffText> tagsDifference(const data::Sample& ours, const data::Sample& theirs);
/// Labels and transcriptions of regions that stand on the same place and differ in them, one a line.
std::vector<widgets::DiffText> regionsDifference(const data::Sample& ours, const data::Sample& theirs);

/// Colours of regions, for theme().series().
inline constexpr int kOursColor = 0, kTheirsColor = 1, kSameColor = 2;

/// Regions of one picture: those of one person only in that person's colour, and unless `onlyDifferent` those that
/// both have alike, once.
std::vector<widgets::CanvasRegion> regionsOfBoth(const data::Sample& ours, const data::Sample& theirs, int media,
                                                 bool onlyDifferent);

}  // namespace atelier::ui
