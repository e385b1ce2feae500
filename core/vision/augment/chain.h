#pragma once

#include "vision/augment/augmentation.h"

#include <cstdint>
#include <string>
#include <vector>

namespace atelier::vision {

/// What the words about a picture rely on.
struct KeptDirections {
    bool sides = false;  ///< what is left stays left
    bool ends = false;   ///< what is above stays above
};

/// Several augmentations one after the other. All that place the picture are composed into one homography, so the
/// picture is resampled once. Each step draws from (key, its name): a step that is added or left out changes no other
/// one.
class Chain {
public:
    struct Step {
        std::string name;
        double strength = 0;
        double probability = 1;
    };
    /// Throws Error for an unknown name.
    explicit Chain(const std::vector<Step>& steps, bool expand = true);

    /// Steps that would break `kept` are left out.
    Placement place(int width, int height, std::uint64_t key, KeptDirections kept = {}) const;
    /// What is not geometry, in place.
    void paint(Image& image, std::uint64_t key) const;

private:
    struct Link {
        Step step;
        const Augmentation* augmentation;
    };
    std::vector<Link> links_;
    bool expand_;
};

}  // namespace atelier::vision
