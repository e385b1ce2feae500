#include "models/grid_video_layout.h"

#include "models/conversation_processor.h"

namespace atelier::models {

std::string GridVideoLayout::placeholder(Modality modality) const {
    return modality == Modality::Video ? tokens_.video : GridLayout::placeholder(modality);
}

std::vector<std::string> GridVideoLayout::featureTokens() const {
    auto tokens = GridLayout::featureTokens();
    if (tokens_.videoFeature != tokens_.image) tokens.push_back(tokens_.videoFeature);
    return tokens;
}

Modality GridVideoLayout::modalityOf(const std::string& featureToken) const {
    return featureToken == tokens_.image ? Modality::Image : Modality::Video;
}

PreparedMedium GridVideoLayout::video(const vision::VideoClip& clip) const {
    const auto picked = videos().pick(clip);
    auto medium = pictureOf(videos().process(clip, picked.frames));
    medium.modality = Modality::Video;
    if (tokensPerSecond_ > 0)
        medium.arrays[kSecondsPerTime] = Array::of({1}, std::vector{static_cast<float>(picked.interval)});
    const auto [t, h, w] = medium.grid;
    return {std::move(medium), {{tokens_.videoFeature, t * (h / mergeSize()) * (w / mergeSize())}}};
}

void GridVideoLayout::assignPositions(Encoded& encoded) const {
    assignGridPositions(encoded, mergeSize(), tokensPerSecond_);
}

std::vector<MediaLayout::InputMedium> GridVideoLayout::takeMedia(Inputs& inputs) const {
    auto media = GridLayout::takeMedia(inputs);
    auto videos = takePatches(inputs, Modality::Video, "pixel_values_videos", "video_grid_thw", mergeSize());
    if (tokensPerSecond_ > 0) {
        if (const auto seconds = takeArray(inputs, kSecondsPerTime)) {
            if (!seconds->numbers || std::ssize(*seconds->numbers) != std::ssize(videos))
                throw Error(std::string(kSecondsPerTime) + " must be a number for each video", inputs.where);
            for (std::size_t i = 0; i < videos.size(); ++i)
                videos[i].medium.arrays[kSecondsPerTime] = Array::of({1}, std::vector{(*seconds->numbers)[i]});
        }
    }
    for (auto& video : videos)
        media.push_back(std::move(video));
    return media;
}

std::unique_ptr<Processor> makeGridVideoProcessor(const std::filesystem::path& folder, const ProcessorOptions& options,
                                                  const std::string& endOfTurn, double tokensPerSecond) {
    const auto config = vision::readPreprocessorConfig(folder);
    checkPatches(config, folder);
    auto pictures = vision::makePreprocessor(config, folder.string(), options.imageMinPixels, options.imageMaxPixels);
    const auto merge = jsonAt<std::int64_t>(config, "merge_size", folder.string(), 2);
    // Folders of the hub speak of pictures alone; the limits of videos are then those of qwen-vl-utils.
    Json frames = config;
    for (const char* key : {"size", "min_pixels", "max_pixels"})
        frames.erase(key);
    frames["video_processor_type"] = "Qwen2VLVideoProcessor";
    frames["do_sample_frames"] = true;
    frames["fps"] = 2;
    frames["cap_pixels_per_frame"] = true;
    auto layout = std::make_unique<GridVideoLayout>(std::move(pictures), merge, readVideoSettings(folder, {}, frames),
                                                    tokensPerSecond);
    return std::make_unique<ConversationProcessor>(readTextParts(folder, endOfTurn), std::move(layout));
}

}  // namespace atelier::models
