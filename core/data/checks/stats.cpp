#include "common/error.h"
#include "data/checks/health.h"
#include "data/derive.h"
#include "data/sample_json.h"
#include "data/split.h"
#include "vision/image.h"

#include <algorithm>
#include <unordered_set>

namespace atelier::data {
namespace {

constexpr std::size_t kSteps = 32;

Range rangeOf(std::vector<double>& values) {
    if (values.empty()) return {};
    std::sort(values.begin(), values.end());
    const auto at = [&](double share) {
        return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
    };
    Range range{values.front(), at(0.5), at(0.95), values.back()};
    const double width = range.max - range.min;
    range.histogram.assign(width > 0 ? kSteps : 1, 0);
    for (const double value : values) {
        const auto step = width > 0 ? static_cast<std::size_t>((value - range.min) / width * kSteps) : 0;
        ++range.histogram[std::min(step, range.histogram.size() - 1)];
    }
    return range;
}

Json toJson(const Range& range) {
    return {{"min", range.min},
            {"median", range.median},
            {"p95", range.p95},
            {"max", range.max},
            {"histogram", range.histogram}};
}

}  // namespace

Stats stats(const std::vector<Sample>& samples) {
    Stats all;
    all.samples = static_cast<std::int64_t>(samples.size());
    std::vector<double> prompts, answers, transcriptions, widths, heights;
    std::unordered_set<std::string> files, groups;
    for (const Sample& sample : samples) {
        all.turns += static_cast<std::int64_t>(sample.turns.size());
        all.regions += static_cast<std::int64_t>(sample.regions.size());
        all.checked += sample.checked ? 1 : 0;
        all.unanswered += sample.turns.empty() || sample.turns.back().role != Turn::Role::Assistant ? 1 : 0;
        ++all.splits[sample.split];
        for (const std::string& tag : sample.tags)
            ++all.tags[tag];
        groups.insert(groupOf(sample));
        for (const Turn& turn : sample.turns)
            (turn.role == Turn::Role::Assistant ? answers : prompts)
                .push_back(static_cast<double>(characterCount(turn.text)));
        for (const Region& region : sample.regions) {
            ++all.labels[region.label];
            ++all.shapes[nameOf(region.shape)];
            if (region.transcription.empty()) continue;
            ++all.transcribed;
            transcriptions.push_back(static_cast<double>(characterCount(region.transcription)));
        }
        for (const Media& media : sample.media) {
            ++(media.kind == Media::Kind::Image ? all.images : all.videos);
            if (media.kind != Media::Kind::Image || !files.insert(media.path.string()).second) continue;
            try {
                const vision::ImageInfo info = vision::probeImage(media.path);
                widths.push_back(info.width);
                heights.push_back(info.height);
            } catch (const Error&) {
                ++all.unreadableImages;
            }
        }
    }
    all.groups = static_cast<std::int64_t>(groups.size());
    all.promptCharacters = rangeOf(prompts);
    all.answerCharacters = rangeOf(answers);
    all.transcriptionCharacters = rangeOf(transcriptions);
    all.imageWidth = rangeOf(widths);
    all.imageHeight = rangeOf(heights);
    return all;
}

Json toJson(const Stats& s) {
    return {{"samples", s.samples},
            {"turns", s.turns},
            {"images", s.images},
            {"videos", s.videos},
            {"regions", s.regions},
            {"transcribed_regions", s.transcribed},
            {"checked", s.checked},
            {"unanswered", s.unanswered},
            {"groups", s.groups},
            {"prompt_characters", toJson(s.promptCharacters)},
            {"answer_characters", toJson(s.answerCharacters)},
            {"transcription_characters", toJson(s.transcriptionCharacters)},
            {"image_width", toJson(s.imageWidth)},
            {"image_height", toJson(s.imageHeight)},
            {"unreadable_images", s.unreadableImages},
            {"splits", s.splits},
            {"tags", s.tags},
            {"labels", s.labels},
            {"shapes", s.shapes}};
}

}  // namespace atelier::data
