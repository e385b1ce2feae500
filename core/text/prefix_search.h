#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace atelier::text {

/// Finds all texts of a set that others begin with. Holds views: the texts must outlive it.
class PrefixSearch {
public:
    /// Pairs of text and id; empty texts are left out.
    explicit PrefixSearch(std::vector<std::pair<std::string_view, std::uint32_t>> texts = {})
        : texts_(std::move(texts)) {
        std::erase_if(texts_, [](const auto& item) { return item.first.empty(); });
        std::sort(texts_.begin(), texts_.end());
        for (std::size_t i = texts_.size(); i-- > 0;)
            first_[static_cast<unsigned char>(texts_[i].first[0])].first = i;
        for (std::size_t i = 0; i < texts_.size(); ++i)
            first_[static_cast<unsigned char>(texts_[i].first[0])].second = i + 1;
    }

    /// Calls found(length, id) for each text that `text` begins with, the shortest first.
    template <class Found>
    void each(std::string_view text, Found found) const {
        if (text.empty()) return;
        auto [low, high] = first_[static_cast<unsigned char>(text[0])];
        for (std::size_t length = 1; low < high; ++length) {
            // The shortest of those that share a beginning stands first.
            if (texts_[low].first.size() == length) {
                found(length, texts_[low].second);
                ++low;
            }
            if (length == text.size()) return;
            const auto byte = static_cast<unsigned char>(text[length]);
            const auto at = [&](std::size_t i) { return static_cast<unsigned char>(texts_[i].first[length]); };
            const auto bound = [&](std::size_t from, std::size_t to, unsigned above) {
                while (from < to) {
                    const std::size_t middle = from + (to - from) / 2;
                    at(middle) < above ? from = middle + 1 : to = middle;
                }
                return from;
            };
            low = bound(low, high, byte);
            high = bound(low, high, byte + 1U);
        }
    }

    /// Length of the longest text that `text` begins with; 0 for none.
    std::size_t longest(std::string_view text) const {
        std::size_t length = 0;
        each(text, [&](std::size_t found, std::uint32_t) { length = found; });
        return length;
    }

private:
    std::vector<std::pair<std::string_view, std::uint32_t>> texts_;
    std::array<std::pair<std::size_t, std::size_t>, 256> first_{};  // range in texts_ by the first byte
};

}  // namespace atelier::text
