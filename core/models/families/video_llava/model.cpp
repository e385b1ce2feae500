#include "models/model.h"

#include "models/family.h"
#include "models/llava_names.h"
#include "models/parts/bridge.h"
#include "models/parts/encoder.h"
#include "models/parts/feature_choice.h"
#include "models/parts/language_model.h"

#include <torch/torch.h>

#include <array>

// Video-LLaVA (Lin et al., 2023, arXiv 2311.10122): LLaVA-1.5 with a tower for pictures and one for the frames of
// videos, which are taken to one space. Frames do not see each other, and keep their class token. Reference:
// transformers, models/video_llava.
namespace atelier::models {
namespace {

struct Tower {
    std::string part;
    Modality modality;
    std::shared_ptr<Encoder> encoder;
};

class VideoLlava : public Model {
public:
    VideoLlava(const Json& config, const std::string& where) {
        auto language = makeLanguageModel(sectionOf(config, "text_config", where), where + ": text_config", "llama");
        const auto addTower = [&](const std::string& name, Modality modality, const EncoderChoice& choice) {
            towers_.push_back(
                {name, modality,
                 place("model." + name, makeEncoder(sectionOf(config, "vision_config", where),
                                                    where + ": vision_config", "clip_vision_model", choice))});
            addPart({name, Role::Encoder, {"model." + name}, modality});
        };
        auto choice = featureChoice(config, where, {-2});
        addTower("image_tower", Modality::Image, choice);
        choice.dropClass = false;
        addTower("video_tower", Modality::Video, choice);
        bridge_ = place("model.multi_modal_projector",
                        makeBridge("mlp", config, where, {towers_[0].encoder->width, language->options.hidden}));
        addPart({"projector", Role::Bridge, {"model.multi_modal_projector"}});
        setLanguage(std::move(language), tiesEmbeddings(config, where));
    }

protected:
    MediaFeatures encodeMedia(const Batch& batch) override {
        const auto media = allMedia(batch);
        std::vector<torch::Tensor> pieces(media.size());
        for (const Tower& tower : towers_) {
            MediaList own;
            std::vector<std::size_t> places;
            for (std::size_t i = 0; i < media.size(); ++i) {
                if (media[i]->modality != tower.modality) continue;
                own.push_back(media[i]);
                places.push_back(i);
            }
            if (own.empty()) continue;
            const auto seen =
                within(tower.part, {}, [&] { return tower.encoder->forward(own, {computeType, recompute}); });
            const auto parts = seen.rows.split_with_sizes(seen.lengths);
            for (std::size_t i = 0; i < own.size(); ++i)
                pieces[places[i]] = parts[i];
        }
        Features seen{torch::cat(pieces), {}, {}};
        for (const auto& piece : pieces)
            seen.lengths.push_back(piece.size(0));
        const auto bridged = within("projector", seen.rows, [&] { return bridge_->forward(seen, media); });
        return {bridged.rows, {}, {bridged.rows, bridged.lengths, sequencesOf(media)}};
    }

private:
    std::vector<Tower> towers_;
    std::shared_ptr<Bridge> bridge_;
};

constexpr std::array kTowers{"image_tower.", "video_tower."};

std::string moduleName(const std::string& file) {
    std::string name = file;
    for (const std::string tower : kTowers) {
        replacePrefix(name, tower, "model." + tower);
        if (replacePrefix(name, "model." + tower + "vision_model.", "model." + tower) ||
            name.starts_with("model." + tower))
            return name;
    }
    return llavaModuleName(file);
}

std::string fileName(const std::string& module) {
    std::string name = module;
    for (const std::string tower : kTowers)
        if (replacePrefix(name, "model." + tower, tower + "vision_model.")) return name;
    return llavaFileName(module);
}

const Registry<Family>::Entry entry{
    "video_llava",
    {[](const Json& config, const std::string& where) { return std::make_shared<VideoLlava>(config, where); },
     moduleName, fileName}};

}  // namespace
}  // namespace atelier::models
