#include "data/mask_runs.h"

#include "common/error.h"

#include <algorithm>
#include <numeric>
#include <string>

namespace atelier::data {
namespace {

constexpr int kBits = 5;
constexpr int kMostGroups = 12;  // of one run: 60 bits
constexpr char kFirst = '0';
// More pixels than a picture may have.
constexpr std::int64_t kMostPixels = std::int64_t(1) << 32;

std::int64_t sizeOf(int width, int height) {
    const std::int64_t size = std::int64_t(width) * height;
    if (width < 1 || height < 1 || size > kMostPixels)
        throw Error("a mask of " + std::to_string(width) + " x " + std::to_string(height) + " pixels");
    return size;
}

void requireFilled(std::int64_t filled, std::int64_t size) {
    if (filled == size) return;
    throw Error("the run lengths of a mask are " + std::to_string(filled) + " pixels, not " + std::to_string(size));
}

void append(std::string& text, std::int64_t value) {
    for (bool more = true; more;) {
        std::int64_t group = value & 31;
        value >>= kBits;
        // The last group's highest bit is the sign.
        more = group & 16 ? value != -1 : value != 0;
        if (more) group |= 32;
        text += static_cast<char>(kFirst + group);
    }
}

// Calls `use` with the begin and end of each run of the mask's pixels, counted column by column.
template <class Use>
void forEachRun(const Mask& mask, const Use& use) {
    const std::vector<std::int64_t> runs = unpackMask(mask);
    std::int64_t at = 0;
    for (std::size_t i = 0; i < runs.size(); at += runs[i++])
        if (i % 2 == 1 && runs[i] > 0) use(at, at + runs[i]);
}

}  // namespace

Mask packMask(const std::vector<std::int64_t>& runs, int width, int height) {
    const std::int64_t size = sizeOf(width, height);
    std::int64_t filled = 0;
    for (const std::int64_t run : runs) {
        if (run < 0 || run > size) throw Error("a run of " + std::to_string(run) + " pixels in a mask");
        filled += run;
    }
    requireFilled(filled, size);
    Mask mask{width, height, {}};
    for (std::size_t i = 0; i < runs.size(); ++i)
        append(mask.counts, i > 2 ? runs[i] - runs[i - 2] : runs[i]);
    return mask;
}

std::vector<std::int64_t> unpackMask(const Mask& mask) {
    const std::int64_t size = sizeOf(mask.width, mask.height);
    std::vector<std::int64_t> runs;
    std::int64_t value = 0, filled = 0;
    int groups = 0;
    for (const char c : mask.counts) {
        const int group = c - kFirst;
        if (group < 0 || group > 63 || groups >= kMostGroups) throw Error("text that is no mask in run lengths");
        value |= std::int64_t(group & 31) << (kBits * groups++);
        if (group & 32) continue;
        if (group & 16) value |= -(std::int64_t(1) << (kBits * groups));
        if (runs.size() > 2) value += runs[runs.size() - 2];
        if (value < 0 || value > size) throw Error("a run of " + std::to_string(value) + " pixels in a mask");
        filled += value;
        runs.push_back(value);
        value = 0;
        groups = 0;
    }
    if (groups > 0) throw Error("a mask in run lengths that ends too early");
    requireFilled(filled, size);
    return runs;
}

std::optional<Box> boundsOf(const Mask& mask) {
    std::optional<Box> box;
    forEachRun(mask, [&](std::int64_t begin, std::int64_t end) {
        const std::int64_t height = mask.height, left = begin / height, right = (end - 1) / height + 1;
        const bool one = right - left == 1;
        const Box run{double(left), one ? double(begin % height) : 0, double(right),
                      one ? double((end - 1) % height + 1) : double(height)};
        if (!box) box = run;
        *box = {std::min(box->left, run.left), std::min(box->top, run.top), std::max(box->right, run.right),
                std::max(box->bottom, run.bottom)};
    });
    return box;
}

std::int64_t pixelsOf(const Mask& mask) {
    std::int64_t pixels = 0;
    forEachRun(mask, [&](std::int64_t begin, std::int64_t end) { pixels += end - begin; });
    return pixels;
}

std::vector<std::uint8_t> pixelMapOf(const Mask& mask) {
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(sizeOf(mask.width, mask.height)));
    forEachRun(mask, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t at = begin; at < end; ++at)
            pixels[static_cast<std::size_t>(at % mask.height * mask.width + at / mask.height)] = 1;
    });
    return pixels;
}

Mask maskOf(const std::vector<std::uint8_t>& pixels, int width, int height) {
    std::vector<std::int64_t> runs{0};
    bool inside = false;
    for (int x = 0; x < width; ++x)
        for (int y = 0; y < height; ++y) {
            const bool set = pixels.at(static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                                       static_cast<std::size_t>(x)) != 0;
            if (set != inside) runs.push_back(0);
            inside = set;
            ++runs.back();
        }
    return packMask(runs, width, height);
}

std::vector<std::vector<std::array<double, 2>>> outlinesOf(const Mask& mask) {
    // Only where the mask is: pictures are large, objects small.
    const std::optional<Box> bounds = boundsOf(mask);
    if (!bounds) return {};
    const int left = static_cast<int>(bounds->left), top = static_cast<int>(bounds->top);
    const int width = static_cast<int>(bounds->width()), height = static_cast<int>(bounds->height());
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    forEachRun(mask, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t at = begin; at < end; ++at)
            pixels[static_cast<std::size_t>((at % mask.height - top) * width + at / mask.height - left)] = 1;
    });
    const auto isSet = [&](int x, int y) {
        return x >= 0 && y >= 0 && x < width && y < height &&
               pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
    };
    // The mask lies to the right of each edge. Steps: right, down, left, up.
    constexpr std::array<std::array<int, 2>, 4> kSteps{{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};
    const auto isEdge = [&](int x, int y, int step) {
        switch (step) {
            case 0:
                return isSet(x, y) && !isSet(x, y - 1);
            case 1:
                return isSet(x - 1, y) && !isSet(x, y);
            case 2:
                return isSet(x - 1, y - 1) && !isSet(x - 1, y);
            default:
                return isSet(x, y - 1) && !isSet(x - 1, y - 1);
        }
    };
    std::vector<std::vector<std::array<double, 2>>> outlines;
    // Each outline has an edge to the right; those that were walked are marked.
    std::vector<bool> walked(static_cast<std::size_t>(width) * (static_cast<std::size_t>(height) + 1));
    const auto markOf = [&](int x, int y) {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
    };
    for (int y = 0; y <= height; ++y)
        for (int x = 0; x < width; ++x) {
            if (walked[markOf(x, y)] || !isEdge(x, y, 0)) continue;
            std::vector<std::array<double, 2>> outline;
            int atX = x, atY = y, step = 0, before = -1;
            do {
                if (step == 0) walked[markOf(atX, atY)] = true;
                if (step != before) outline.push_back({double(left + atX), double(top + atY)});
                before = step;
                atX += kSteps[static_cast<std::size_t>(step)][0];
                atY += kSteps[static_cast<std::size_t>(step)][1];
                // Right first: pixels that touch at a corner alone stay apart.
                for (const int turn : {1, 0, 3})
                    if (isEdge(atX, atY, (before + turn) % 4)) {
                        step = (before + turn) % 4;
                        break;
                    }
            } while (atX != x || atY != y || step != 0);
            if (before == 0) outline.erase(outline.begin());  // it began within a straight line
            outlines.push_back(std::move(outline));
        }
    return outlines;
}

}  // namespace atelier::data
