#include "common/registry.h"
#include "models/conversation_processor.h"
#include "models/families/smolvlm/number_words.h"
#include "models/spelled_tokens.h"
#include "models/tagged_tiles_layout.h"
#include "models/video_settings.h"

namespace atelier::models {
namespace {

constexpr double kUsualFps = 24;  // of a video that does not say it

// What the reference takes for conversations with videos, whatever template the folder has: many folders' templates
// know none.
constexpr const char* kVideoTemplate =
    "<|im_start|>{% for message in messages %}{{ message['role'] | capitalize }}"
    "{% if message['content'][0]['type'] == 'image' %}{{ ':' }}{% else %}{{ ': ' }}{% endif %}"
    "{% for part in message['content'] %}{% if part['type'] == 'text' %}{{ part['text'] }}"
    "{% elif part['type'] == 'image' %}{{ '<image>' }}{% elif part['type'] == 'video' %}{{ '<video>' }}{% endif %}"
    "{% endfor %}<end_of_utterance>\n{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}";

std::string twoDigits(std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

// As Python writes a timedelta: "0:01:05", "1 day, 2:00:00".
std::string durationText(std::int64_t seconds) {
    const std::int64_t days = seconds / 86400, hours = seconds / 3600 % 24;
    const std::string before = days > 0 ? std::to_string(days) + (days == 1 ? " day, " : " days, ") : std::string();
    return before + std::to_string(hours) + ":" + twoDigits(seconds / 60 % 60) + ":" + twoDigits(seconds % 60);
}

// A video's frames, each behind its time.
class SmolVlmLayout : public TaggedTilesLayout {
public:
    SmolVlmLayout(TaggedTilesSettings settings, std::string videoToken, VideoSettings videos)
        : TaggedTilesLayout(std::move(settings.tokens), settings.count, std::move(settings.pictures)),
          videoToken_(std::move(videoToken)),
          videos_(std::move(videos)) {}

    std::string placeholder(Modality modality) const override {
        return modality == Modality::Video ? videoToken_ : TaggedTilesLayout::placeholder(modality);
    }

    PreparedMedium video(const vision::VideoClip& clip) const override {
        const auto& videos = videos_.required();
        const auto picked = videos.pick(clip);
        PreparedMedium prepared{pictureOf(videos.process(clip, picked.frames)), {}};
        prepared.medium.modality = Modality::Video;
        const double duration = static_cast<double>(clip.frames) / (clip.fps > 0 ? clip.fps : kUsualFps);
        std::string before = "You are provided the following series of " + numberWords(std::ssize(picked.frames)) +
                             " frames from a " + durationText(static_cast<std::int64_t>(duration)) +
                             " [H:MM:SS] video.\n";
        for (const double time : picked.times) {
            const auto seconds = static_cast<std::int64_t>(time);
            before += "\nFrame from " + twoDigits(seconds / 60) + ":" + twoDigits(seconds % 60) + ":";
            appendWhole(before, prepared.pieces);
            before.clear();
        }
        prepared.pieces.push_back({"\n\n"});
        return prepared;
    }

private:
    std::string videoToken_;
    VideoSettings videos_;
};

const Registry<ProcessorFactory>::Entry entry{
    "smolvlm", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        auto text = readTextParts(folder, "<end_of_utterance>");
        text.videoTemplate.emplace(kVideoTemplate, "SmolVLM's own template for videos");
        return std::make_unique<ConversationProcessor>(
            std::move(text), std::make_unique<SmolVlmLayout>(TaggedTilesSettings::read(folder, options),
                                                             SpelledTokens(folder).at("video_token", "<video>"),
                                                             readVideoSettings(folder, "SmolVLMVideoProcessor")));
    }};

}  // namespace
}  // namespace atelier::models
