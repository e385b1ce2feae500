#include "data/text_variation/text_variation.h"

#include <algorithm>

namespace atelier::data {
namespace {

std::vector<TextEdit> paraphrase(const std::string& text, double strength, const Wordings& wordings, Random& random) {
    if (random.uniform() >= strength) return {};
    const auto [begin, end] = bodyOf(text);
    const std::string body = text.substr(begin, end - begin);
    for (const auto& group : wordings.paraphrases)
        if (std::find(group.begin(), group.end(), body) != group.end())
            return {{begin, end, group[random.below(group.size())]}};
    if (!wordings.paraphraser || body.empty()) return {};
    if (const auto other = wordings.paraphraser(body, random())) return {{begin, end, *other}};
    return {};
}

const TextVariations::Entry entry{"paraphrase", {10, true, paraphrase}};

}  // namespace
}  // namespace atelier::data
