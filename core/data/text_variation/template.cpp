#include "data/text_variation/text_variation.h"

namespace atelier::data {
namespace {

constexpr std::string_view kPlace = "{prompt}";

// What stands before and after the place comes around the prompt, which itself stays as it is.
std::vector<TextEdit> putIntoTemplate(const std::string& text, double strength, const Wordings& wordings,
                                      Random& random) {
    if (wordings.templates.empty() || random.uniform() >= strength) return {};
    const std::string& chosen = wordings.templates[random.below(wordings.templates.size())];
    const std::size_t place = chosen.find(kPlace);
    const auto [begin, end] = bodyOf(text);
    if (begin == end) return {};
    return {{begin, begin, chosen.substr(0, place)}, {end, end, chosen.substr(place + kPlace.size())}};
}

const TextVariations::Entry entry{"template", {20, false, putIntoTemplate}};

}  // namespace
}  // namespace atelier::data
