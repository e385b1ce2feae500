#include "common/registry.h"
#include "models/conversation_processor.h"
#include "models/grid_layout.h"
#include "models/spelled_tokens.h"

namespace atelier::models {
namespace {

// The image processor gives patches as small pictures; here they lie as one row of numbers each.
void flatten(Array& patches) {
    if (auto& shape = patches.shape; shape.size() == 4) shape = {shape[0], shape[1] * shape[2] * shape[3]};
}

class PaddleOcrVlLayout : public GridLayout {
public:
    using GridLayout::GridLayout;
    PreparedMedium image(const vision::Image& image) const override {
        auto prepared = GridLayout::image(image);
        flatten(prepared.medium.arrays.at("pixel_values"));
        return prepared;
    }
    std::vector<InputMedium> takeMedia(Inputs& inputs) const override {
        if (const auto found = inputs.arrays.find("pixel_values"); found != inputs.arrays.end()) flatten(found->second);
        return GridLayout::takeMedia(inputs);
    }
};

const Registry<ProcessorFactory>::Entry entry{
    "paddleocr_vl", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        const auto config = vision::readPreprocessorConfig(folder);
        checkPatches(config, folder);
        auto pictures =
            vision::makePreprocessor(config, folder.string(), options.imageMinPixels, options.imageMaxPixels);
        const auto merge = jsonAt<std::int64_t>(config, "merge_size", folder.string(), 2);
        auto layout = std::make_unique<PaddleOcrVlLayout>(
            std::move(pictures), merge, SpelledTokens(folder).at("image_token", "<|IMAGE_PLACEHOLDER|>"));
        return std::make_unique<ConversationProcessor>(readTextParts(folder), std::move(layout));
    }};

}  // namespace
}  // namespace atelier::models
