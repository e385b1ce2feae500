#include "models/encoder_model.h"
#include "models/family.h"
#include "models/llava_names.h"
#include "models/parts/feature_choice.h"
#include "models/parts/language_model.h"
#include "models/parts/tiles_bridge.h"
#include "nn/build_device.h"
#include "vision/any_resolution.h"

#include <torch/torch.h>

// LLaVA-OneVision (Li et al., 2024, arXiv 2408.03326): LLaVA-NeXT with SigLIP and Qwen2. Features of many tiles are
// shrunk, each of several pictures is seen as a whole alone, and the frames of a video with a quarter of the features.
// Reference: transformers, models/llava_onevision.
namespace atelier::models {
namespace {

class OneVisionBridge : public TilesBridge {
public:
    using TilesBridge::TilesBridge;

protected:
    std::vector<torch::Tensor> arranged(const torch::Tensor& squares, const MediaSpan& medium) const override {
        if (medium.modality == Modality::Video) {
            const std::int64_t side = sideOfSquare(squares.size(1)), half = (side + 1) / 2;
            return {resampled(squares, {side, side}, {half, half}).flatten(0, 1), endFor(squares)};
        }
        if (medium.grid[0] == 0) return {squares[0], endFor(squares)};
        return TilesBridge::arranged(squares, medium);
    }
};

class LlavaOnevision : public EncoderModel {
public:
    LlavaOnevision(const Json& config, const std::string& where) {
        auto language = makeLanguageModel(sectionOf(config, "text_config", where), where + ": text_config", "qwen2");
        encoder_ = place("model.vision_tower",
                         makeEncoder(sectionOf(config, "vision_config", where), where + ": vision_config",
                                     "siglip_vision_model", featureChoice(config, where, {-1}, "full")));
        const std::int64_t hidden = language->options.hidden;
        auto projector =
            place("model.multi_modal_projector", makeBridge("mlp", config, where, {encoder_->width, hidden}));
        const auto rowEnd =
            named_children()["model"]->register_parameter("image_newline", nn::emptyParameter({hidden}));
        bridge_ = std::make_shared<OneVisionBridge>(std::move(projector), rowEnd, vision::readMostTiles(config, where));
        addPart({"vision_tower", Role::Encoder, {"model.vision_tower"}});
        addPart({"projector", Role::Bridge, {"model.multi_modal_projector", "model.image_newline"}});
        setLanguage(std::move(language), tiesEmbeddings(config, where));
    }
};

const Registry<Family>::Entry entry{
    "llava_onevision",
    {[](const Json& config, const std::string& where) { return std::make_shared<LlavaOnevision>(config, where); },
     llavaModuleName, llavaFileName}};

}  // namespace
}  // namespace atelier::models
