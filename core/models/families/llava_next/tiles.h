#pragma once

#include "models/media.h"
#include "vision/any_resolution.h"

namespace atelier::models::llava_next {

/// How the tiles of a picture lie, as its medium's grid: columns of tiles, then rows and columns of the features that
/// show the picture.
inline Grid gridOf(const vision::TiledFeatures& features) {
    return {features.tileColumns, features.rows, features.columns};
}

}  // namespace atelier::models::llava_next
