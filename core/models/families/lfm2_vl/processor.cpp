#include "common/error.h"
#include "common/registry.h"
#include "models/conversation_processor.h"
#include "models/spelled_tokens.h"

#include <algorithm>

namespace atelier::models {
namespace {

// Spelled tokens of the tokenizer.
struct ImageTokens {
    std::string image, begin, end, whole;
};

std::string placeOf(std::int64_t row, std::int64_t column) {
    return "<|img_row_" + std::to_string(row + 1) + "_col_" + std::to_string(column + 1) + "|>";
}

Array sizesOf(const std::vector<Grid>& grids) {
    std::vector<std::int64_t> sizes;
    for (const auto& [_, rows, columns] : grids)
        sizes.insert(sizes.end(), {rows, columns});
    return Array::of({std::ssize(grids), 2}, std::move(sizes));
}

// Ones for patches of a picture, zeros for what fills it up.
Array maskOf(const std::vector<Grid>& grids, std::int64_t length) {
    std::vector<std::int64_t> mask;
    for (const auto& [_, rows, columns] : grids) {
        mask.insert(mask.end(), static_cast<std::size_t>(rows * columns), 1);
        mask.resize(mask.size() + static_cast<std::size_t>(length - rows * columns), 0);
    }
    return Array::of({std::ssize(grids), length}, std::move(mask));
}

// Tiles row by row, each behind a token that tells its place, then the whole picture.
class Lfm2VlLayout : public MediaLayout {
public:
    /// `tags`: with the tokens around pictures and in front of tiles. factor × factor patches are a token.
    Lfm2VlLayout(ImageTokens tokens, bool tags, std::int64_t factor, std::int64_t tile,
                 std::unique_ptr<vision::Preprocessor> pictures)
        : tokens_(std::move(tokens)), tags_(tags), factor_(factor), tile_(tile), pictures_(std::move(pictures)) {}

    std::string placeholder(Modality modality) const override {
        return modality == Modality::Image ? tokens_.image : "";
    }
    std::vector<std::string> featureTokens() const override { return {tokens_.image}; }

    PreparedMedium image(const vision::Image& image) const override {
        auto pixels = pictures_->process(image);
        const auto grids = pixels.grids;
        const std::int64_t length = pixels.shape[1];
        PreparedMedium prepared{pictureOf(std::move(pixels)), {}};
        auto& medium = prepared.medium;
        medium.grid = {std::ssize(grids), grids.back()[1], grids.back()[2]};
        medium.arrays["spatial_shapes"] = sizesOf(grids);
        medium.arrays["pixel_attention_mask"] = maskOf(grids, length);
        const std::int64_t columns = pictures_->plannedSize(image.width, image.height)[0] / tile_,
                           rows = pictures_->plannedSize(image.width, image.height)[1] / tile_;
        const std::int64_t tiles = grids.size() > 1 ? columns * rows : 0;
        if (tags_) prepared.pieces.push_back({tokens_.begin});
        for (std::size_t i = 0; i < grids.size(); ++i) {
            const auto index = static_cast<std::int64_t>(i);
            if (tags_ && grids.size() > 1)
                prepared.pieces.push_back({index < tiles ? placeOf(index / columns, index % columns) : tokens_.whole});
            prepared.pieces.push_back({tokens_.image, grids[i][1] / factor_ * (grids[i][2] / factor_)});
        }
        if (tags_) prepared.pieces.push_back({tokens_.end});
        return prepared;
    }

    // Each tile is a medium of its own.
    std::vector<InputMedium> takeMedia(Inputs& inputs) const override {
        const auto pixels = takeArray(inputs, "pixel_values"), sizes = takeArray(inputs, "spatial_shapes"),
                   mask = takeArray(inputs, "pixel_attention_mask");
        if (!pixels && !sizes && !mask) return {};
        if (!pixels || !sizes)
            throw Error("pixel_values and spatial_shapes belong together", inputs.where, "give both");
        if (pixels->shape.size() != 3 || !pixels->numbers)
            throw Error("pixel_values must be [pictures, patches, numbers]", inputs.where);
        if (!sizes->integers || sizes->shape != std::vector<std::int64_t>{pixels->shape[0], 2})
            throw Error("spatial_shapes must be whole numbers [pictures, 2]", inputs.where);
        std::vector<InputMedium> media;
        std::vector<Grid> grids;
        for (std::int64_t i = 0; i < pixels->shape[0]; ++i) {
            const Grid grid{1, (*sizes->integers)[std::size_t(2 * i)], (*sizes->integers)[std::size_t(2 * i + 1)]};
            const std::int64_t rows = grid[1], columns = grid[2], patches = pixels->shape[1];
            if (rows < 1 || columns < 1 || rows > patches || columns > patches || rows * columns > patches ||
                rows % factor_ != 0 || columns % factor_ != 0)
                throw Error("spatial_shapes must be multiples of " + std::to_string(factor_) +
                                ", with no more patches than pixel_values has",
                            inputs.where);
            grids.push_back(grid);
            EncodedMedium medium{Modality::Image,
                                 {{"pixel_values", rowsOf(*pixels, i, 1)},
                                  {"spatial_shapes", sizesOf({grid})},
                                  {"pixel_attention_mask", maskOf({grid}, patches)}},
                                 grid};
            media.push_back({std::move(medium), rows / factor_ * (columns / factor_)});
        }
        const Array expected = maskOf(grids, pixels->shape[1]);
        if (mask && (!mask->integers || mask->shape != expected.shape || *mask->integers != *expected.integers))
            throw Error("pixel_attention_mask does not fit spatial_shapes", inputs.where,
                        "the patches of a picture come first, then what fills it up");
        return media;
    }
    const vision::Preprocessor& preprocessor() const override { return *pictures_; }

private:
    ImageTokens tokens_;
    bool tags_;
    std::int64_t factor_, tile_;
    std::unique_ptr<vision::Preprocessor> pictures_;
};

const Registry<ProcessorFactory>::Entry entry{
    "lfm2_vl", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        const auto where = folder.string(), configPath = (folder / "config.json").string(),
                   processorPath = (folder / "processor_config.json").string();
        const Json pixels = vision::readPreprocessorConfig(folder), config = readJson(configPath);
        const Json processor = std::filesystem::exists(processorPath) ? readJson(processorPath) : Json::object();
        const auto factor = jsonAt<std::int64_t>(pixels, "downsample_factor", where, 2),
                   model = jsonAt<std::int64_t>(config, "downsample_factor", configPath, 2);
        if (factor != model)
            throw Error("\"downsample_factor\" of the image processor is " + std::to_string(factor) + ", but " +
                            std::to_string(model) + " in the model",
                        where, "take the processor's files that belong to the model");
        auto pictures = vision::makePreprocessor(pixels, where, options.imageMinPixels, options.imageMaxPixels);
        const SpelledTokens spelled(folder);
        ImageTokens tokens{spelled.at("image_token", "<image>"), spelled.at("image_start_token", "<|image_start|>"),
                           spelled.at("image_end_token", "<|image_end|>"),
                           spelled.at("image_thumbnail_token", "<|img_thumbnail|>")};
        return std::make_unique<ConversationProcessor>(
            readTextParts(folder, "<|im_end|>"),
            std::make_unique<Lfm2VlLayout>(
                std::move(tokens), jsonAt<bool>(processor, "use_image_special_tokens", processorPath, true), factor,
                jsonAt<std::int64_t>(pixels, "tile_size", where, 512), std::move(pictures)));
    }};

}  // namespace
}  // namespace atelier::models
