#include "common/error.h"
#include "common/registry.h"
#include "models/conversation_processor.h"
#include "models/single_token_layout.h"
#include "models/spelled_tokens.h"

#include <algorithm>

namespace atelier::models {
namespace {

// Folders have no chat template: the reference's processor writes BOS, prompt and a newline behind the image tokens. An
// answer is closed by the tokenizer's end. Further turns follow in the same way.
constexpr const char* kTemplate =
    "{{- bos_token -}}"
    "{%- for message in messages -%}"
    "{%- set text = message['content'] | selectattr('type', 'equalto', 'text') | map(attribute='text') | join('') -%}"
    "{%- if message['role'] == 'assistant' -%}{{- text + eos_token -}}"
    "{%- else -%}{{- text | trim + '\n' -}}{%- endif -%}"
    "{%- endfor -%}";

class PaliGemmaLayout : public SingleTokenLayout {
public:
    using SingleTokenLayout::SingleTokenLayout;

    bool mediaLeadText() const override { return true; }
    // What comes before the first learned token is the prefix, whose tokens see each other both ways; a prompt is one
    // as a whole.
    void finish(Encoded& encoded) const override {
        const auto learned = std::ranges::find_if(encoded.labels, [](std::int64_t label) { return label != kIgnore; });
        const auto end = encoded.labels.empty() ? std::ssize(encoded.ids) : learned - encoded.labels.begin();
        if (end > 1) encoded.bidirectional.push_back({0, end});
    }
    // They count from 1.
    void assignPositions(Encoded& encoded) const override {
        SingleTokenLayout::assignPositions(encoded);
        for (std::int64_t& position : encoded.positions)
            ++position;
        ++encoded.nextPosition;
    }
};

// Patches of a picture, each of which is a token.
std::int64_t tokensOf(const Json& config, const std::string& where) {
    const auto found = config.find("vision_config");
    const Json section = found != config.end() && found->is_object() ? *found : Json::object();
    const auto size = jsonAt<std::int64_t>(section, "image_size", where + ": vision_config", 224);
    const auto patch = jsonAt<std::int64_t>(section, "patch_size", where + ": vision_config", 16);
    if (patch < 1 || size < patch)
        throw Error("\"image_size\" and \"patch_size\" do not fit together", where + ": vision_config");
    return (size / patch) * (size / patch);
}

const Registry<ProcessorFactory>::Entry entry{
    "paligemma", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        const auto configPath = (folder / "config.json").string();
        const auto count = tokensOf(readJson(configPath), configPath);
        Json pixels = vision::readPreprocessorConfig(folder);
        const auto said = jsonAt<std::int64_t>(pixels, "image_seq_length", folder.string(), count);
        if (said != count)
            throw Error("the processor writes " + std::to_string(said) +
                            " tokens a picture (image_seq_length), but the vision tower has " + std::to_string(count) +
                            " patches",
                        configPath, "take the processor's files that belong to the model");
        pixels["image_seq_length"] = count;
        return std::make_unique<ConversationProcessor>(
            readTextParts(folder, {}, kTemplate),
            std::make_unique<PaliGemmaLayout>(
                SpelledTokens(folder).at("image_token", "<image>"),
                vision::makePreprocessor(pixels, folder.string(), options.imageMinPixels, options.imageMaxPixels)));
    }};

}  // namespace
}  // namespace atelier::models
