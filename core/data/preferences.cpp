#include "data/preferences.h"

#include <algorithm>
#include <functional>
#include <map>

namespace atelier::data {
namespace {

std::size_t countOf(const std::string& text, const std::string& what) {
    std::size_t count = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size()))
        ++count;
    return count;
}

// Marks of each kind of medium in the first `turns` turns.
std::map<Media::Kind, std::size_t> marksIn(const Sample& sample, std::size_t turns) {
    std::map<Media::Kind, std::size_t> marks;
    for (std::size_t i = 0; i < turns; ++i) {
        marks[Media::Kind::Image] += countOf(sample.turns[i].text, kImageMark);
        marks[Media::Kind::Video] += countOf(sample.turns[i].text, kVideoMark);
    }
    return marks;
}

std::vector<Sample> cutAtEach(const Sample& sample, const std::function<bool(const Turn&)>& wanted) {
    std::vector<Sample> all;
    std::vector<std::size_t> turns;
    for (std::size_t i = 0; i < sample.turns.size(); ++i)
        if (sample.turns[i].role == Turn::Role::Assistant && wanted(sample.turns[i])) turns.push_back(i);
    for (const std::size_t turn : turns) {
        all.push_back(endingWith(sample, turn));
        if (turns.size() > 1) all.back().id += "#" + std::to_string(turn);
    }
    return all;
}

}  // namespace

Sample endingWith(const Sample& sample, std::size_t turn) {
    if (turn + 1 == sample.turns.size()) return sample;
    auto kept = marksIn(sample, turn + 1);
    auto later = marksIn(sample, sample.turns.size());
    for (auto& [kind, count] : later)
        count -= kept[kind];
    Sample cut = sample;
    cut.turns.resize(turn + 1);
    cut.media.clear();
    std::map<int, int> now;  // index of a medium -> its new one
    for (std::size_t i = 0; i < sample.media.size(); ++i) {
        const Media& media = sample.media[i];
        // Marks take the media in their order: first those of the kept turns, then those of the others.
        if (kept[media.kind] > 0) {
            --kept[media.kind];
        } else if (later[media.kind] > 0) {
            --later[media.kind];
            continue;
        }
        now[static_cast<int>(i)] = static_cast<int>(cut.media.size());
        cut.media.push_back(media);
    }
    std::erase_if(cut.regions, [&](const Region& region) { return !now.contains(region.media); });
    for (Region& region : cut.regions) {
        region.media = now.at(region.media);
        std::erase_if(region.spans, [&](const Span& span) { return span.turn > static_cast<int>(turn); });
    }
    return cut;
}

std::vector<Sample> preferencePairs(const Sample& sample) {
    return cutAtEach(sample, [](const Turn& turn) { return turn.details->rejected.has_value(); });
}

std::vector<Sample> judgedAnswers(const Sample& sample) {
    return cutAtEach(sample, [](const Turn& turn) { return turn.details->liked.has_value(); });
}

}  // namespace atelier::data
