#include "models/gemma4_model.h"

#include "common/error.h"
#include "models/encoder_model.h"
#include "models/parts/language_model.h"
#include "nn/hooks.h"

#include <torch/torch.h>

namespace atelier::models {
namespace {

// Tokens that stand for media are read as the padding token where there is no medium, as in a model's own answer.
class PlaceholderRows : public nn::EmbeddingHook {
public:
    PlaceholderRows(std::vector<std::int64_t> tokens, std::int64_t other) : tokens_(std::move(tokens)), other_(other) {}

    torch::Tensor forward(const nn::EmbeddingImpl& table, const torch::Tensor& ids,
                          const torch::Tensor& rows) override {
        auto found = torch::zeros_like(ids);
        for (const std::int64_t token : tokens_)
            found = found + (ids == token).to(torch::kInt64);
        return torch::where((found > 0).unsqueeze(-1), table.weight[other_].to(rows.scalar_type()), rows);
    }

private:
    std::vector<std::int64_t> tokens_;
    std::int64_t other_;
};

class Gemma4 : public EncoderModel {
public:
    Gemma4(const Json& config, const std::string& where, const Gemma4Parts& parts) {
        const Json text = ofType(sectionOf(config, "text_config", where), parts.text);
        auto language = makeLanguageModel(text, where + ": text_config", parts.text);
        if (const auto vision = config.find("vision_config"); vision != config.end() && !vision->is_null()) {
            const Json section = ofType(sectionOf(config, "vision_config", where), parts.vision);
            const std::string visionWhere = where + ": vision_config";
            encoder_ = place(parts.encoderPath, makeEncoder(section, visionWhere, parts.vision));
            bridge_ = place(parts.bridgePath, makeBridge("normed_linear", section, visionWhere,
                                                         {encoder_->width, language->options.hidden}));
            addPart({"vision_tower", Role::Encoder, {parts.encoderPath}});
            addPart({"projector", Role::Bridge, {parts.bridgePath}});
        }
        std::vector<std::int64_t> tokens;
        for (const auto& [key, usual] :
             {std::pair{"image_token_id", 258880}, {"video_token_id", 258884}, {"audio_token_id", 258881}})
            tokens.push_back(jsonAt<std::int64_t>(config, key, where, usual));
        const auto padding = jsonAt<std::int64_t>(text, "pad_token_id", where, 0);
        if (padding < 0 || padding >= language->options.vocabulary)
            throw Error("\"pad_token_id\" lies outside of the vocabulary", where + ": text_config");
        for (const auto& module : language->modules())
            if (auto* table = module->as<nn::EmbeddingImpl>())
                table->hooks.add(std::make_shared<PlaceholderRows>(tokens, padding));
        // Layers that take other layers' keys may have matrices for their own in the files.
        const auto shared = jsonAt<std::int64_t>(text, "num_kv_shared_layers", where, 0);
        const auto layers = std::ssize(language->options.layers);
        for (std::int64_t i = layers - shared; i < layers; ++i)
            for (const char* name : {"k_proj.", "v_proj.", "k_norm.", "v_norm."})
                unused.push_back("model.language_model.layers." + std::to_string(i) + ".self_attn." + name);
        // The text part's own key has no effect in the reference.
        setLanguage(std::move(language), jsonAt<bool>(config, "tie_word_embeddings", where, true));
    }

protected:
    MediaFeatures encodeMedia(const Batch& batch) override {
        if (!encoder_)
            throw Error("this Gemma 4 has no vision part (\"vision_config\" of its config.json is null)", "",
                        "take a model that sees pictures, or samples without media");
        return EncoderModel::encodeMedia(batch);
    }
};

// Files have the modules' names.
std::string sameName(const std::string& name) {
    return name;
}

}  // namespace

Family gemma4Family(const Gemma4Parts& parts) {
    return {[parts](const Json& config, const std::string& where) {
                return std::make_shared<Gemma4>(config, where, parts);
            },
            sameName,
            sameName,
            {"model.audio_tower.", "model.embed_audio."}};
}

}  // namespace atelier::models
