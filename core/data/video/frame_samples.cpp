#include "data/video/frame_samples.h"

#include "data/formats/format.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>

namespace atelier::data {
namespace {

struct Mark {
    std::size_t turn = 0, at = 0;
    Media::Kind kind = Media::Kind::Image;
};

const char* markOf(Media::Kind kind) {
    return kind == Media::Kind::Image ? kImageMark : kVideoMark;
}

std::vector<Mark> marksOf(const Sample& sample) {
    std::vector<Mark> marks;
    for (std::size_t turn = 0; turn < sample.turns.size(); ++turn) {
        const std::size_t before = marks.size();
        for (const Media::Kind kind : {Media::Kind::Image, Media::Kind::Video}) {
            const std::string mark = markOf(kind), &text = sample.turns[turn].text;
            for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + mark.size()))
                marks.push_back({turn, at, kind});
        }
        std::sort(marks.begin() + static_cast<std::ptrdiff_t>(before), marks.end(),
                  [](const Mark& a, const Mark& b) { return a.at < b.at; });
    }
    return marks;
}

// The media in the order in which the text shows them, then those it does not speak of.
std::vector<std::size_t> shownOrder(const Sample& sample, const std::vector<Mark>& marks) {
    std::vector<std::size_t> order;
    std::vector<bool> used(sample.media.size());
    for (const Mark& mark : marks)
        for (std::size_t i = 0; i < sample.media.size(); ++i)
            if (!used[i] && sample.media[i].kind == mark.kind) {
                used[i] = true;
                order.push_back(i);
                break;
            }
    for (std::size_t i = 0; i < used.size(); ++i)
        if (!used[i]) order.push_back(i);
    return order;
}

std::string secondsText(double seconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", seconds);
    return text;
}

}  // namespace

Sample withFrames(const Sample& sample, const std::vector<std::vector<StoredFrame>>& frames) {
    const std::vector<Mark> marks = marksOf(sample);
    const std::vector<std::size_t> order = shownOrder(sample, marks);
    Sample made = sample;
    made.media.clear();
    std::vector<std::optional<int>> places(sample.media.size());  // of media that stay
    for (const std::size_t index : order) {
        if (frames[index].empty()) {
            places[index] = static_cast<int>(made.media.size());
            made.media.push_back(sample.media[index]);
        }
        for (const StoredFrame& frame : frames[index])
            made.media.push_back({Media::Kind::Image, frame.path});
    }
    std::erase_if(made.regions, [&](const Region& region) {
        return region.media < 0 || region.media >= std::ssize(places) ||
               !places[static_cast<std::size_t>(region.media)];
    });
    for (Region& region : made.regions)
        region.media = *places[static_cast<std::size_t>(region.media)];
    // From the end, so that places before stay; each alone, so that links around it keep their words.
    for (std::size_t i = std::min(marks.size(), order.size()); i-- > 0;) {
        const std::vector<StoredFrame>& shown = frames[order[i]];
        if (shown.empty()) continue;
        std::string text = made.turns[marks[i].turn].text, pictures;
        for (std::size_t n = 0; n < shown.size(); ++n)
            pictures += kImageMark;
        text.replace(marks[i].at, std::string(markOf(marks[i].kind)).size(), pictures);
        replaceText(made, marks[i].turn, text);
    }
    return made;
}

std::string frameName(const std::filesystem::path& video, double seconds) {
    char time[32];
    std::snprintf(time, sizeof time, "-%09lld", std::llround(std::max(0.0, seconds) * 1000));
    return plainName(video.stem().string()) + time + ".jpg";
}

std::vector<Sample> frameSamples(const Sample& sample, const std::vector<std::vector<StoredFrame>>& frames, bool each) {
    std::size_t most = 0, first = 0;
    for (std::size_t i = frames.size(); i-- > 0;) {
        most = std::max(most, frames[i].size());
        if (!frames[i].empty()) first = i;
    }
    std::vector<Sample> samples;
    if (most == 0) return samples;
    const std::string video = sample.media[first].path.filename().string();
    if (!each) {
        samples.push_back(withFrames(sample, frames));
        samples.back().origin = video + ", " + std::to_string(most) + " frames";
        return samples;
    }
    for (std::size_t n = 0; n < most; ++n) {
        std::vector<std::vector<StoredFrame>> one(frames.size());
        for (std::size_t i = 0; i < frames.size(); ++i)
            if (!frames[i].empty()) one[i] = {frames[i][std::min(n, frames[i].size() - 1)]};
        const std::string at = secondsText(one[first].front().seconds);
        samples.push_back(withFrames(sample, one));
        samples.back().id = sample.id + "@" + at;
        samples.back().origin = video + " at " + at + " s";
    }
    return samples;
}

}  // namespace atelier::data
