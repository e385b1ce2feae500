#include "vision/augment/chain.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace atelier::vision {
namespace {

bool keeps(KeptDirections kept, const Homography& map, Point at) {
    const auto [right, down] = map.derivative(at);
    return (!kept.sides || right[0] > std::abs(right[1])) && (!kept.ends || down[1] > std::abs(down[0]));
}

}  // namespace

Chain::Chain(const std::vector<Step>& steps, bool expand) : expand_(expand) {
    for (const Step& step : steps)
        if (step.strength > 0) links_.push_back({step, &Augmentations::instance().at(step.name, "augmentation")});
    std::sort(links_.begin(), links_.end(), [](const Link& a, const Link& b) {
        return std::tie(a.augmentation->stage, a.step.name) < std::tie(b.augmentation->stage, b.step.name);
    });
}

Placement Chain::place(int width, int height, std::uint64_t key, KeptDirections kept) const {
    Placement whole{{}, width, height};
    for (const auto& [step, augmentation] : links_) {
        Random random{key, stableHash(step.name)};
        if (!augmentation->place || random.uniform() >= step.probability) continue;
        const Placement next = augmentation->place({whole.width, whole.height, step.strength, expand_}, random);
        if (keeps(kept, next.map, {whole.width / 2.0, whole.height / 2.0})) whole = whole.then(next);
    }
    return whole;
}

void Chain::paint(Image& image, std::uint64_t key) const {
    for (const auto& [step, augmentation] : links_) {
        Random random{key, stableHash(step.name)};
        if (augmentation->paint && random.uniform() < step.probability)
            augmentation->paint(image, step.strength, random);
    }
}

}  // namespace atelier::vision
