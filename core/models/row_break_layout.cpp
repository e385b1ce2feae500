#include "models/row_break_layout.h"

#include "common/error.h"

namespace atelier::models {
namespace {

// The upper left part of a picture [1, channels, rows, columns].
Array cutOut(const Array& picture, std::int64_t height, std::int64_t width) {
    const std::int64_t channels = picture.shape[1], rows = picture.shape[2], columns = picture.shape[3];
    if (height == rows && width == columns) return picture;
    std::vector<float> values;
    values.reserve(static_cast<std::size_t>(channels * height * width));
    for (std::int64_t channel = 0; channel < channels; ++channel)
        for (std::int64_t y = 0; y < height; ++y) {
            const auto begin = picture.numbers->begin() + (channel * rows + y) * columns;
            values.insert(values.end(), begin, begin + width);
        }
    return Array::of({1, channels, height, width}, std::move(values));
}

Array sizeOf(std::int64_t height, std::int64_t width) {
    return Array::of({1, 2}, std::vector<std::int64_t>{height, width});
}

}  // namespace

PreparedMedium RowBreakLayout::image(const vision::Image& image) const {
    PreparedMedium prepared{pictureOf(pictures_->process(image)), {}};
    const auto& shape = prepared.medium.arrays.at("pixel_values").shape;
    prepared.medium.grid = gridOf(shape[2], shape[3]);
    prepared.medium.arrays["image_sizes"] = sizeOf(shape[2], shape[3]);
    const std::int64_t rows = prepared.medium.grid[1] / merge_, columns = prepared.medium.grid[2] / merge_;
    for (std::int64_t row = 0; row < rows; ++row) {
        prepared.pieces.push_back({tokens_.image, columns});
        prepared.pieces.push_back({row + 1 < rows ? tokens_.rowEnd : tokens_.end});
    }
    return prepared;
}

std::vector<MediaLayout::InputMedium> RowBreakLayout::takeMedia(Inputs& inputs) const {
    const auto sizes = takeArray(inputs, "image_sizes");
    auto media = takeFrames(inputs, "pixel_values", 0);
    if (sizes && (!sizes->integers || sizes->shape != std::vector<std::int64_t>{std::ssize(media), 2}))
        throw Error("image_sizes must be whole numbers [pictures, 2]", inputs.where);
    for (std::size_t i = 0; i < media.size(); ++i) {
        Array& pixels = media[i].medium.arrays.at("pixel_values");
        const std::int64_t height = sizes ? (*sizes->integers)[2 * i] : pixels.shape[2],
                           width = sizes ? (*sizes->integers)[2 * i + 1] : pixels.shape[3], block = patch_ * merge_;
        if (height < block || width < block || height > pixels.shape[2] || width > pixels.shape[3])
            throw Error("image_sizes must lie between " + std::to_string(block) + " and the size of pixel_values",
                        inputs.where);
        if (height % block != 0 || width % block != 0)
            throw Error("image_sizes must be multiples of " + std::to_string(block), inputs.where);
        pixels = cutOut(pixels, height, width);
        media[i].medium.arrays["image_sizes"] = sizeOf(height, width);
        media[i].medium.grid = gridOf(height, width);
        media[i].tokens = (height / block) * (width / block);
    }
    return media;
}

std::unique_ptr<MediaLayout> makeRowBreakLayout(const std::filesystem::path& folder, const ProcessorOptions& options,
                                                std::int64_t merge) {
    const auto configPath = (folder / "config.json").string(),
               processorPath = (folder / "processor_config.json").string();
    const Json config = readJson(configPath);
    const Json processor = std::filesystem::exists(processorPath) ? readJson(processorPath) : Json::object();
    const auto fits = [&](const char* key, std::int64_t otherwise, std::int64_t model) {
        const auto said = jsonAt<std::int64_t>(processor, key, processorPath, otherwise);
        if (said != model)
            throw Error("\"" + std::string(key) + "\" of the processor is " + std::to_string(said) + ", but " +
                            std::to_string(model) + " in the model",
                        processorPath, "take the processor's files that belong to the model");
    };
    const auto vision = config.find("vision_config");
    const auto patch = vision != config.end() && vision->is_object()
                           ? jsonAt<std::int64_t>(*vision, "patch_size", configPath + ": vision_config", 16)
                           : 16;
    fits("patch_size", 16, patch);
    fits("spatial_merge_size", 1, merge);
    if (patch < 1 || merge < 1) throw Error("\"patch_size\" and \"spatial_merge_size\" must be at least 1", configPath);
    Json pixels = vision::readPreprocessorConfig(folder);
    pixels["patch_size"] = patch * merge;
    const auto spelled = [&](const char* key, const char* otherwise) {
        return jsonAt<std::string>(processor, key, processorPath, std::string(otherwise));
    };
    RowBreakLayout::Tokens tokens{spelled("image_token", "[IMG]"), spelled("image_break_token", "[IMG_BREAK]"),
                                  spelled("image_end_token", "[IMG_END]")};
    return std::make_unique<RowBreakLayout>(
        std::move(tokens), patch, merge,
        vision::makePreprocessor(pixels, folder.string(), options.imageMinPixels, options.imageMaxPixels));
}

}  // namespace atelier::models
