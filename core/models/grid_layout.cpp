#include "models/grid_layout.h"

#include "common/error.h"

namespace atelier::models {

std::string GridLayout::placeholder(Modality modality) const {
    return modality == Modality::Image ? imageToken_ : std::string();
}

PreparedMedium GridLayout::image(const vision::Image& image) const {
    auto medium = pictureOf(preprocessor_->process(image));
    const auto [t, h, w] = medium.grid;
    return {std::move(medium), {{imageToken_, t * (h / mergeSize_) * (w / mergeSize_)}}};
}

std::vector<MediaLayout::InputMedium> GridLayout::takeMedia(Inputs& inputs) const {
    return takePatches(inputs, Modality::Image, "pixel_values", "image_grid_thw", mergeSize_);
}

void checkPatches(const Json& pictures, const std::filesystem::path& folder) {
    const std::string where = (folder / "config.json").string();
    const Json config = readJson(where);
    const auto vision = config.find("vision_config");
    if (vision == config.end() || !vision->is_object()) return;  // said when the model is built
    struct Pair {
        const char *processor, *model;
        std::int64_t otherwise;  // of the processor
    };
    for (const auto& [processor, model, otherwise] :
         {Pair{"patch_size", "patch_size", 14}, Pair{"temporal_patch_size", "temporal_patch_size", 2},
          Pair{"merge_size", "spatial_merge_size", 2}}) {
        const auto ours = jsonAt<std::int64_t>(pictures, processor, folder.string(), otherwise);
        const auto theirs = jsonAt<std::int64_t>(*vision, model, where + ": vision_config", ours);
        if (ours != theirs)
            throw Error("\"" + std::string(processor) + "\" of the image processor is " + std::to_string(ours) +
                            ", but \"" + model + "\" of the model is " + std::to_string(theirs),
                        folder.string(), "take the preprocessor_config.json that belongs to the model");
    }
}

}  // namespace atelier::models
