#include "vision/preprocessors/video_patches.h"

#include "common/error.h"

namespace atelier::vision {

void fillPatch(std::vector<std::int64_t>& frames, const PatchSizes& sizes) {
    while (frames.size() % static_cast<std::size_t>(sizes.frames) != 0)
        frames.push_back(frames.back());
}

PixelValues videoPatches(const VideoClip& clip, const std::vector<std::int64_t>& frames, const PatchSizes& sizes,
                         const std::array<std::array<float, 256>, 3>& table, Filter filter,
                         const std::function<std::array<int, 2>(int width, int height)>& sizeFor) {
    const auto count = std::ssize(frames);
    PixelValues result;
    std::vector<Image> group;
    std::array<int, 2> size{}, first{};
    std::int64_t times = 0;
    for (std::int64_t i = 0; i < count; ++i) {
        Image frame = clip.frame(frames[static_cast<std::size_t>(i)]);
        if (i == 0) {
            first = {frame.width, frame.height};
            size = sizeFor(frame.width, frame.height);
            const auto pixels = static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]);
            result.values.reserve(3 * pixels * static_cast<std::size_t>(count + sizes.frames));
        }
        if (std::array{frame.width, frame.height} != first) throw Error("the video's frames are of unlike sizes");
        group.push_back(resize(frame, size[0], size[1], filter));
        if (std::ssize(group) < sizes.frames && i + 1 < count) continue;
        appendPatches(group, sizes, table, result.values);
        group.clear();
        ++times;
    }
    const std::int64_t rows = size[1] / sizes.patch, columns = size[0] / sizes.patch;
    result.grids = {{times, rows, columns}};
    result.shape = {times * rows * columns, std::int64_t{3} * sizes.frames * sizes.patch * sizes.patch};
    return result;
}

}  // namespace atelier::vision
