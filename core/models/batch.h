#pragma once

#include "models/processor.h"
#include "nn/attention.h"

#include <torch/types.h>

#include <array>
#include <vector>

namespace atelier::models {

/// Samples packed one behind the other, without padding: a token sees only its own segment, positions start anew in
/// each.
struct Batch {
    torch::Tensor ids;        ///< int64 [tokens]
    torch::Tensor positions;  ///< int64 [planes, tokens]
    torch::Tensor labels;     ///< int64 [tokens], kIgnore where nothing is learnt; undefined for generation
    nn::Segments segments;
    torch::Tensor
        pixels;  ///< fp32, the family's layout (vision::PixelValues) of all images in order; undefined without images
    std::vector<std::array<std::int64_t, 3>> grids;
    std::vector<double> weights;  ///< of each segment's loss; empty: all 1

    Batch to(torch::Device device) const;
    std::int64_t targetTokens() const;  ///< positions that are learnt: label of the next token within the segment
};

Batch pack(const std::vector<const Encoded*>& samples);

}  // namespace atelier::models
