#include "common/error.h"
#include "models/family.h"
#include "models/parts/bridge.h"
#include "models/parts/encoder.h"
#include "models/parts/language_model.h"

// InstructBLIP (Dai et al., 2023): BLIP-2's vision transformer, a Q-Former that reads the prompt beside the picture,
// one linear layer, and a decoder (Vicuna). Reference: transformers, models/instructblip.
namespace atelier::models {
namespace {

const char* const kQueries = "query_tokens";
const char* const kOurQueries = "qformer.query_tokens";

// The text part. An encoder-decoder, as in the models with Flan-T5, would be another kind of Model.
const Json& decoderConfig(const Json& config, const std::string& where) {
    const Json& text = sectionOf(config, "text_config", where);
    const auto type = jsonAt<std::string>(text, "model_type", where + ": text_config", "opt");
    if (jsonAt<bool>(text, "is_encoder_decoder", where + ": text_config", type.ends_with("t5")) ||
        !jsonAt<bool>(config, "use_decoder_only_language_model", where, true))
        throw Error("its language model \"" + type + "\" is an encoder with a decoder, and only decoders are supported",
                    where + ": text_config", "take an InstructBLIP with Vicuna (model_type \"llama\")");
    return text;
}

class InstructBlip : public Model {
public:
    InstructBlip(const Json& config, const std::string& where) {
        const Json& text = decoderConfig(config, where);
        auto language = makeLanguageModel(text, where + ": text_config", "opt");
        const auto width = jsonAt<std::int64_t>(sectionOf(config, "qformer_config", where), "hidden_size",
                                                where + ": qformer_config", 768);
        encoder_ = place("vision_model", makeEncoder(sectionOf(config, "vision_config", where),
                                                     where + ": vision_config", "instructblip_vision_model"));
        qformer_ = place("qformer", makeBridge("qformer", config, where, {encoder_->width, width}));
        projection_ =
            nn::Linear(place("language_projection",
                             std::make_shared<nn::LinearImpl>(nn::LinearOptions{width, language->options.hidden})));
        addPart({"vision_model", Role::Encoder, {"vision_model"}});
        addPart({"qformer", Role::Bridge, {"qformer"}});
        addPart({"language_projection", Role::Bridge, {"language_projection"}});
        setLanguage(std::move(language), tiesEmbeddings(text, where), "language_model.model", "language_model.lm_head");
    }

protected:
    MediaFeatures encodeMedia(const Batch& batch) override {
        const auto media = allMedia(batch);
        const auto seen =
            within("vision_model", {}, [&] { return encoder_->forward(media, {computeType, recompute}); });
        const auto asked = within("qformer", seen.rows, [&] { return qformer_->forward(seen, media); });
        const auto context = encoderContext(nn::Segments::ofLengths(asked.lengths));
        const auto rows =
            within("language_projection", asked.rows, [&] { return projection_->forward(asked.rows, context); });
        return {rows, {}, {rows, asked.lengths, sequencesOf(media)}};
    }

private:
    std::shared_ptr<Encoder> encoder_;
    std::shared_ptr<Bridge> qformer_;
    nn::Linear projection_{nullptr};
};

// The queries belong to the Q-Former; files have them beside it.
const Registry<Family>::Entry entry{
    "instructblip",
    {[](const Json& config, const std::string& where) { return std::make_shared<InstructBlip>(config, where); },
     [](const std::string& file) { return file == kQueries ? kOurQueries : file; },
     [](const std::string& module) { return module == kOurQueries ? kQueries : module; }}};

}  // namespace
}  // namespace atelier::models
