#pragma once

#include "common/tokens.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace atelier::models {

/// Numbers that an encoder takes, row-major: either fp32 or int64; neither where only sizes are planned. No torch here.
struct Array {
    std::vector<std::int64_t> shape;
    std::shared_ptr<const std::vector<float>> numbers;
    std::shared_ptr<const std::vector<std::int64_t>> integers;

    static Array of(std::vector<std::int64_t> shape, std::vector<float> values) {
        return {std::move(shape), std::make_shared<const std::vector<float>>(std::move(values)), {}};
    }
    static Array of(std::vector<std::int64_t> shape, std::vector<std::int64_t> values) {
        return {std::move(shape), {}, std::make_shared<const std::vector<std::int64_t>>(std::move(values))};
    }
    std::size_t size() const { return numbers ? numbers->size() : integers ? integers->size() : 0; }
};
using Arrays = std::map<std::string, Array>;

/// Patches of a picture or a video: time, height, width.
using Grid = std::array<std::int64_t, 3>;

/// One medium of a sample, as its encoder takes it, and the tokens that its features stand in.
struct EncodedMedium {
    Modality modality = Modality::Image;
    Arrays arrays;  ///< under the names that the family's reference gives them, e.g. "pixel_values"
    Grid grid{};    ///< zeros where the family has none
    std::vector<TokenSpan> tokens =
        {};  ///< of the sample's ids, in the order of the features; several where text stands between

    std::int64_t tokenCount() const {
        std::int64_t count = 0;
        for (const TokenSpan& span : tokens)
            count += span.length();
        return count;
    }
};

}  // namespace atelier::models
