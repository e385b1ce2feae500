#pragma once

#include "data/augmentation/written_boxes.h"
#include "data/sample.h"
#include "vision/image.h"

#include <filesystem>
#include <functional>
#include <string_view>

namespace atelier::data {

/// Stands in a text for the place of the region that is linked to it.
inline constexpr std::string_view kBoxMark = "<bbox>";

/// Writes the box of its region in place of each linked mark: in Thousandths as written() does, behind the region's
/// words within <|object_ref_start|> and <|object_ref_end|> where they stand right before it; otherwise as "[x1, y1,
/// x2, y2]". The box is what is shown of the region's bounds, on the picture as it is shown. Links follow, so that
/// augmentation moves the numbers. A sample without a linked mark comes back as it is, and no picture is looked at.
/// Returns how many regions were written. Throws Error for a region that is not on what is shown of its picture, and
/// what `probe` throws.
std::size_t writeBoxMarks(Sample& sample, BoxUnit unit,
                          const std::function<vision::ImageInfo(const std::filesystem::path&)>& probe);

}  // namespace atelier::data
