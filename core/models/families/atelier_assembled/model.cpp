#include "models/assembly/assembled_config.h"
#include "models/family.h"
#include "models/parts/bridge.h"
#include "models/parts/encoder.h"
#include "models/parts/feature_choice.h"
#include "models/parts/language_model.h"

// A model that a person put together (models/assembly): a tower, bridges one after the other, a language model. Names
// of weights are the modules' own.
namespace atelier::models {
namespace {

class Assembled : public Model {
public:
    Assembled(const Json& config, const std::string& where) {
        const auto own = AssembledConfig::read(config, where);
        auto language = makeLanguageModel(sectionOf(config, "text_config", where), where + ": text_config", "llama");
        auto choice = featureChoice(config, where, {-1});
        choice.normed = jsonAt<bool>(config, "vision_feature_normed", where, false);
        encoder_ = place("model.vision_tower", makeEncoder(sectionOf(config, "vision_config", where),
                                                           where + ": vision_config", "clip_vision_model", choice));
        addPart({"vision_tower", Role::Encoder, {"model.vision_tower"}});
        const auto widths = own.widths(encoder_->width, language->options.hidden, where);
        for (std::size_t i = 0; i < own.bridges.size(); ++i) {
            const auto& [name, module, options, kind] = own.bridges[i];
            const BridgeSizes sizes{widths[i].first, widths[i].second};
            auto bridge = place(module, makeBridge(kind->part, options, where + ": bridges", sizes));
            // Pooling has nothing to train.
            if (!bridge->parameters().empty()) addPart({name, Role::Bridge, {module}});
            bridges_.emplace_back(name, std::move(bridge));
        }
        setLanguage(std::move(language), tiesEmbeddings(config, where));
    }

protected:
    MediaFeatures encodeMedia(const Batch& batch) override {
        const auto media = allMedia(batch);
        auto features = within("vision_tower", {}, [&] { return encoder_->forward(media, {computeType, recompute}); });
        for (const auto& [name, bridge] : bridges_)
            features = within(name, features.rows, [&] { return bridge->forward(features, media); });
        return {features.rows, {}, {features.rows, features.lengths, sequencesOf(media)}};
    }

private:
    std::shared_ptr<Encoder> encoder_;
    std::vector<std::pair<std::string, std::shared_ptr<Bridge>>> bridges_;
};

std::string sameName(const std::string& name) {
    return name;
}

const Registry<Family>::Entry entry{
    "atelier_assembled",
    {[](const Json& config, const std::string& where) { return std::make_shared<Assembled>(config, where); }, sameName,
     sameName}};

}  // namespace
}  // namespace atelier::models
