#pragma once

#include <string>
#include <vector>

namespace atelier::vision {

/// Which values of a picture with more than 8 bits a channel are black and white: the recipe's `image_grey_window`. It
/// counts for grey and floating-point pictures; pictures of 8 bits and 16-bit colour are never touched.
enum class GreyWindow {
    Auto,  ///< the window that the file names; else 0 to the largest value of as many bits as its values use; values
           ///< that fill little of that, have a sign or are floating-point: from end to end, but for the outermost 0.1
           ///< %
    Data,  ///< from the least to the greatest value
    Full,  ///< the whole range of the file's type; 0 to 1 for floating point
    Clip,  ///< 0 to 255, what is above is white: as Pillow's convert("RGB")
};

/// "auto", "data", "full", "clip", in the order of the enumeration.
const std::vector<std::string>& greyWindowNames();
const std::string& nameOf(GreyWindow window);
/// Throws Error for a name that is none of them.
GreyWindow greyWindowNamed(const std::string& name);

}  // namespace atelier::vision
