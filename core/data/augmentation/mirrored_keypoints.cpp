#include "data/augmentation/mirrored_keypoints.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <optional>

namespace atelier::data {
namespace {

std::string lower(std::string text) {
    for (char& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

// The name of the other side, in lower case; nothing for a name without a side.
std::optional<std::string> otherSide(const std::string& name) {
    const std::string text = lower(name);
    const std::pair<std::string, std::string> words[] = {{"left", "right"}, {"right", "left"}};
    for (const auto& [from, to] : words)
        if (const auto at = text.find(from); at != std::string::npos)
            return text.substr(0, at) + to + text.substr(at + from.size());
    const auto letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
    for (std::size_t at = 0; at < text.size(); ++at)
        if ((text[at] == 'l' || text[at] == 'r') && (at == 0 || !letter(text[at - 1])) &&
            (at + 1 == text.size() || !letter(text[at + 1]))) {
            std::string other = text;
            other[at] = text[at] == 'l' ? 'r' : 'l';
            return other;
        }
    return {};
}

}  // namespace

std::vector<std::size_t> mirroredOrder(const std::vector<std::string>& names) {
    std::vector<std::size_t> order(names.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto other = otherSide(names[i]);
        if (!other) continue;
        for (std::size_t j = 0; j < names.size(); ++j)
            if (lower(names[j]) == *other) order[i] = j;
    }
    return order;
}

void addMirrored(MirroredKeypoints& mirrored, const std::vector<DatasetClass>& classes) {
    for (const DatasetClass& one : classes) {
        auto order = mirroredOrder(one.keypoints);
        if (!std::is_sorted(order.begin(), order.end()))
            mirrored.try_emplace({one.name, one.keypoints.size()}, std::move(order));
    }
}

bool mirrors(const vision::Homography& map) {
    const auto [across, down] = map.derivative({0, 0});
    return across[0] * down[1] - across[1] * down[0] < 0;
}

void exchangeSides(Region& region, const MirroredKeypoints& mirrored) {
    const auto& before = region.details->keypoints;
    const auto found = mirrored.find({region.label, before.size()});
    if (found == mirrored.end()) return;
    std::vector<Keypoint> after;
    for (const std::size_t from : found->second)
        after.push_back(before[from]);
    region.details.edit().keypoints = std::move(after);
}

}  // namespace atelier::data
