#include "models/timed_video_layout.h"

#include "common/error.h"
#include "models/conversation_processor.h"

#include <algorithm>
#include <cstdio>

namespace atelier::models {
namespace {

constexpr const char *kStart = "<|vision_start|>", *kEnd = "<|vision_end|>";

std::string timeText(double seconds) {
    char text[64];
    std::snprintf(text, sizeof text, "<%.1f seconds>", seconds);
    return text;
}

}  // namespace

PreparedMedium TimedVideoLayout::video(const vision::VideoClip& clip) const {
    const auto picked = videos().pick(clip);
    PreparedMedium prepared{pictureOf(videos().process(clip, picked.frames)), {}};
    prepared.medium.modality = Modality::Video;
    const std::int64_t tokens = prepared.medium.grid[1] / mergeSize() * (prepared.medium.grid[2] / mergeSize());
    for (const double time : picked.times)
        for (auto& piece : framePieces(time, tokens))
            prepared.pieces.push_back(std::move(piece));
    return prepared;
}

std::vector<LayoutPiece> TimedVideoLayout::framePieces(double seconds, std::int64_t tokens) const {
    return {{timeText(seconds) + kStart}, {this->tokens().videoFeature, tokens}, {kEnd}};
}

void TimedVideoLayout::finish(Encoded& encoded) const {
    for (const EncodedMedium& medium : encoded.media) {
        if (medium.modality != Modality::Video || medium.tokens.empty()) continue;
        const std::int64_t tokens = medium.grid[1] / mergeSize() * (medium.grid[2] / mergeSize());
        const bool apart = std::all_of(medium.tokens.begin(), medium.tokens.end(),
                                       [&](const TokenSpan& span) { return span.length() == tokens; });
        if (std::ssize(medium.tokens) != medium.grid[0] || !apart)
            throw Error("a video of " + std::to_string(medium.grid[0]) + " times with " + std::to_string(tokens) +
                            " tokens each, but its tokens do not stand so in the text",
                        "input_ids", "each time's tokens stand apart, behind the time as text");
    }
}

std::unique_ptr<Processor> makeTimedVideoProcessor(const std::filesystem::path& folder, const ProcessorOptions& options,
                                                   const std::string& endOfTurn) {
    const auto config = vision::readPreprocessorConfig(folder);
    checkPatches(config, folder);
    auto pictures = vision::makePreprocessor(config, folder.string(), options.imageMinPixels, options.imageMaxPixels);
    const auto merge = jsonAt<std::int64_t>(config, "merge_size", folder.string(), 2);
    auto layout = std::make_unique<TimedVideoLayout>(std::move(pictures), merge, readVideoSettings(folder));
    return std::make_unique<ConversationProcessor>(readTextParts(folder, endOfTurn), std::move(layout));
}

}  // namespace atelier::models
