#pragma once

#include "models/processor.h"
#include "nn/segments.h"

#include <torch/types.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace atelier::models {

/// One medium in a packed batch.
struct MediaSpan {
    Modality modality = Modality::Image;
    std::int64_t sequence = 0;
    std::vector<TokenSpan> tokens;                 ///< packed tokens that its features stand in, in their order
    std::map<std::string, torch::Tensor> tensors;  ///< what its encoder takes, e.g. "pixel_values"
    Grid grid{};

    std::int64_t tokenCount() const;
};

/// Where a packed batch has something to learn: hidden state `rows[i]` must predict token `ids[i]`. Labels are shifted
/// within each segment: the last token of a sample predicts nothing, and never the first one of the next.
struct TargetTokens {
    torch::Tensor rows, ids;               ///< int64 [n]
    std::optional<torch::Tensor> weights;  ///< fp32 [n]: what each counts in the loss; nothing: all 1
    std::int64_t count() const { return rows.defined() ? rows.size(0) : 0; }
};

/// Samples packed one behind the other, without padding: a token sees only its own segment, positions start again in
/// each.
struct Batch {
    torch::Tensor ids;        ///< int64 [tokens]
    torch::Tensor positions;  ///< int64 [planes, tokens]
    nn::Segments segments;
    TargetTokens targets;  ///< none for generation
    std::vector<MediaSpan> media;
    torch::Tensor mediaRows;  ///< int64 [media tokens]: places of all media's tokens, medium by medium; undefined: none
    torch::Tensor modality;   ///< uint8 [tokens], of Modality; undefined: all text
    std::vector<TokenSpan> bidirectional;  ///< packed tokens that see each other both ways

    Batch to(torch::Device device) const;
};

/// The arrays of the media are shared, not copied.
Batch pack(const std::vector<const Encoded*>& samples);

}  // namespace atelier::models
