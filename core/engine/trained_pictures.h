#pragma once

#include "engine/recipe_options.h"
#include "models/processor.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>

/// How pictures and videos were prepared in a training: image_min_pixels, image_max_pixels, image_grey_window,
/// video_fps, video_maxlen, video_min_pixels, video_max_pixels. It is kept in a
/// file of the adapter's folder that PEFT does not read, so that an adapter that is copied elsewhere is asked as it was
/// taught.
namespace atelier::engine {

models::ProcessorOptions picturesOf(const training::ModelOptions& model, const data::DataOptions& data);
models::ProcessorOptions picturesOf(const RecipeOptions& options);

/// The file's name and text, for peft::saveAdapter().
std::map<std::string, std::string> picturesFile(const RecipeOptions& options);

/// Of a folder that has the file. Throws Error for one that is broken.
std::optional<models::ProcessorOptions> storedPictures(const std::filesystem::path& folder);

/// Of what made the adapter, or where there is none the model: its own file, else the recipe of the run that it lies
/// in; as the model folder says where neither is there.
models::ProcessorOptions trainedPictures(const std::filesystem::path& model, const std::filesystem::path& adapter);

}  // namespace atelier::engine
