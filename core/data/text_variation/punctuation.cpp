#include "data/text_variation/text_variation.h"

namespace atelier::data {
namespace {

std::vector<TextEdit> changeEnd(const std::string& text, double strength, const Wordings&, Random& random) {
    const bool wanted = random.uniform() < strength;
    const auto [begin, end] = bodyOf(text);
    if (!wanted || begin == end) return {};
    const char last = text[end - 1];
    if (last != '.' && last != '?' && last != '!') return {{end, end, "."}};
    if (random.below(2) == 0) return {{end - 1, end, ""}};
    return {{end, end, std::string(1, last)}};
}

const TextVariations::Entry entry{"punctuation", {50, true, changeEnd}};

}  // namespace
}  // namespace atelier::data
