#pragma once

#include "data/sample.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace atelier::data {

struct DeriveOptions {
    std::string prompt = "Read the text.";
    std::int64_t minCharacters = 1;  ///< Unicode code points of the answer
    std::int64_t maxCharacters = 0;  ///< 0: no limit
    double margin = 0;  ///< pixels added around a region on each side; the crop is clipped when it is opened
};

/// Names that derive() takes, "none" first.
const std::vector<std::string>& derivationNames();

/// Samples made of `parent` by the derivation `name`, a live view: nothing is stored, and an edit of the parent shows
/// at once.
///   "none"                  the parent itself
///   "region_transcription"  one sample for each region with a transcription: the region's crop, the prompt, the
///   transcription as answer
/// A derived id is "PARENT#INDEX" with the region's index; group, split, tags and `checked` are the parent's, so that
/// splits cannot leak. Throws Error for an unknown name.
std::vector<Sample> derive(const Sample& parent, const std::string& name, const DeriveOptions& options);

/// Number of Unicode code points.
std::int64_t characterCount(const std::string& utf8);

}  // namespace atelier::data
