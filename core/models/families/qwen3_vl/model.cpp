#include "models/family.h"
#include "models/parts/bridge.h"
#include "models/parts/encoder.h"
#include "models/parts/language_model.h"

// Qwen3-VL: features of inner layers of the encoder are added behind the first layers of the language model (DeepStack,
// Meng et al., 2024). Reference: transformers, models/qwen3_vl.
namespace atelier::models {
namespace {

constexpr const char* kText = "qwen3_vl_text";

class Qwen3Vl : public Model {
public:
    Qwen3Vl(const Json& config, const std::string& where) {
        auto language =
            makeLanguageModel(ofType(sectionOf(config, "text_config", where), kText), where + ": text_config", kText);
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
        setLanguage(std::move(language), tiesEmbeddings(config, where));
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

// Files have the modules' names in every generation.
std::string sameName(const std::string& name) {
    return name;
}

const Registry<Family>::Entry entry{
    "qwen3_vl",
    {[](const Json& config, const std::string& where) { return std::make_shared<Qwen3Vl>(config, where); },
     sameName,
     sameName,
     {},
     "qwen2_vl"}};

}  // namespace
}  // namespace atelier::models
