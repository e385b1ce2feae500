#include "engine/trained_pictures.h"

#include "common/file.h"
#include "common/json.h"
#include "runs/maker.h"

namespace atelier::engine {
namespace {

constexpr const char* kFile = "atelier.json";

}  // namespace

models::ProcessorOptions picturesOf(const training::ModelOptions& model, const data::DataOptions& data) {
    return {model.imageMinPixels,
            model.imageMaxPixels,
            data.window(),
            {model.videoFps, model.videoMaxFrames, model.videoMinPixels, model.videoMaxPixels}};
}

models::ProcessorOptions picturesOf(const RecipeOptions& options) {
    return picturesOf(options.model, options.data);
}

std::map<std::string, std::string> picturesFile(const RecipeOptions& options) {
    const Json json{
        {"image_min_pixels", options.model.imageMinPixels}, {"image_max_pixels", options.model.imageMaxPixels},
        {"image_grey_window", options.data.greyWindow},     {"video_fps", options.model.videoFps},
        {"video_maxlen", options.model.videoMaxFrames},     {"video_min_pixels", options.model.videoMinPixels},
        {"video_max_pixels", options.model.videoMaxPixels}};
    return {{kFile, json.dump(2) + "\n"}};
}

std::optional<models::ProcessorOptions> storedPictures(const std::filesystem::path& folder) {
    const auto file = folder / kFile;
    if (!pathExists(file)) return {};
    const Json json = readJson(file);
    const std::string where = file.string();
    return models::ProcessorOptions{
        jsonAt<std::int64_t>(json, "image_min_pixels", where, 0),
        jsonAt<std::int64_t>(json, "image_max_pixels", where, 0),
        vision::greyWindowNamed(jsonAt<std::string>(json, "image_grey_window", where, "auto")),
        {jsonAt<double>(json, "video_fps", where, 0.0), jsonAt<std::int64_t>(json, "video_maxlen", where, 0),
         jsonAt<std::int64_t>(json, "video_min_pixels", where, 0),
         jsonAt<std::int64_t>(json, "video_max_pixels", where, 0)}};
}

models::ProcessorOptions trainedPictures(const std::filesystem::path& model, const std::filesystem::path& adapter) {
    const auto& folder = adapter.empty() ? model : adapter;
    if (const auto stored = storedPictures(folder)) return *stored;
    if (const auto recipe = runs::recipeThatMade(folder))
        return picturesOf(training::ModelOptions::schema().read(*recipe), data::DataOptions::schema().read(*recipe));
    return {};
}

}  // namespace atelier::engine
