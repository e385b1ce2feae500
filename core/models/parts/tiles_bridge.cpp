#include "models/parts/tiles_bridge.h"

#include "common/error.h"
#include "vision/any_resolution.h"

#include <torch/torch.h>

#include <cmath>

namespace atelier::models {

std::int64_t sideOfSquare(std::int64_t count) {
    const auto side = static_cast<std::int64_t>(std::llround(std::sqrt(static_cast<double>(count))));
    if (side * side != count)
        throw Error("the vision tower gives " + std::to_string(count) + " features a tile, which are no square", "",
                    "set vision_feature_select_strategy to \"default\", so that its class token is left out");
    return side;
}

torch::Tensor resampled(const torch::Tensor& features, std::array<std::int64_t, 2> from,
                        std::array<std::int64_t, 2> to) {
    const std::int64_t count = features.size(0), width = features.size(2);
    const auto planes = features.view({count, from[0], from[1], width}).permute({0, 3, 1, 2}).contiguous();
    return torch::upsample_bilinear2d(planes, to, /*align_corners=*/false)
        .permute({0, 2, 3, 1})
        .reshape({count, to[0] * to[1], width});
}

Features TilesBridge::forward(const Features& features, const MediaList& media) {
    const auto projected = projector_->forward(features, media);
    const auto parts = projected.rows.split_with_sizes(projected.lengths);
    std::vector<torch::Tensor> all;
    Features result;
    for (std::size_t i = 0; i < media.size(); ++i) {
        std::int64_t rows = 0;
        for (auto& piece : arranged(parts[i].view({squaresOf(*media[i]), -1, parts[i].size(1)}), *media[i])) {
            rows += piece.size(0);
            all.push_back(std::move(piece));
        }
        result.lengths.push_back(rows);
    }
    result.rows = torch::cat(all);
    return result;
}

std::vector<torch::Tensor> TilesBridge::arranged(const torch::Tensor& squares, const MediaSpan& medium) const {
    return {squares[0], laidOut(squares.narrow(0, 1, squares.size(0) - 1), medium.grid)};
}

torch::Tensor TilesBridge::endFor(const torch::Tensor& features) const {
    return rowEnd_.to(features.scalar_type()).unsqueeze(0);
}

// [tiles, side², width] -> [rows · (columns + 1), width]
torch::Tensor TilesBridge::laidOut(const torch::Tensor& tiles, const Grid& grid) const {
    const auto [across, rows, columns] = grid;
    const std::int64_t side = sideOfSquare(tiles.size(1)), down = tiles.size(0) / across, width = tiles.size(2);
    auto picture = tiles.view({down, across, side, side, width})
                       .permute({0, 2, 1, 3, 4})
                       .reshape({down * side, across * side, width})
                       .narrow(0, (down * side - rows) / 2, rows)
                       .narrow(1, (across * side - columns) / 2, columns);
    const auto [fewRows, fewColumns] = vision::shrunk(rows, columns, mostTiles_ * side * side);
    if (fewRows != rows || fewColumns != columns)
        picture = resampled(picture.reshape({1, rows * columns, width}), {rows, columns}, {fewRows, fewColumns})
                      .view({fewRows, fewColumns, width});
    const auto ends = endFor(picture).expand({fewRows, width}).unsqueeze(1);
    return torch::cat({picture, ends}, 1).reshape({fewRows * (fewColumns + 1), width});
}

}  // namespace atelier::models
