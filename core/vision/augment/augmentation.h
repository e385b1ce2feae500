#pragma once

#include "common/random.h"
#include "common/registry.h"
#include "vision/augment/homography.h"
#include "vision/image.h"

#include <functional>

namespace atelier::vision {

/// Where a picture goes: `map` takes its points to those of a result of this size.
struct Placement {
    Homography map;
    int width = 0, height = 0;
    bool onBackground = false;  ///< another picture shows where this one does not reach

    /// First this, then `later`, which was drawn for a picture of this one's size.
    Placement then(const Placement& later) const {
        return {later.map * map, later.width, later.height, onBackground || later.onBackground};
    }
};

struct PlaceInput {
    int width = 0, height = 0;
    double strength = 0;
    bool expand = true;  ///< a result that would reach over the edge gets a larger picture instead
};

/// In this order a chain applies its augmentations, those of one stage by name: first where things are (Turn, Frame),
/// then what happens to light on its way into a file.
enum class Stage { Turn, Frame, Cover, Light, Colour, Lens, Sensor, File };

/// One way to vary a picture: exactly one of the two functions is set. Both draw from `random` alone, are thread-safe
/// and change nothing at strength 0; what the strength means is declared with the option (data/augment_options.cpp).
struct Augmentation {
    Stage stage;
    std::function<Placement(const PlaceInput&, Random&)> place = {};
    std::function<void(Image&, double strength, Random&)> paint = {};
};

using Augmentations = Registry<Augmentation>;

}  // namespace atelier::vision
