#include "vision/preprocessors/patches.h"

#include <algorithm>

namespace atelier::vision {
namespace {

using Table = std::array<std::array<float, 256>, 3>;

float* writePatch(const std::vector<Image>& pictures, const PatchSizes& sizes, const Table& table, int patchX,
                  int patchY, float* out) {
    const auto patch = static_cast<std::size_t>(sizes.patch);
    const std::size_t stride = static_cast<std::size_t>(pictures.front().width) * 3;
    const std::size_t first =
        static_cast<std::size_t>(patchY) * patch * stride + static_cast<std::size_t>(patchX) * patch * 3;
    for (std::size_t channel = 0; channel < 3; ++channel)
        for (std::size_t frame = 0; frame < static_cast<std::size_t>(sizes.frames); ++frame) {
            if (frame >= pictures.size()) {
                out = std::copy(out - patch * patch, out, out);
                continue;
            }
            const std::uint8_t* in = pictures[frame].pixels.data() + first;
            for (std::size_t y = 0; y < patch; ++y)
                for (std::size_t x = 0; x < patch; ++x)
                    *out++ = table[channel][in[y * stride + x * 3 + channel]];
        }
    return out;
}

}  // namespace

void appendPatches(const std::vector<Image>& pictures, const PatchSizes& sizes, const Table& table,
                   std::vector<float>& out) {
    const int columns = pictures.front().width / sizes.patch, rows = pictures.front().height / sizes.patch;
    const auto length = static_cast<std::size_t>(3 * sizes.frames * sizes.patch * sizes.patch);
    const std::size_t before = out.size();
    out.resize(before + static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns) * length);
    float* to = out.data() + before;
    for (int blockY = 0; blockY < rows; blockY += sizes.merge)
        for (int blockX = 0; blockX < columns; blockX += sizes.merge)
            for (int y = blockY; y < blockY + sizes.merge; ++y)
                for (int x = blockX; x < blockX + sizes.merge; ++x)
                    to = writePatch(pictures, sizes, table, x, y, to);
}

}  // namespace atelier::vision
