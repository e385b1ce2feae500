#include "data/text_variation/text_variation.h"

#include <algorithm>

namespace atelier::data {
namespace {

bool isCapital(char c) {
    return c >= 'A' && c <= 'Z';
}

std::string lowered(std::string text) {
    for (char& c : text)
        if (isCapital(c)) c = static_cast<char>(c - 'A' + 'a');
    return text;
}

std::string capitalised(std::string text) {
    if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

std::vector<TextEdit> exchange(const std::string& text, double strength, const Wordings& wordings, Random& random) {
    std::vector<TextEdit> edits;
    for (const auto& [begin, end] : wordsOf(text)) {
        const std::string word = text.substr(begin, end - begin), low = lowered(word);
        for (const auto& group : wordings.synonyms) {
            const auto same = std::find_if(group.begin(), group.end(),
                                           [&](const std::string& other) { return lowered(other) == low; });
            if (same == group.end()) continue;
            if (random.uniform() < strength) {
                // Another one: the group without this word.
                const auto at = static_cast<std::size_t>(same - group.begin());
                const std::string& other = group[(at + 1 + random.below(group.size() - 1)) % group.size()];
                edits.push_back({begin, end, isCapital(word[0]) ? capitalised(other) : other});
            }
            break;
        }
    }
    return edits;
}

const TextVariations::Entry entry{"synonyms", {30, true, exchange}};

}  // namespace
}  // namespace atelier::data
