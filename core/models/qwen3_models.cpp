#include "models/qwen3_models.h"

#include "models/encoder_model.h"
#include "models/parts/language_model.h"

namespace atelier::models {
namespace {

// What the whole model says counts: the MoE's text part has a default of its own that the reference does not read.
bool tied(const Json& config, const std::string& where) {
    constexpr const char* kKey = "tie_word_embeddings";
    return config.contains(kKey) ? jsonAt<bool>(config, kKey, where, false) : tiesEmbeddings(config, where);
}

class Qwen3Vl : public Model {
public:
    Qwen3Vl(const Json& config, const std::string& where, const std::string& text) {
        auto language =
            makeLanguageModel(ofType(sectionOf(config, "text_config", where), text), where + ": text_config", text);
        const std::string visionWhere = where + ": vision_config";
        Json vision = sectionOf(config, "vision_config", where);
        vision["model_type"] = "qwen3_vl_vision";  // hub files name the whole model
        encoder_ = place("model.visual", makeEncoder(vision, visionWhere, "qwen3_vl_vision"));
        const BridgeSizes sizes{encoder_->width, language->options.hidden};
        merger_ = place("model.visual.merger", makeBridge("qwen3_merger", vision, visionWhere, sizes));
        const auto levels = vision.find("deepstack_visual_indexes");
        const std::size_t count = levels != vision.end() && levels->is_array() ? levels->size() : 0;
        for (std::size_t i = 0; i < count; ++i)
            levelMergers_.push_back(place("model.visual.deepstack_merger_list." + std::to_string(i),
                                          makeBridge("qwen3_level_merger", vision, visionWhere, sizes)));
        addPart({"vision_tower", Role::Encoder, {"model.visual"}});
        addPart({"projector", Role::Bridge, {"model.visual.merger", "model.visual.deepstack_merger_list"}});
        setLanguage(std::move(language), tied(config, where));
    }

protected:
    MediaFeatures encodeMedia(const Batch& batch) override {
        const auto media = allMedia(batch);
        const auto seen =
            within("vision_tower", {}, [&] { return encoder_->forward(media, {computeType, recompute}); });
        return within("projector", seen.rows, [&] {
            const auto merged = merger_->forward(seen, media);
            MediaFeatures features{merged.rows, {}, {merged.rows, merged.lengths, sequencesOf(media)}};
            for (std::size_t i = 0; i < levelMergers_.size(); ++i)
                features.additions[static_cast<std::int64_t>(i)] =
                    levelMergers_[i]->forward({seen.levels[i], seen.lengths, {}}, media).rows;
            return features;
        });
    }

private:
    std::shared_ptr<Encoder> encoder_;
    std::shared_ptr<Bridge> merger_;
    std::vector<std::shared_ptr<Bridge>> levelMergers_;
};

class Qwen35 : public EncoderModel {
public:
    Qwen35(const Json& config, const std::string& where, const std::string& text) {
        auto language =
            makeLanguageModel(ofType(sectionOf(config, "text_config", where), text), where + ": text_config", text);
        const std::string visionWhere = where + ": vision_config";
        Json vision = sectionOf(config, "vision_config", where);
        vision["model_type"] = "qwen3_vl_vision";
        vision.erase("deepstack_visual_indexes");  // empty in files of the hub; the architecture reads none
        encoder_ = place("model.visual", makeEncoder(vision, visionWhere, "qwen3_vl_vision"));
        bridge_ = place("model.visual.merger",
                        makeBridge("qwen3_merger", vision, visionWhere, {encoder_->width, language->options.hidden}));
        addPart({"vision_tower", Role::Encoder, {"model.visual"}});
        addPart({"projector", Role::Bridge, {"model.visual.merger"}});
        setLanguage(std::move(language), tied(config, where));
    }
};

}  // namespace

std::shared_ptr<Model> makeQwen3Vl(const Json& config, const std::string& where, const std::string& text) {
    return std::make_shared<Qwen3Vl>(config, where, text);
}

std::shared_ptr<Model> makeQwen35(const Json& config, const std::string& where, const std::string& text) {
    return std::make_shared<Qwen35>(config, where, text);
}

}  // namespace atelier::models
