#include "vision/video/clip.h"

#include "common/error.h"
#include "vision/video/frame_cache.h"
#include "vision/video/video.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>

namespace atelier::vision {
namespace {

// Frame i is shown from start + i / fps on.
struct Facts {
    double start = 0, fps = 0;
    std::int64_t frames = 0;
};

constexpr const char* kFacts = "facts";

std::optional<Facts> knownFacts(const FrameCache::Entry& entry) {
    Facts facts;
    if (entry.bytes.size() != sizeof facts) return {};
    std::memcpy(&facts, entry.bytes.data(), sizeof facts);
    return facts;
}

Facts factsOf(VideoReader& reader, const std::filesystem::path& path) {
    const VideoInfo& info = reader.info();
    Facts facts;
    facts.start = reader.frameAt(0).begin;
    const double length = info.duration - facts.start;
    facts.fps = info.fps > 0 ? info.fps : length > 0 ? static_cast<double>(info.frames) / length : 0;
    facts.frames = info.frames;
    if (length > 0) facts.frames = std::min<std::int64_t>(facts.frames, std::llround(length * facts.fps));
    if (facts.frames < 1 || !(facts.fps > 0))
        throw Error("the video does not say how many frames it has", path.string());
    return facts;
}

}  // namespace

VideoClip openClip(const std::filesystem::path& path, const std::optional<TimeRange>& range, FrameCache& cache) {
    const std::string identity = FrameCache::identityOf(path);
    const auto reader = std::make_shared<std::unique_ptr<VideoReader>>();
    std::optional<Facts> facts;
    if (const auto known = cache.find(identity, kFacts)) facts = knownFacts(*known);
    if (!facts) {
        *reader = std::make_unique<VideoReader>(path);
        facts = factsOf(**reader, path);
        cache.keep(identity, kFacts, sizeof *facts, [&](int fd) { writeAll(fd, &*facts, sizeof *facts, path); });
    }
    const auto [start, fps, frames] = *facts;
    const auto firstFrom = [start, fps, frames](double seconds) {
        const double frame = std::ceil((seconds - start) * fps - 1e-6);
        return static_cast<std::int64_t>(std::clamp(frame, 0.0, static_cast<double>(frames)));
    };
    const std::int64_t first = range ? firstFrom(range->begin) : 0, past = range ? firstFrom(range->end) : frames;
    if (first >= past) throw Error("no frame of the video lies in the sample's range", path.string());
    const auto at = [reader, path, first, fps, start](std::int64_t frame) {
        if (!*reader) *reader = std::make_unique<VideoReader>(path);
        return (*reader)->frameAt(start + (static_cast<double>(first + frame) + 0.5) / fps).image;
    };
    return {past - first, fps, at, {}, identity, "from " + std::to_string(first), &cache};
}

VideoClip openClip(const std::filesystem::path& path, const std::optional<TimeRange>& range) {
    return openClip(path, range, FrameCache::ofUser());
}

VideoClip resizedClip(VideoClip clip) {
    if (!clip.limits.resize()) return clip;
    clip.frame = [frame = clip.frame, limits = clip.limits](std::int64_t number) {
        Image image = frame(number);
        const auto to = [&](std::int64_t pixels) {
            const double scale =
                std::sqrt(static_cast<double>(pixels) / static_cast<double>(std::int64_t{image.width} * image.height));
            image = resize(image, std::max(1, static_cast<int>(image.width * scale)),
                           std::max(1, static_cast<int>(image.height * scale)), Filter::Bicubic);
        };
        if (limits.maxPixels > 0 && std::int64_t{image.width} * image.height > limits.maxPixels) to(limits.maxPixels);
        if (std::int64_t{image.width} * image.height < limits.minPixels) to(limits.minPixels);
        return image;
    };
    return clip;
}

VideoClip cachedClip(const VideoClip& clip, const std::vector<std::int64_t>& numbers) {
    if (!clip.cache || clip.identity.empty() || numbers.empty()) return clip;
    struct Size {
        std::int32_t width = 0, height = 0;
    };
    std::vector<std::int64_t> unique(numbers);
    unique.erase(std::unique(unique.begin(), unique.end()), unique.end());
    std::string what = clip.part + ", " + std::to_string(clip.limits.minPixels) + " to " +
                       std::to_string(clip.limits.maxPixels) + " pixels:";
    for (const std::int64_t number : unique)
        what += ' ' + std::to_string(number);

    const auto sizeOf = [&](const FrameCache::Entry& entry) {
        Size size;
        if (entry.bytes.size() < sizeof size) return Size{};
        std::memcpy(&size, entry.bytes.data(), sizeof size);
        return size;
    };
    const auto bytesOf = [](const Size& size) {
        return std::size_t{3} * static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
    };
    // One that is damaged counts as none, and is written again.
    const auto whole = [&] {
        auto entry = clip.cache->find(clip.identity, what);
        if (!entry) return entry;
        const Size size = sizeOf(*entry);
        const bool fits =
            size.width > 0 && size.height > 0 && entry->bytes.size() == sizeof size + bytesOf(size) * unique.size();
        if (!fits) entry.reset();
        return entry;
    };
    auto entry = whole();
    if (!entry) {
        // Frames are written as they come: all of a long video would not fit into memory.
        Image first = clip.frame(unique.front());
        const Size size{first.width, first.height};
        const auto write = [&](int fd) {
            writeAll(fd, &size, sizeof size, clip.identity);
            for (std::size_t i = 0; i < unique.size(); ++i) {
                const Image image = i == 0 ? std::move(first) : clip.frame(unique[i]);
                if (image.width != size.width || image.height != size.height)
                    throw Error("the video's frames are of unlike sizes");
                writeAll(fd, image.pixels.data(), image.pixels.size(), clip.identity);
            }
        };
        clip.cache->keep(clip.identity, what, bytesOf(size) * unique.size(), write);
        entry = whole();
    }
    if (!entry) return clip;
    VideoClip kept = clip;
    const Size size = sizeOf(*entry);
    const std::size_t bytes = bytesOf(size);
    kept.frame = [entry = *entry, unique, size, bytes](std::int64_t number) {
        const auto place = std::lower_bound(unique.begin(), unique.end(), number);
        if (place == unique.end() || *place != number) throw std::logic_error("a frame that was not asked for");
        const auto* from = reinterpret_cast<const std::uint8_t*>(entry.bytes.data()) + sizeof size +
                           bytes * static_cast<std::size_t>(place - unique.begin());
        return Image{size.width, size.height, std::vector<std::uint8_t>(from, from + bytes)};
    };
    return kept;
}

}  // namespace atelier::vision
