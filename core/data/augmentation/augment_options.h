#pragma once

#include "settings/schema.h"
#include "vision/augment/chain.h"

#include <cstdint>
#include <string>
#include <vector>

namespace atelier::data {

/// How pictures are varied for training. A strength of 0, every one's default, leaves an augmentation out.
struct AugmentOptions {
    double rotate = 0, perspective = 0, crop = 0, scale = 0, resize = 0;
    double flipHorizontal = 0, flipVertical = 0, background = 0;
    double colour = 0, hue = 0, grayscale = 0, shadow = 0, cutout = 0;
    double blur = 0, motionBlur = 0, noise = 0, shotNoise = 0, saltPepper = 0, jpeg = 0;

    double probability = 0.5;
    std::vector<std::string> probabilities;
    bool expand = true;
    std::string fill = "white";
    std::string backgrounds;
    bool backgroundRegions = false;
    bool rotatedBoxes = false;
    double leastArea = 0.5;
    bool respectWords = true;

    static const settings::Schema<AugmentOptions>& schema();

    /// What a chain is made of. Throws Error for a probability of nothing that there is.
    std::vector<vision::Chain::Step> steps() const;
};

/// Names of augmentations that have an option: "rotate" for `augment_rotate`.
std::vector<std::string> augmentationsWithOption();

}  // namespace atelier::data
