#pragma once

#include "models/parts/bridge.h"

#include <memory>
#include <vector>

namespace atelier::models {

/// Around the projector of a tile, for pictures as a whole and in tiles (LLaVA-NeXT): the whole picture's features,
/// then the tiles' as the picture lies, without what only shows padding, each row with a learned end. A medium's grid
/// is gridOf() of models/tiled_layout.h.
class TilesBridge : public Bridge {
public:
    /// `rowEnd`: [hidden], a parameter of the model. `mostTiles`: features of more tiles than so many are shrunk to
    /// about as many; 0: never.
    TilesBridge(std::shared_ptr<Bridge> projector, torch::Tensor rowEnd, std::int64_t mostTiles = 0)
        : projector_(std::move(projector)), rowEnd_(std::move(rowEnd)), mostTiles_(mostTiles) {}

    Features forward(const Features& features, const MediaList& media) override;

protected:
    /// Of one medium, [squares, features, hidden]: what the language model gets, [rows, hidden] each.
    virtual std::vector<torch::Tensor> arranged(const torch::Tensor& squares, const MediaSpan& medium) const;
    /// The learned feature as a row of `features`' dtype, [1, hidden].
    torch::Tensor endFor(const torch::Tensor& features) const;

private:
    torch::Tensor laidOut(const torch::Tensor& tiles, const Grid& grid) const;

    std::shared_ptr<Bridge> projector_;
    torch::Tensor rowEnd_;
    std::int64_t mostTiles_;
};

/// How many features lie along a side of a square of `count`. Throws Error where they are no square.
std::int64_t sideOfSquare(std::int64_t count);
/// Features [n, rows · columns, width] resampled to other sides, [n, toRows · toColumns, width]; bilinear.
torch::Tensor resampled(const torch::Tensor& features, std::array<std::int64_t, 2> from,
                        std::array<std::int64_t, 2> to);

}  // namespace atelier::models
