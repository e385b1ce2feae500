#include "common/error.h"
#include "common/registry.h"
#include "models/conversation_processor.h"
#include "models/spelled_tokens.h"
#include "vision/tile_arrangements.h"

#include <algorithm>

namespace atelier::models {
namespace {

constexpr const char *kPixels = "pixel_values", *kIds = "aspect_ratio_ids", *kMask = "aspect_ratio_mask";

// For base models, which have no chat template: images, BOS, and plain text as the reference's processor writes them.
// An answer stands behind its question on the same line, closed by the tokenizer's end; further turns begin a new line.
constexpr const char* kTemplate =
    "{%- for message in messages -%}{%- for part in message['content'] -%}"
    "{%- if part['type'] == 'image' -%}{{- '<|image|>' -}}{%- endif -%}"
    "{%- endfor -%}{%- endfor -%}{{- bos_token -}}"
    "{%- for message in messages -%}"
    "{%- set text = message['content'] | selectattr('type', 'equalto', 'text') | map(attribute='text') | join('') -%}"
    "{%- if message['role'] == 'assistant' -%}{{- '' if loop.first else ' ' -}}{{- text + eos_token -}}"
    "{%- else -%}{{- '' if loop.first else '\n' -}}{{- text | trim -}}{%- endif -%}"
    "{%- endfor -%}";

class MllamaLayout : public MediaLayout {
public:
    // `side`: patches of a tile's side.
    MllamaLayout(std::string token, std::int64_t id, std::int64_t tiles, std::int64_t side,
                 std::unique_ptr<vision::Preprocessor> preprocessor)
        : token_(std::move(token)),
          id_(id),
          tiles_(tiles),
          side_(side),
          arrangements_(vision::tileArrangements(static_cast<int>(tiles))),
          preprocessor_(std::move(preprocessor)) {}

    std::string placeholder(Modality modality) const override { return modality == Modality::Image ? token_ : ""; }
    std::vector<std::string> featureTokens() const override { return {token_}; }
    PreparedMedium image(const vision::Image& image) const override {
        auto pixels = preprocessor_->process(image);
        const auto grid = pixels.grids.front();
        pixels.shape.insert(pixels.shape.begin(), {1, 1});
        EncodedMedium medium;
        medium.arrays[kPixels] = Array::of(std::move(pixels.shape), std::move(pixels.values));
        arrange(medium, {static_cast<int>(grid[1]), static_cast<int>(grid[2])});
        return {std::move(medium), {{token_, 1}}};
    }

    // Each row of the arrays holds the pictures of a row of tokens, and behind them padding.
    std::vector<InputMedium> takeMedia(Inputs& inputs) const override {
        const auto pixels = takeArray(inputs, kPixels), ids = takeArray(inputs, kIds), mask = takeArray(inputs, kMask);
        if (!pixels) return {};
        if (!ids || !ids->integers) throw Error(std::string(kIds) + " is missing", inputs.where);
        const auto rows = std::ssize(inputs.rows);
        if (pixels->shape.size() != 6 || pixels->shape[0] != rows || pixels->shape[2] != tiles_)
            throw Error(std::string(kPixels) + " must be [rows, images, " + std::to_string(tiles_) +
                            " tiles, channels, height, width]",
                        inputs.where);
        const std::int64_t most = pixels->shape[1];
        if (ids->shape != std::vector<std::int64_t>{rows, most})
            throw Error(std::string(kIds) + " must be [rows, images]", inputs.where);
        if (mask && (!mask->integers || mask->shape != std::vector<std::int64_t>{rows, most, tiles_}))
            throw Error(std::string(kMask) + " must be whole numbers [rows, images, tiles]", inputs.where);
        auto flat = *pixels;
        flat.shape.erase(flat.shape.begin());
        flat.shape[0] = rows * most;
        const auto real = mask ? *mask->integers : std::vector<std::int64_t>();
        std::vector<InputMedium> media;
        for (std::int64_t row = 0; row < rows; ++row) {
            const auto& tokens = inputs.rows[static_cast<std::size_t>(row)];
            const auto images = std::count(tokens.begin(), tokens.end(), id_);
            for (std::int64_t i = 0; i < most; ++i) {
                const std::int64_t at = row * most + i, id = (*ids->integers)[static_cast<std::size_t>(at)];
                if ((i < images) != (id > 0) || id < 0 || id > std::ssize(arrangements_))
                    throw Error("row " + std::to_string(row) + " has " + std::to_string(images) +
                                    " image tokens, and \"" + kIds + "\" " + std::to_string(id) + " for image " +
                                    std::to_string(i),
                                inputs.where, "ids count from 1; 0 is padding behind the images of a row");
                if (i >= images) continue;
                InputMedium one{{}, 1};
                one.medium.arrays[kPixels] = rowsOf(flat, at, 1);
                one.medium.arrays[kPixels].shape.insert(one.medium.arrays[kPixels].shape.begin(), 1);
                arrange(one.medium, arrangements_[static_cast<std::size_t>(id - 1)]);
                if (mask && !std::equal(real.begin() + at * tiles_, real.begin() + (at + 1) * tiles_,
                                        one.medium.arrays.at(kMask).integers->begin()))
                    throw Error(std::string(kMask) + " does not fit " + kIds, inputs.where);
                media.push_back(std::move(one));
            }
        }
        return media;
    }

    const vision::Preprocessor& preprocessor() const override { return *preprocessor_; }

private:
    void arrange(EncodedMedium& medium, const std::array<int, 2>& tiles) const {
        const auto found = std::ranges::find(arrangements_, tiles);
        medium.grid = {tiles[0] * tiles[1], side_, side_};
        medium.arrays[kIds] = Array::of({1, 1}, std::vector<std::int64_t>{found - arrangements_.begin() + 1});
        std::vector<std::int64_t> real(static_cast<std::size_t>(tiles_), 0);
        std::fill_n(real.begin(), tiles[0] * tiles[1], 1);
        medium.arrays[kMask] = Array::of({1, 1, tiles_}, std::move(real));
    }

    std::string token_;
    std::int64_t id_, tiles_, side_;
    std::vector<std::array<int, 2>> arrangements_;  ///< rows and columns of tiles, by their id
    std::unique_ptr<vision::Preprocessor> preprocessor_;
};

// A number, or one for each side; the model says when they differ.
std::int64_t sideAt(const Json& section, const char* key, const std::string& where, std::int64_t otherwise) {
    const auto found = section.find(key);
    if (found != section.end() && found->is_array() && !found->empty() && found->front().is_number_integer())
        return found->front().get<std::int64_t>();
    return jsonAt<std::int64_t>(section, key, where, otherwise);
}

const Registry<ProcessorFactory>::Entry entry{
    "mllama", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        const auto configPath = (folder / "config.json").string();
        const Json config = readJson(configPath);
        const auto found = config.find("vision_config");
        const Json section = found != config.end() && found->is_object() ? *found : Json::object();
        const std::string where = configPath + ": vision_config";
        const auto tiles = jsonAt<std::int64_t>(section, "max_num_tiles", where, 4);
        const auto size = sideAt(section, "image_size", where, 448), patch = sideAt(section, "patch_size", where, 14);
        if (patch < 1 || size < patch) throw Error("\"image_size\" and \"patch_size\" do not fit together", where);
        Json pixels = vision::readPreprocessorConfig(folder);
        const auto said = jsonAt<std::int64_t>(pixels, "max_image_tiles", folder.string(), 4);
        if (said != tiles)
            throw Error("the processor cuts a picture into " + std::to_string(said) +
                            " tiles (max_image_tiles), but the model takes " + std::to_string(tiles) +
                            " (max_num_tiles)",
                        configPath, "take the processor's files that belong to the model");
        auto preprocessor =
            vision::makePreprocessor(pixels, folder.string(), options.imageMinPixels, options.imageMaxPixels);
        auto text =
            text::hasChatTemplate(folder) ? readTextParts(folder, "<|eot_id|>") : readTextParts(folder, {}, kTemplate);
        // The image's token and some in reserve have an embedding behind the vocabulary that the head knows.
        if (text.vocabulary) *text.vocabulary += 8;
        const auto token = SpelledTokens(folder).at("image_token", "<|image|>");
        const auto id = text.tokenizer->id(token).value_or(-1);
        return std::make_unique<ConversationProcessor>(
            std::move(text), std::make_unique<MllamaLayout>(token, id, tiles, size / patch, std::move(preprocessor)));
    }};

}  // namespace
}  // namespace atelier::models
