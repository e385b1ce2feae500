#pragma once

#include "common/json.h"
#include "data/box_marks.h"
#include "data/sample.h"

#include <string>
#include <string_view>
#include <vector>

namespace atelier::data {

/// Marks of ms-swift's grounding rows: the next <ref-object> stands for the next words of "ref", the next <bbox> for
/// the next place of "bbox".
inline constexpr std::string_view kRefMark = "<ref-object>";

/// A conversation with marks, what they stand for, and the places.
struct Marked {
    std::vector<Turn> turns;
    std::vector<std::string> refs;
    std::vector<Region> boxes;  ///< one for each <bbox>, without spans
};

/// A <bbox> stays in the text as a mark that is linked to its region: what a training replaces by the box in the
/// model's notation (box_marks.h). Words right before it (<ref-object><bbox>) are linked to the same region, other
/// words to the nearest mark of their turn. Throws Error for more marks than there is for them, and for less.
void expandMarks(const Marked& marked, Sample& sample);

/// Gives the sample, whose media are there, the regions of a row's `objects`: {"ref", "bbox", "bbox_type", "image_id"};
/// as ms-swift had it before, a list of {"caption", "bbox", "bbox_type", "image"}; or either as JSON in a text. A place
/// has 4 numbers (box), 2 (point), 8 (rotated box) or another even count (polygon); bbox_type says whether they are
/// pixels ("real"), fractions ("norm1") or thousandths ("norm1000"). Throws Error for what is none of this.
void ground(Sample& sample, const Json& objects);

/// Throws Error where a mark is left that no region is linked to: training would teach it as a word.
void requireNoGroundingMarks(const Sample& sample);

}  // namespace atelier::data
