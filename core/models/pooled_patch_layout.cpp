#include "models/pooled_patch_layout.h"

#include "common/error.h"
#include "models/conversation_processor.h"
#include "models/spelled_tokens.h"

#include <algorithm>
#include <cstdio>

namespace atelier::models {
namespace {

// "mm:ss", as the reference writes it.
std::string timeText(double seconds) {
    char text[64];
    const auto whole = static_cast<long long>(seconds);
    std::snprintf(text, sizeof text, "%02lld:%02lld", whole / 60, whole % 60);
    return text;
}

// Pictures of one array, padded behind to the same number of patches.
struct PaddedPatches {
    Array pixels, places;
    std::string pixelsName, placesName;

    // The grid of picture `i`, whose patches must stand row by row, without holes.
    Grid gridOf(std::int64_t i, std::int64_t side, const std::string& where) const {
        const std::int64_t most = places.shape[1];
        const auto* place = places.integers->data() + i * most * 2;
        std::int64_t count = 0;
        while (count < most && place[2 * count] >= 0 && place[2 * count + 1] >= 0)
            ++count;
        const std::int64_t columns = count > 0 ? place[2 * (count - 1)] + 1 : 0,
                           rows = count > 0 ? place[2 * (count - 1) + 1] + 1 : 0;
        bool whole = count > 0 && columns > 0 && columns <= count && rows == count / columns && rows * columns == count;
        for (std::int64_t k = 0; whole && k < count; ++k)
            whole = place[2 * k] == k % columns && place[2 * k + 1] == k / columns;
        if (!whole) throw Error(placesName + " must name the columns and rows of whole pictures, row by row", where);
        if (columns % side != 0 || rows % side != 0)
            throw Error(placesName + ": sides must be multiples of " + std::to_string(side), where);
        return {1, rows, columns};
    }
};

std::optional<PaddedPatches> takePadded(Inputs& inputs, const std::string& pixelsName, const std::string& placesName) {
    auto pixels = takeArray(inputs, pixelsName), places = takeArray(inputs, placesName);
    if (!pixels && !places) return {};
    if (!pixels || !places)
        throw Error(pixelsName + " and " + placesName + " belong together", inputs.where, "give both");
    if (pixels->shape.size() != 3 || !pixels->numbers)
        throw Error(pixelsName + " must be [pictures, patches, numbers]", inputs.where);
    if (places->shape != std::vector<std::int64_t>{pixels->shape[0], pixels->shape[1], 2} || !places->integers)
        throw Error(placesName + " must be whole numbers [pictures, patches, 2]", inputs.where);
    return PaddedPatches{std::move(*pixels), std::move(*places), pixelsName, placesName};
}

}  // namespace

std::string PooledPatchLayout::placeholder(Modality modality) const {
    return modality == Modality::Image ? tokens_.image : modality == Modality::Video ? tokens_.video : "";
}

PreparedMedium PooledPatchLayout::image(const vision::Image& image) const {
    PreparedMedium prepared{pictureOf(pictures_->process(image)), {}};
    prepared.pieces = {{tokens_.begin}, {tokens_.image, tokensOf(prepared.medium.grid)}, {tokens_.end}};
    return prepared;
}

PreparedMedium PooledPatchLayout::video(const vision::VideoClip& clip) const {
    const auto& videos = videos_.required();
    const auto picked = videos.pick(clip);
    PreparedMedium prepared{pictureOf(videos.process(clip, picked.frames)), {}};
    prepared.medium.modality = Modality::Video;
    for (const double time : picked.times) {
        prepared.pieces.push_back({(prepared.pieces.empty() ? "" : " ") + timeText(time) + " " + tokens_.begin});
        prepared.pieces.push_back({tokens_.video, tokensOf(prepared.medium.grid)});
        prepared.pieces.push_back({tokens_.end});
    }
    return prepared;
}

std::vector<MediaLayout::InputMedium> PooledPatchLayout::takeMedia(Inputs& inputs) const {
    if (inputs.arrays.contains("input_features"))
        throw Error("audio (input_features) is not supported", inputs.where, "take texts, images and videos");
    std::vector<InputMedium> media;
    if (const auto padded = takePadded(inputs, "pixel_values", "image_position_ids"))
        for (std::int64_t i = 0; i < padded->pixels.shape[0]; ++i) {
            const Grid grid = padded->gridOf(i, side_, inputs.where);
            EncodedMedium medium{Modality::Image, {{"pixel_values", rowsOf(padded->pixels, i, 1)}}, grid};
            media.push_back({std::move(medium), tokensOf(grid)});
        }
    const auto counts = takeArray(inputs, "num_frames_per_video");
    const auto frames = takePadded(inputs, "pixel_values_videos", "video_position_ids");
    if (!frames) return media;
    if (!counts || !counts->integers)
        throw Error("num_frames_per_video must say how many frames each video has", inputs.where);
    std::int64_t next = 0;
    for (const std::int64_t count : *counts->integers) {
        if (count < 1 || next + count > frames->pixels.shape[0])
            throw Error("num_frames_per_video does not fit pixel_values_videos", inputs.where);
        Grid grid = frames->gridOf(next, side_, inputs.where);
        for (std::int64_t i = next + 1; i < next + count; ++i)
            if (frames->gridOf(i, side_, inputs.where) != grid)
                throw Error("the frames of a video are of unlike sizes", inputs.where);
        grid[0] = count;
        EncodedMedium video{Modality::Video, {{"pixel_values", rowsOf(frames->pixels, next, count)}}, grid};
        media.push_back({std::move(video), count * tokensOf(grid)});
        next += count;
    }
    if (next != frames->pixels.shape[0])
        throw Error("num_frames_per_video does not fit pixel_values_videos", inputs.where);
    return media;
}

// Each run of tokens, as the reference finds them.
void PooledPatchLayout::finish(Encoded& encoded) const {
    if (!bothWays_) return;
    std::vector<TokenSpan> spans;
    for (const EncodedMedium& medium : encoded.media)
        spans.insert(spans.end(), medium.tokens.begin(), medium.tokens.end());
    std::ranges::sort(spans, {}, &TokenSpan::begin);
    for (const TokenSpan& span : spans) {
        auto& all = encoded.bidirectional;
        if (!all.empty() && all.back().end == span.begin)
            all.back().end = span.end;
        else
            all.push_back(span);
    }
}

std::unique_ptr<Processor> makePooledPatchProcessor(const std::filesystem::path& folder,
                                                    const ProcessorOptions& options, const PooledPatchKind& kind) {
    const auto path = (folder / "config.json").string();
    const Json config = readJson(path), pixels = vision::readPreprocessorConfig(folder);
    const auto section = [&](const char* key) {
        const auto found = config.find(key);
        return found != config.end() && found->is_object() ? *found : Json::object();
    };
    const Json sight = section("vision_config");
    for (const auto& [key, usual] : {std::pair{"patch_size", 16}, {"pooling_kernel_size", 3}}) {
        const auto said = jsonAt<std::int64_t>(pixels, key, folder.string(), usual),
                   model = jsonAt<std::int64_t>(sight, key, path + ": vision_config", usual);
        if (said != model && !sight.empty())
            throw Error("\"" + std::string(key) + "\" of the processor is " + std::to_string(said) + ", but " +
                            std::to_string(model) + " in the model",
                        path, "take the processor's files that belong to the model");
    }
    const Json text = section("text_config");
    // Null is a value of its own.
    const auto said = text.find("use_bidirectional_attention");
    const bool bothWays = (said == text.end() ? Json(kind.bidirectional) : *said) == "vision";
    const SpelledTokens spelled(folder);
    PooledPatchLayout::Tokens tokens{spelled.at("boi_token", "<|image>"), spelled.at("image_token", "<|image|>"),
                                     "<|video|>", spelled.at("eoi_token", "<image|>")};
    const auto side = kind.merged ? 1 : jsonAt<std::int64_t>(pixels, "pooling_kernel_size", folder.string(), 3);
    auto layout = std::make_unique<PooledPatchLayout>(
        std::move(tokens), side, bothWays,
        vision::makePreprocessor(pixels, folder.string(), options.imageMinPixels, options.imageMaxPixels),
        readVideoSettings(folder, kind.videoType));
    return std::make_unique<ConversationProcessor>(readTextParts(folder, "<turn|>"), std::move(layout));
}

}  // namespace atelier::models
