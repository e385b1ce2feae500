#include "vision/grey_window.h"

#include "common/error.h"

#include <algorithm>

namespace atelier::vision {

const std::vector<std::string>& greyWindowNames() {
    static const std::vector<std::string> names{"auto", "data", "full", "clip"};
    return names;
}

const std::string& nameOf(GreyWindow window) {
    return greyWindowNames()[static_cast<std::size_t>(window)];
}

GreyWindow greyWindowNamed(const std::string& name) {
    const auto& names = greyWindowNames();
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
        throw Error("no such window of greys: \"" + name + "\"", "image_grey_window", "known: auto, data, full, clip");
    return static_cast<GreyWindow>(found - names.begin());
}

}  // namespace atelier::vision
