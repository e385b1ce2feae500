#pragma once

#include "data/formats/writer.h"

#include <cstdint>
#include <string>
#include <vector>

namespace atelier::data {

/// One kind of thing that a format cannot hold.
struct Loss {
    std::string kind;          ///< in the plural: "polygons"
    std::int64_t samples = 0;  ///< how many have it
    std::string example;       ///< the id of the first of them
};

/// Takes off the samples what `writer` has no place for, drops those of which nothing is left, and says what was lost,
/// each kind once. With no losses the samples are as before, up to the order of images among videos: images come first.
std::vector<Loss> fit(std::vector<Sample>& samples, const Writer& writer);

}  // namespace atelier::data
