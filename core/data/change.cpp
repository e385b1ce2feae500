#include "data/change.h"

#include <algorithm>

namespace atelier::data {

std::string withoutMarks(const std::string& text) {
    std::string rest = text;
    for (const std::string_view mark : {kImageMark, kVideoMark})
        for (auto at = rest.find(mark); at != std::string::npos; at = rest.find(mark, at))
            rest.erase(at, mark.size());
    const auto first = rest.find_first_not_of(" \t\r\n"), last = rest.find_last_not_of(" \t\r\n");
    return first == std::string::npos ? std::string() : rest.substr(first, last - first + 1);
}

void addTurn(Sample& sample, Turn::Role role, const std::string& text) {
    std::vector<Turn>& turns = sample.turns;
    const bool assistantIsNext = !turns.empty() && turns.back().role == Turn::Role::User;
    const Turn::Role next = assistantIsNext ? Turn::Role::Assistant : Turn::Role::User;
    if (role == next) {
        turns.push_back({role, text});
    } else if (!turns.empty() && turns.back().role == role && withoutMarks(turns.back().text).empty()) {
        replaceText(sample, turns.size() - 1, turns.back().text + text);
    } else {
        turns.push_back({next, {}});
        turns.push_back({role, text});
    }
    const auto users =
        std::count_if(turns.begin(), turns.end(), [](const Turn& turn) { return turn.role == Turn::Role::User; });
    if (users == 1) normalizeMarks(sample);  // the first question shows the pictures
}

void removeTurnsFrom(Sample& sample, std::size_t turn) {
    sample.turns.resize(std::min(turn, sample.turns.size()));
    for (Region& region : sample.regions)
        std::erase_if(region.spans, [turn](const Span& span) { return span.turn >= static_cast<int>(turn); });
}

void removeRegions(Sample& sample, std::vector<int> regions) {
    std::sort(regions.begin(), regions.end());
    regions.erase(std::unique(regions.begin(), regions.end()), regions.end());
    for (auto it = regions.rbegin(); it != regions.rend(); ++it)
        sample.regions.erase(sample.regions.begin() + *it);
}

void moveRegion(Region& region, Region::Shape shape, std::vector<std::array<double, 2>> points) {
    if (region.shape != shape || region.points != points) {
        RegionDetails details = *region.details;
        details.mask.reset();
        if (shape != Region::Shape::Polygon) details.parts.clear();
        region.details = std::move(details);
    }
    region.shape = shape;
    region.points = std::move(points);
    if (shape != Region::Shape::Box) return;
    region.points = cornersOf(region.bounds());
}

std::vector<std::array<double, 2>> cornersOf(const Box& box) {
    return {{box.left, box.top}, {box.right, box.bottom}};
}

void link(Region& region, const Span& words) {
    if (words.begin < words.end && std::find(region.spans.begin(), region.spans.end(), words) == region.spans.end())
        region.spans.push_back(words);
}

}  // namespace atelier::data
