#include "common/error.h"
#include "common/registry.h"
#include "models/conversation_processor.h"
#include "models/families/llava_next/tiles.h"

namespace atelier::models {
namespace {

// One token for each feature: the whole picture's, then those of the tiles' rows, each with its end.
class LlavaNextLayout : public MediaLayout {
public:
    explicit LlavaNextLayout(std::unique_ptr<vision::TiledPreprocessor> preprocessor)
        : preprocessor_(std::move(preprocessor)) {}

    std::string placeholder(Modality modality) const override { return modality == Modality::Image ? kToken : ""; }
    std::vector<std::string> featureTokens() const override { return {kToken}; }

    PreparedMedium image(const vision::Image& image) const override {
        auto medium = pictureOf(preprocessor_->process(image));
        auto& pixels = medium.arrays.at("pixel_values");
        pixels.shape.insert(pixels.shape.begin(), 1);
        medium.arrays["image_sizes"] = Array::of({1, 2}, std::vector<std::int64_t>{image.height, image.width});
        medium.grid = llava_next::gridOf(preprocessor_->tiled(image.width, image.height));
        return {std::move(medium), {{kToken, preprocessor_->tokenCount(image.width, image.height)}}};
    }

    std::vector<InputMedium> takeMedia(Inputs& inputs) const override {
        const auto pixels = takeArray(inputs, "pixel_values"), sizes = takeArray(inputs, "image_sizes");
        if (!pixels && !sizes) return {};
        if (!pixels || !sizes) throw Error("pixel_values and image_sizes belong together", inputs.where, "give both");
        if (pixels->shape.size() != 5 || !pixels->numbers)
            throw Error("pixel_values must be [pictures, tiles, channels, height, width]", inputs.where);
        if (!sizes->integers || sizes->shape != std::vector<std::int64_t>{pixels->shape[0], 2})
            throw Error("image_sizes must be whole numbers [pictures, 2]", inputs.where);
        std::vector<InputMedium> media;
        for (std::int64_t i = 0; i < pixels->shape[0]; ++i) {
            const auto height = sizes->integers->at(std::size_t(2 * i)),
                       width = sizes->integers->at(std::size_t(2 * i + 1));
            if (height < 1 || width < 1 || height > 65'535 || width > 65'535)
                throw Error("image_sizes must be positive", inputs.where);
            const auto features = preprocessor_->tiled(static_cast<int>(width), static_cast<int>(height));
            const std::int64_t tiles = 1 + features.tileRows * features.tileColumns;
            if (tiles > pixels->shape[1])
                throw Error("pixel_values has fewer tiles than image_sizes asks for", inputs.where);
            // Behind its own tiles a picture is filled up to the longest.
            Array own = rowsOf(*pixels, i, 1);
            own.shape.erase(own.shape.begin());
            own = rowsOf(own, 0, tiles);
            own.shape.insert(own.shape.begin(), 1);
            EncodedMedium medium{Modality::Image,
                                 {{"pixel_values", own}, {"image_sizes", rowsOf(*sizes, i, 1)}},
                                 llava_next::gridOf(features)};
            media.push_back(
                {std::move(medium), preprocessor_->tokenCount(static_cast<int>(width), static_cast<int>(height))});
        }
        return media;
    }

    const vision::Preprocessor& preprocessor() const override { return *preprocessor_; }

private:
    static constexpr const char* kToken = "<image>";
    std::unique_ptr<vision::TiledPreprocessor> preprocessor_;
};

const Registry<ProcessorFactory>::Entry entry{
    "llava_next", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        auto made = vision::makePreprocessor(vision::readPreprocessorConfig(folder), folder.string(),
                                             options.imageMinPixels, options.imageMaxPixels);
        auto* tiled = dynamic_cast<vision::TiledPreprocessor*>(made.get());
        if (!tiled)
            throw Error("the image processor makes no tiles", folder.string(),
                        "take the one that belongs to the model: LlavaNextImageProcessor");
        made.release();
        return std::make_unique<ConversationProcessor>(
            readTextParts(folder),
            std::make_unique<LlavaNextLayout>(std::unique_ptr<vision::TiledPreprocessor>(tiled)));
    }};

}  // namespace
}  // namespace atelier::models
