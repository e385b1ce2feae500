#pragma once

#include "data/sample.h"
#include "video/film.h"

#include <string>

namespace atelier::ui {

/// A video file for the player, read by the engine's own decoder.
widgets::OpenFilm openFilm(const std::string& path);

std::optional<widgets::FilmRange> filmPart(const data::Media& media);

}  // namespace atelier::ui
