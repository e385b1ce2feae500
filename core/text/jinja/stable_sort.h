#pragma once

#include <algorithm>
#include <iterator>
#include <vector>

namespace atelier::text::jinja {

/// Merge sort that stays inside its range for any comparison. A template can bring one that is no order (NaN), which
/// std::sort and its like do not promise to survive.
template <class T, class Before>
void stableSort(std::vector<T>& items, const Before& before) {
    std::vector<T> merged;
    merged.reserve(items.size());
    for (std::size_t width = 1; width < items.size(); width *= 2) {
        merged.clear();
        for (std::size_t begin = 0; begin < items.size(); begin += 2 * width) {
            const std::size_t middle = std::min(begin + width, items.size()),
                              end = std::min(begin + 2 * width, items.size());
            std::size_t left = begin, right = middle;
            while (left < middle || right < end) {
                const bool takesRight = left == middle || (right < end && before(items[right], items[left]));
                merged.push_back(std::move(items[takesRight ? right++ : left++]));
            }
        }
        items.swap(merged);
    }
}

}  // namespace atelier::text::jinja
