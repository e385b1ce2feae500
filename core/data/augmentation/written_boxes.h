#pragma once

#include "data/sample.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace atelier::data {

/// In what a written box counts: pixels, thousandths of the picture's sides, shares of them from 0 to 1, or 1024 bins
/// of them, which PaliGemma has tokens for.
enum class BoxUnit { Pixels, Thousandths, Shares, Bins };

/// A box that stands in the text: "<|box_start|>(x1,y1),(x2,y2)<|box_end|>" (Qwen-VL, thousandths),
/// "<loc0010><loc0020><loc0300><loc0400>" (PaliGemma, y1, x1, y2, x2 in bins), or "(x1,y1),(x2,y2)", "[x1, y1, x2, y2]"
/// and
/// "(x1, y1, x2, y2)" where a span ties them to a region.
struct WrittenBox {
    std::array<Span, 4> numbers;        ///< left, top, right, bottom
    std::array<double, 4> values{};     ///< as written
    int decimals = 0;                   ///< the most that a number has
    std::optional<BoxUnit> marked;      ///< said by the marks around it
    int media = 0;                      ///< the picture that it is on
    std::optional<std::size_t> region;  ///< the region whose span it stands in
};

struct WrittenBoxes {
    std::vector<WrittenBox> boxes;
    std::string unknown;  ///< what looks like a place on a picture and is none of these; empty: nothing
};

WrittenBoxes findWrittenBoxes(const Sample& sample);

/// As its marks say, or as its region's bounds on a picture of this size do; nothing where they do not agree.
std::optional<BoxUnit> unitOf(const WrittenBox& box, const Sample& sample, int width, int height);

/// Whether it is what its region's bounds are in this unit.
bool showsRegion(const WrittenBox& box, BoxUnit unit, const Sample& sample, int width, int height);

/// In pixels of a picture of this size.
Box pixelsOf(const WrittenBox& box, BoxUnit unit, int width, int height);

/// A box to be written: in pixels of a `width` x `height` picture, and the unit of its text.
struct NewBox {
    Box box;
    BoxUnit unit;
    int width = 0, height = 0;
};

/// What recipes call the units: "qwen2_vl" (Thousandths), "pixels", "normalized" (Shares), "paligemma" (Bins).
const std::vector<std::string>& boxUnitNames();
/// Throws Error for an unknown name.
BoxUnit boxUnitNamed(const std::string& name);
/// "<|box_start|>(x1,y1),(x2,y2)<|box_end|>" in Thousandths, tokens "<loc0123>" in Bins, "[x1, y1, x2, y2]" otherwise;
/// whole numbers, Shares with three decimals. What findWrittenBoxes() reads.
std::string written(const NewBox& box);

/// Writes `boxes[i]` in place of written[i]; spans follow. The written boxes are of this sample as it is.
void rewrite(Sample& sample, const std::vector<WrittenBox>& written, const std::vector<NewBox>& boxes);

}  // namespace atelier::data
