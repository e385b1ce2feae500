#include "common/error.h"
#include "common/registry.h"
#include "models/conversation_processor.h"
#include "models/spelled_tokens.h"
#include "models/video_settings.h"
#include "vision/slices.h"

#include <utility>

namespace atelier::models {
namespace {

// Spelled tokens of the tokenizer.
struct MediaTokens {
    std::string image, video, begin, end, sliceBegin, sliceEnd, numberBegin, numberEnd;
};

// Patches of a token, a side.
std::int64_t mergeOf(const Json& config, const std::string& where) {
    return jsonAt<std::string>(config, "downsample_mode", where, std::string("16x")) == "4x" ? 2 : 4;
}

// The reference's [1, 3, patch, patches · patch] as patches [patches, 3, patch²].
Array inPatches(const Array& pixels) {
    const std::int64_t side = pixels.shape[2], length = pixels.shape[3];
    std::vector<float> values(pixels.size());
    for (std::int64_t channel = 0; channel < 3; ++channel)
        for (std::int64_t y = 0; y < side; ++y)
            for (std::int64_t x = 0; x < length; ++x)
                values[static_cast<std::size_t>(((x / side * 3 + channel) * side + y) * side + x % side)] =
                    (*pixels.numbers)[static_cast<std::size_t>((channel * side + y) * length + x)];
    return Array::of({length / side, 3, side * side}, std::move(values));
}

Array sizesOf(const std::vector<Grid>& grids) {
    std::vector<std::int64_t> sizes;
    for (const auto& [_, rows, columns] : grids)
        sizes.insert(sizes.end(), {rows, columns});
    return Array::of({std::ssize(grids), 2}, std::move(sizes));
}

// A picture or frame as a whole, then its slices row by row; in front the number of the picture or video.
class MiniCpmLayout : public MediaLayout {
public:
    MiniCpmLayout(MediaTokens tokens, bool numbers, std::int64_t merge, std::unique_ptr<vision::Preprocessor> pictures,
                  VideoSettings videos)
        : tokens_(std::move(tokens)),
          numbers_(numbers),
          merge_(merge),
          pictures_(std::move(pictures)),
          videos_(std::move(videos)) {}

    std::string placeholder(Modality modality) const override {
        return modality == Modality::Image ? tokens_.image : modality == Modality::Video ? tokens_.video : "";
    }
    std::vector<std::string> featureTokens() const override { return {tokens_.image, tokens_.video}; }
    Modality modalityOf(const std::string& token) const override {
        return token == tokens_.video ? Modality::Video : Modality::Image;
    }

    PreparedMedium image(const vision::Image& image) const override {
        return laidOut(pictures_->process(image), Modality::Image, tokens_.image);
    }

    PreparedMedium video(const vision::VideoClip& clip) const override {
        const auto& videos = videos_.required();
        return laidOut(videos.process(clip, videos.pick(clip).frames), Modality::Video, tokens_.video);
    }

    void setNumber(PreparedMedium& medium, std::int64_t before) const override {
        if (!numbers_) return;
        auto& first = medium.pieces.front().text;
        first = tokens_.numberBegin + std::to_string(before) + tokens_.numberEnd + first;
    }

    // Each slice is a medium of its own.
    std::vector<InputMedium> takeMedia(Inputs& inputs) const override {
        auto media = taken(inputs, "pixel_values", "target_sizes", Modality::Image);
        for (auto& video : taken(inputs, "pixel_values_videos", "target_sizes_videos", Modality::Video))
            media.push_back(std::move(video));
        return media;
    }
    const vision::Preprocessor& preprocessor() const override { return *pictures_; }

private:
    std::int64_t tokensOf(const Grid& grid) const { return grid[1] / merge_ * (grid[2] / merge_); }

    // Of a picture, or of frames one behind the other. A row of slices begins a line, but for the first.
    PreparedMedium laidOut(vision::PixelValues pixels, Modality modality, const std::string& token) const {
        const auto grids = pixels.grids;
        PreparedMedium prepared{pictureOf(std::move(pixels)), {}};
        prepared.medium.modality = modality;
        prepared.medium.grid = {std::ssize(grids), grids.front()[1], grids.front()[2]};
        prepared.medium.arrays["target_sizes"] = sizesOf(grids);
        std::int64_t before = vision::kWholePicture;
        for (const Grid& grid : grids) {
            const std::int64_t row = grid[0];
            const bool whole = row == vision::kWholePicture, begins = row > 1 && row != before;
            prepared.pieces.push_back({(begins ? "\n" : "") + (whole ? tokens_.begin : tokens_.sliceBegin)});
            prepared.pieces.push_back({token, tokensOf(grid)});
            prepared.pieces.push_back({whole ? tokens_.end : tokens_.sliceEnd});
            before = row;
        }
        return prepared;
    }

    std::vector<InputMedium> taken(Inputs& inputs, const std::string& name, const std::string& sizesName,
                                   Modality modality) const {
        auto pixels = takeArray(inputs, name);
        const auto sizes = takeArray(inputs, sizesName);
        if (!pixels && !sizes) return {};
        if (!pixels || !sizes) throw Error(name + " and " + sizesName + " belong together", inputs.where, "give both");
        if (!pixels->numbers || pixels->shape.size() != 4 || pixels->shape[0] != 1 || pixels->shape[1] != 3 ||
            pixels->shape[2] < 1 || pixels->shape[3] % pixels->shape[2] != 0)
            throw Error(name + " must be [1, 3, patch, patches · patch]", inputs.where);
        if (!sizes->integers || sizes->shape.size() != 2 || sizes->shape[1] != 2)
            throw Error(sizesName + " must be whole numbers [pictures, 2]", inputs.where);
        const Array patches = inPatches(*pixels);
        std::vector<InputMedium> media;
        std::int64_t first = 0;
        for (std::size_t i = 0; i + 1 < sizes->integers->size(); i += 2) {
            const Grid grid{1, (*sizes->integers)[i], (*sizes->integers)[i + 1]};
            const std::int64_t left = patches.shape[0] - first;
            if (grid[1] < 1 || grid[2] < 1 || grid[1] % merge_ != 0 || grid[2] % merge_ != 0)
                throw Error(sizesName + " must be multiples of " + std::to_string(merge_), inputs.where);
            if (grid[1] > left || grid[2] > left || grid[1] * grid[2] > left)
                throw Error(name + " has fewer patches than " + sizesName + " says", inputs.where);
            EncodedMedium medium{
                modality,
                {{"pixel_values", rowsOf(patches, first, grid[1] * grid[2])}, {"target_sizes", sizesOf({grid})}},
                grid};
            media.push_back({std::move(medium), tokensOf(grid)});
            first += grid[1] * grid[2];
        }
        if (first != patches.shape[0])
            throw Error(name + " has more patches than " + sizesName + " says", inputs.where);
        return media;
    }

    MediaTokens tokens_;
    bool numbers_;
    std::int64_t merge_;
    std::unique_ptr<vision::Preprocessor> pictures_;
    VideoSettings videos_;
};

const Registry<ProcessorFactory>::Entry entry{
    "minicpmv4_6", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        const auto where = folder.string(), configPath = (folder / "config.json").string(),
                   tokenizerPath = (folder / "tokenizer_config.json").string();
        const auto processorPath = folder / "processor_config.json";
        const Json pixels = vision::readPreprocessorConfig(folder), config = readJson(configPath);
        const auto merge = mergeOf(pixels, where);
        if (merge != mergeOf(config, configPath))
            throw Error("\"downsample_mode\" of the image processor is not that of the model", where,
                        "take the processor's files that belong to the model, or set it to the same in both");
        auto pictures = vision::makePreprocessor(pixels, where, options.imageMinPixels, options.imageMaxPixels);
        const auto type = jsonAt<std::string>(pixels, "image_processor_type", where, std::string());
        if (!type.starts_with("MiniCPMV4_6"))
            throw Error("the image processor is " + type, where,
                        "take the one that belongs to the model: MiniCPMV4_6ImageProcessor");
        bool numbers = jsonAt<bool>(pixels, "use_image_id", where, true);
        if (std::filesystem::exists(processorPath)) {
            const Json processor = readJson(processorPath);
            if (const auto own = processor.find("use_image_id"); own != processor.end() && !own->is_null())
                numbers = jsonAt<bool>(processor, "use_image_id", processorPath.string());
        }
        const SpelledTokens spelled(folder);
        const auto named = [&](const char* key) {
            auto token = spelled.at(key, "");
            if (token.empty())
                throw Error("\"" + std::string(key) + "\" is missing", tokenizerPath,
                            "take the tokenizer_config.json that belongs to the model");
            return token;
        };
        MediaTokens tokens{named("image_token"),          named("video_token"),       named("image_start_token"),
                           named("image_end_token"),      named("slice_start_token"), named("slice_end_token"),
                           named("image_id_start_token"), named("image_id_end_token")};
        auto videos = readVideoSettings(folder, "MiniCPMV4_6VideoProcessor");
        return std::make_unique<ConversationProcessor>(
            readTextParts(folder, "<|im_end|>"),
            std::make_unique<MiniCpmLayout>(std::move(tokens), numbers, merge, std::move(pictures), std::move(videos)));
    }};

}  // namespace
}  // namespace atelier::models
