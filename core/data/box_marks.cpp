#include "data/box_marks.h"

#include "common/error.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

namespace atelier::data {
namespace {

struct Mark {
    Span span;
    std::size_t region;
};

std::vector<Mark> marksOf(const Sample& sample) {
    std::vector<Mark> marks;
    for (std::size_t i = 0; i < sample.regions.size(); ++i)
        for (const Span& span : sample.regions[i].spans) {
            const std::string& text = sample.turns.at(static_cast<std::size_t>(span.turn)).text;
            if (text.compare(static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.end - span.begin),
                             kBoxMark) == 0)
                marks.push_back({span, i});
        }
    // From the end, so that a text that changes moves no mark that is still to come.
    std::sort(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) {
        return std::pair(a.span.turn, a.span.begin) > std::pair(b.span.turn, b.span.begin);
    });
    return marks;
}

NewBox shownBox(const Sample& sample, const Region& region, BoxUnit unit,
                const std::function<vision::ImageInfo(const std::filesystem::path&)>& probe) {
    const Media& media = sample.media.at(static_cast<std::size_t>(region.media));
    const vision::ImageInfo info = probe(media.path);
    const double width = info.width, height = info.height;
    const Box crop = media.crop.value_or(Box{0, 0, width, height});
    const Box shown{std::clamp(std::floor(crop.left), 0.0, width), std::clamp(std::floor(crop.top), 0.0, height),
                    std::clamp(std::ceil(crop.right), 0.0, width), std::clamp(std::ceil(crop.bottom), 0.0, height)};
    const Box bounds = region.bounds();
    const Box seen{std::max(bounds.left, shown.left), std::max(bounds.top, shown.top),
                   std::min(bounds.right, shown.right), std::min(bounds.bottom, shown.bottom)};
    if (seen.right < seen.left || seen.bottom < seen.top)
        throw Error("the region \"" + region.label + "\" is not on what is shown of its picture", sample.id,
                    "move it or take its <bbox> mark out of the text");
    return {{seen.left - shown.left, seen.top - shown.top, seen.right - shown.left, seen.bottom - shown.top},
            unit,
            static_cast<int>(shown.width()),
            static_cast<int>(shown.height())};
}

}  // namespace

std::size_t writeBoxMarks(Sample& sample, BoxUnit unit,
                          const std::function<vision::ImageInfo(const std::filesystem::path&)>& probe) {
    std::set<std::size_t> regions;
    for (const Mark& mark : marksOf(sample)) {
        regions.insert(mark.region);
        const Region& region = sample.regions[mark.region];
        const auto turn = static_cast<std::size_t>(mark.span.turn);
        std::string text = sample.turns[turn].text;
        std::string box = written(shownBox(sample, region, unit, probe));
        const auto words = std::find_if(region.spans.begin(), region.spans.end(), [&](const Span& span) {
            return span.turn == mark.span.turn && span.end == mark.span.begin;
        });
        const bool named = unit == BoxUnit::Thousandths && words != region.spans.end();
        const auto wordsBegin = named ? words->begin : 0;
        if (named) box = "<|object_ref_end|>" + box;
        text.replace(static_cast<std::size_t>(mark.span.begin), kBoxMark.size(), box);
        replaceText(sample, turn, text);
        if (named) replaceText(sample, turn, text.insert(static_cast<std::size_t>(wordsBegin), "<|object_ref_start|>"));
    }
    return regions.size();
}

}  // namespace atelier::data
