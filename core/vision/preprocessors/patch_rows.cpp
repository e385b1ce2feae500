#include "vision/preprocessors/patch_rows.h"

#include <stdexcept>

namespace atelier::vision {

void appendPatchRows(const Image& image, const PatchArea& area, int patch, PatchOrder order, const PixelTable& table,
                     std::vector<float>& values) {
    if (area.width % patch != 0 || area.height % patch != 0) throw std::logic_error("patches that do not fit");
    const auto side = static_cast<std::size_t>(patch), numbers = 3 * side * side;
    const std::size_t pixelStep = order == PatchOrder::PixelFirst ? 3 : 1,
                      channelStep = order == PatchOrder::PixelFirst ? 1 : side * side;
    std::size_t at = values.size();
    values.resize(at + std::size_t(area.width) * std::size_t(area.height) * 3);
    for (int top = area.top; top < area.top + area.height; top += patch)
        for (int left = area.left; left < area.left + area.width; left += patch, at += numbers)
            for (std::size_t y = 0; y < side; ++y) {
                const auto* in =
                    &image.pixels[3 * ((std::size_t(top) + y) * std::size_t(image.width) + std::size_t(left))];
                float* out = &values[at + y * side * pixelStep];
                for (std::size_t x = 0; x < side; ++x, in += 3, out += pixelStep)
                    for (std::size_t channel = 0; channel < 3; ++channel)
                        out[channel * channelStep] = table[channel][in[channel]];
            }
}

}  // namespace atelier::vision
