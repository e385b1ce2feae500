#pragma once

#include "common/tokens.h"
#include "nn/attention_mask.h"
#include "nn/cache.h"
#include "nn/rotary.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace atelier::nn {

class ExpertLoads;

/// Rows that are added to the hidden states behind a layer (DeepStack).
struct LayerAddition {
    torch::Tensor rows;      ///< int64 [n]
    torch::Tensor features;  ///< [n, hidden]
};

/// Which tokens attend to a medium, and to how much of it.
struct MediaSight {
    TokenSpan tokens;       ///< packed; up to the end of its sequence: tokens of later passes, too
    std::int64_t rows = 0;  ///< of the medium's first rows
};

/// Encoder output that layers attend to or that hooks read: rows of all media, one medium behind the other.
struct MediaStates {
    torch::Tensor rows;                   ///< [n, width]
    std::vector<std::int64_t> lengths;    ///< rows of each medium
    std::vector<std::int64_t> sequences;  ///< to which sequence each medium belongs
    std::vector<MediaSight> sights = {};  ///< of each medium, for cross-attention; empty: no layer attends to them
};

/// What the layers of one forward pass share, and what hooks see of it.
struct ForwardContext {
    Segments segments;
    std::vector<Rotary> rotaries;  ///< a layer names the one that it uses
    bool causal = true;
    std::vector<TokenSpan> bidirectional;  ///< see AttentionMask
    std::shared_ptr<MaskCache> masks = std::make_shared<MaskCache>();
    /// Of layers that see no bidirectional spans.
    std::shared_ptr<MaskCache> plainMasks = std::make_shared<MaskCache>();
    Cache* cache = nullptr;  ///< generation only
    bool recompute = false;  ///< blocks keep their inputs alone for the gradient

    /// int64 [tokens]: the tokens themselves; -1 where features of media or a method's own embeddings stand.
    torch::Tensor ids;
    torch::Tensor modality;                           ///< uint8 [tokens], of Modality; undefined: all text
    std::map<std::int64_t, LayerAddition> additions;  ///< by layer
    MediaStates media;
    /// What blocks give to later ones, or get from the model, beside x: see Block::takes().
    std::shared_ptr<std::map<std::string, torch::Tensor>> handed =
        std::make_shared<std::map<std::string, torch::Tensor>>();
    std::shared_ptr<ExpertLoads> expertLoads;  ///< where routers note which experts they choose; null: nowhere

    /// Of a layer outside of any pass: no segments, no cache.
    static const ForwardContext& none();
};

}  // namespace atelier::nn
