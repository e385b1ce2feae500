#include "models/tiled_layout.h"

#include "common/error.h"

namespace atelier::models {

EncodedMedium TiledLayout::mediumOf(vision::PixelValues pixels, const vision::Image& image) {
    auto medium = pictureOf(std::move(pixels));
    auto& shape = medium.arrays.at("pixel_values").shape;
    shape.insert(shape.begin(), 1);
    medium.arrays["image_sizes"] = Array::of({1, 2}, std::vector<std::int64_t>{image.height, image.width});
    return medium;
}

PreparedMedium TiledLayout::image(const vision::Image& image) const {
    auto medium = mediumOf(preprocessor_->process(image), image);
    medium.grid = gridOf(preprocessor_->tiled(image.width, image.height));
    return {std::move(medium), {{token_, preprocessor_->tokenCount(image.width, image.height)}}};
}

std::vector<MediaLayout::InputMedium> TiledLayout::takePictures(Inputs& inputs,
                                                                const std::vector<std::int64_t>& wholeTokens) const {
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
        const std::int64_t whole = wholeTokens.empty() ? 0 : wholeTokens[std::size_t(i)];
        const auto features = preprocessor_->tiled(static_cast<int>(width), static_cast<int>(height));
        const std::int64_t tiles = whole > 0 ? 1 : 1 + features.tileRows * features.tileColumns;
        if (tiles > pixels->shape[1])
            throw Error("pixel_values has fewer tiles than image_sizes asks for", inputs.where);
        // Behind its own tiles a picture is filled up to the longest.
        Array own = rowsOf(*pixels, i, 1);
        own.shape.erase(own.shape.begin());
        own = rowsOf(own, 0, tiles);
        own.shape.insert(own.shape.begin(), 1);
        EncodedMedium medium{Modality::Image, {{"pixel_values", own}, {"image_sizes", rowsOf(*sizes, i, 1)}}};
        if (whole == 0) medium.grid = gridOf(features);
        const auto tokens =
            whole > 0 ? whole : preprocessor_->tokenCount(static_cast<int>(width), static_cast<int>(height));
        media.push_back({std::move(medium), tokens});
    }
    return media;
}

std::unique_ptr<vision::TiledPreprocessor> makeTiledPreprocessor(const Json& config,
                                                                 const std::filesystem::path& folder,
                                                                 const ProcessorOptions& options,
                                                                 const std::string& expected) {
    auto made = vision::makePreprocessor(config, folder.string(), options.imageMinPixels, options.imageMaxPixels);
    auto* tiled = dynamic_cast<vision::TiledPreprocessor*>(made.get());
    if (!tiled)
        throw Error("the image processor makes no tiles", folder.string(),
                    "take the one that belongs to the model: " + expected);
    made.release();
    return std::unique_ptr<vision::TiledPreprocessor>(tiled);
}

}  // namespace atelier::models
