#include "data/text_variation/text_variation.h"

namespace atelier::data {
namespace {

std::vector<TextEdit> widen(const std::string& text, double strength, const Wordings&, Random& random) {
    std::vector<TextEdit> edits;
    const auto [begin, end] = bodyOf(text);
    for (std::size_t at = begin; at < end; ++at)
        if (text[at] == ' ' && random.uniform() < strength)
            edits.push_back({at, at + 1, random.below(4) == 0 ? "\n" : "  "});
    return edits;
}

const TextVariations::Entry entry{"spaces", {60, true, widen}};

}  // namespace
}  // namespace atelier::data
