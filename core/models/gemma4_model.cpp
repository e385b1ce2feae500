#include "models/gemma4_model.h"

#include "common/error.h"
#include "models/encoder_model.h"
#include "models/parts/language_model.h"

namespace atelier::models {
namespace {

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
