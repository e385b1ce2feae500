#include "models/tagged_tiles_layout.h"

#include "common/error.h"
#include "models/spelled_tokens.h"

#include <algorithm>

namespace atelier::models {
namespace {

std::string placeOf(int row, int column) {
    return "<row_" + std::to_string(row + 1) + "_col_" + std::to_string(column + 1) + ">";
}

// Tokens that the model makes of a tile.
std::int64_t tokensOfTile(const Json& config, const std::string& where) {
    const auto vision = config.find("vision_config");
    const Json none = Json::object();
    const Json& section = vision != config.end() && vision->is_object() ? *vision : none;
    const std::string place = where + ": vision_config";
    const auto image = jsonAt<std::int64_t>(section, "image_size", place, 224),
               patch = jsonAt<std::int64_t>(section, "patch_size", place, 32),
               scale = jsonAt<std::int64_t>(config, "scale_factor", where, 2);
    if (patch < 1) throw Error("\"patch_size\" must be at least 1", place);
    if (scale < 1) throw Error("\"scale_factor\" must be at least 1", where);
    return (image / patch) * (image / patch) / (scale * scale);
}

}  // namespace

void TaggedTilesLayout::appendWhole(const std::string& before, std::vector<LayoutPiece>& pieces) const {
    pieces.push_back({before + tokens_.fake + tokens_.whole});
    pieces.push_back({tokens_.image, count_});
    pieces.push_back({tokens_.fake});
}

PreparedMedium TaggedTilesLayout::image(const vision::Image& image) const {
    PreparedMedium prepared{pictureOf(pictures_->process(image)), {}};
    const auto size = pictures_->plannedSize(image.width, image.height);
    const auto side = static_cast<int>(prepared.medium.arrays.at("pixel_values").shape[3]);
    const int columns = size[0] / side, rows = size[1] / side;
    std::string before;
    if (columns * rows > 1) {
        for (int row = 0; row < rows; ++row) {
            for (int column = 0; column < columns; ++column) {
                prepared.pieces.push_back({before + tokens_.fake + placeOf(row, column)});
                prepared.pieces.push_back({tokens_.image, count_});
                before.clear();
            }
            before = "\n";
        }
        before += "\n";
    }
    appendWhole(before, prepared.pieces);
    return prepared;
}

std::vector<MediaLayout::InputMedium> TaggedTilesLayout::takeMedia(Inputs& inputs) const {
    if (const auto mask = takeArray(inputs, "pixel_attention_mask"); mask && mask->integers) {
        // A mask is 0 on the whole of a padding picture and 1 on the whole of any other.
        const std::size_t rank = mask->shape.size();
        const std::size_t each = rank < 2 ? 1
                                          : static_cast<std::size_t>(mask->shape[rank - 1]) *
                                                static_cast<std::size_t>(mask->shape[rank - 2]);
        const auto& values = *mask->integers;
        for (std::size_t at = 0; each > 0 && at + each <= values.size(); at += each)
            if (std::any_of(values.begin() + static_cast<std::ptrdiff_t>(at),
                            values.begin() + static_cast<std::ptrdiff_t>(at + each),
                            [&](std::int64_t value) { return value != values[at]; }))
                throw Error("pixel_attention_mask hides parts of a picture", inputs.where,
                            "pictures must fill their squares, as the image processor makes them");
    }
    auto values = takeArray(inputs, "pixel_values");
    if (!values) return {};
    if (values->shape.size() == 5) {
        values->shape[1] *= values->shape[0];
        values->shape.erase(values->shape.begin());
    }
    inputs.arrays["pixel_values"] = std::move(*values);
    auto media = takeFrames(inputs, "pixel_values", count_);
    std::erase_if(media, [](const InputMedium& one) {
        const auto& numbers = *one.medium.arrays.at("pixel_values").numbers;
        return std::all_of(numbers.begin(), numbers.end(), [](float value) { return value == 0; });
    });
    return media;
}

TaggedTilesSettings TaggedTilesSettings::read(const std::filesystem::path& folder, const ProcessorOptions& options) {
    const auto configPath = (folder / "config.json").string();
    const auto processorPath = folder / "processor_config.json";
    TaggedTilesSettings settings;
    settings.count = tokensOfTile(readJson(configPath), configPath);
    const Json processor = std::filesystem::exists(processorPath) ? readJson(processorPath) : Json::object();
    const auto said = jsonAt<std::int64_t>(processor, "image_seq_len", processorPath.string(), 169);
    if (said != settings.count)
        throw Error("the processor writes " + std::to_string(said) +
                        " tokens a tile (image_seq_len), but the model makes " + std::to_string(settings.count),
                    processorPath.string(), "take the processor's files that belong to the model");
    Json pixels = vision::readPreprocessorConfig(folder);
    pixels["image_seq_len"] = settings.count;
    settings.pictures =
        vision::makePreprocessor(pixels, folder.string(), options.imageMinPixels, options.imageMaxPixels);
    const SpelledTokens spelled(folder);
    settings.tokens = {spelled.at("fake_image_token", "<fake_token_around_image>"),
                       spelled.at("image_token", "<image>"), spelled.at("global_image_token", "<global-img>")};
    return settings;
}

}  // namespace atelier::models
