#include "models/family.h"
#include "models/parts/encoder.h"
#include "models/parts/language_model.h"

// Llama 3.2 Vision (Llama Team, 2024, arXiv 2407.21783): a vision transformer over tiles, one linear layer, and a Llama
// with layers that attend to the picture. Reference: transformers, models/mllama.
namespace atelier::models {
namespace {

// A picture is seen by the tokens from its own on, up to the next picture or the end; pictures side by side are seen by
// what follows the last of them.
std::vector<nn::MediaSight> sightsOf(const Batch& batch, const std::vector<std::int64_t>& lengths) {
    std::vector<nn::MediaSight> sights(batch.media.size());
    for (std::size_t i = batch.media.size(); i-- > 0;) {
        const MediaSpan& medium = batch.media[i];
        const std::int64_t begin = medium.tokens.front().begin;
        const auto places = medium.tensors.at("aspect_ratio_mask").numel();
        std::int64_t end = batch.segments.end(medium.sequence);
        if (i + 1 < batch.media.size() && batch.media[i + 1].sequence == medium.sequence) {
            const auto& next = sights[i + 1].tokens;
            end = next.begin == begin + 1 ? next.end : next.begin;
        }
        sights[i] = {{begin, end}, lengths[i] / places * medium.grid[0]};
    }
    return sights;
}

class Mllama : public Model {
public:
    Mllama(const Json& config, const std::string& where) {
        auto language =
            makeLanguageModel(sectionOf(config, "text_config", where), where + ": text_config", "mllama_text_model");
        encoder_ = place("model.vision_model", makeEncoder(sectionOf(config, "vision_config", where),
                                                           where + ": vision_config", "mllama_vision_model"));
        projector_ = nn::Linear(place("model.multi_modal_projector", std::make_shared<nn::LinearImpl>(nn::LinearOptions{
                                                                         encoder_->width, language->options.hidden})));
        addPart({"vision_model", Role::Encoder, {"model.vision_model"}});
        addPart({"projector", Role::Bridge, {"model.multi_modal_projector"}});
        // The head has fewer rows than the embeddings: it is never tied.
        setLanguage(std::move(language), false);
    }

protected:
    MediaFeatures encodeMedia(const Batch& batch) override {
        const auto media = allMedia(batch);
        const auto seen =
            within("vision_model", {}, [&] { return encoder_->forward(media, {computeType, recompute}); });
        const auto context = encoderContext(nn::Segments::ofLengths(seen.lengths));
        const auto rows = within("projector", seen.rows, [&] { return projector_->forward(seen.rows, context); });
        return {{}, {}, {rows, seen.lengths, sequencesOf(media), sightsOf(batch, seen.lengths)}};
    }

private:
    std::shared_ptr<Encoder> encoder_;
    nn::Linear projector_{nullptr};
};

std::string moduleName(const std::string& file) {
    std::string name = file;
    replacePrefix(name, "language_model.lm_head.", "lm_head.");
    replacePrefix(name, "language_model.model.", "model.language_model.");
    replacePrefix(name, "vision_model.", "model.vision_model.");
    replacePrefix(name, "multi_modal_projector.", "model.multi_modal_projector.");
    return name;
}

std::string fileName(const std::string& module) {
    std::string name = module;
    if (replacePrefix(name, "model.language_model.", "language_model.model.")) return name;
    replacePrefix(name, "lm_head.", "language_model.lm_head.");
    replacePrefix(name, "model.vision_model.", "vision_model.");
    replacePrefix(name, "model.multi_modal_projector.", "multi_modal_projector.");
    return name;
}

const Registry<Family>::Entry entry{
    "mllama",
    {.build = [](const Json& config, const std::string& where) { return std::make_shared<Mllama>(config, where); },
     .moduleName = moduleName,
     .fileName = fileName}};

}  // namespace
}  // namespace atelier::models
