#pragma once

#include "data/augmentation/written_boxes.h"
#include "data/sample.h"
#include "vision/image.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace atelier::data {

struct DeriveOptions {
    std::string prompt = {};         ///< empty: the derivation's own
    std::int64_t minCharacters = 1;  ///< Unicode code points of a transcription
    std::int64_t maxCharacters = 0;  ///< 0: no limit
    double margin = 0;  ///< pixels added around a region on each side; the crop is clipped when it is opened
    BoxUnit boxes = BoxUnit::Thousandths;
    /// The size of a picture that boxes are written for.
    std::function<vision::ImageInfo(const std::filesystem::path&)> probe = vision::probeImage;
    /// Called for each region that no derived sample tells of, with why; optional.
    std::function<void(const std::string& why)> passedOver = {};
};

/// Names that derive() takes, "none" first.
const std::vector<std::string>& derivationNames();

/// Samples made of `parent` by the derivation `name`, a live view: nothing is stored, and an edit of the parent shows
/// at once.
///   "none"                  the parent itself, with the places that its <bbox> marks stand for (box_marks.h)
///   "region_transcription"  for each region with a transcription: its crop, the prompt, the transcription as answer
///   "region_label"          for each region with a label: its crop, the prompt, the label as answer
///   "grounding"             for each label and each phrase that is linked to regions: the whole picture, the prompt
///                           ({label}: the label or phrase), the boxes of all its regions there as answer
///   "text_boxes"            for each picture: the prompt, the boxes of all regions with a transcription or a label,
///                           each with that as answer
/// Boxes are the bounds of what is shown of a region, one a line in reading order: in Thousandths
/// "<|box_start|>(x1,y1),(x2,y2)<|box_end|>", behind "<|object_ref_start|>NAME<|object_ref_end|>" in text_boxes;
/// otherwise {"bbox_2d": [x1, y1, x2, y2], "label": "NAME"}, with "text_content" as key of a transcription. Each line
/// is linked to its region, so that boxes follow when the picture is moved. They count on the picture as it is shown,
/// before a model's processor resizes it. Lines and points have no area and are passed over. A text that would read as
/// a mark of the conversation gives no sample.
///
/// A derived id is "PARENT#INDEX" with the index of the region, the thing that is asked for or the picture; group,
/// split, tags and `checked` are the parent's, so that splits cannot leak. Throws Error for an unknown name, for a
/// prompt of grounding without {label}, and what `options.probe` throws.
std::vector<Sample> derive(const Sample& parent, const std::string& name, const DeriveOptions& options);

/// Number of Unicode code points.
std::int64_t characterCount(const std::string& utf8);

}  // namespace atelier::data
