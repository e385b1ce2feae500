#include "models/grid_layout.h"

#include "models/conversation_processor.h"

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

std::unique_ptr<Processor> makeGridProcessor(const std::filesystem::path& folder, const ProcessorOptions& options,
                                             const std::string& endOfTurn) {
    const auto config = vision::readPreprocessorConfig(folder);
    auto preprocessor =
        vision::makePreprocessor(config, folder.string(), options.imageMinPixels, options.imageMaxPixels);
    const auto merge = jsonAt<std::int64_t>(config, "merge_size", folder.string(), 2);
    return std::make_unique<ConversationProcessor>(readTextParts(folder, endOfTurn),
                                                   std::make_unique<GridLayout>(std::move(preprocessor), merge));
}

}  // namespace atelier::models
