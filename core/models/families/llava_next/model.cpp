#include "common/error.h"
#include "models/encoder_model.h"
#include "models/family.h"
#include "models/llava_names.h"
#include "models/parts/feature_choice.h"
#include "models/parts/language_model.h"
#include "nn/build_device.h"

#include <torch/torch.h>

// LLaVA-NeXT (Liu et al., 2024): a picture as a whole and in tiles through LLaVA's encoder and projector; the tiles'
// features lie as the picture does, without what only shows padding, and each row ends with a learned feature.
// Reference: transformers, models/llava_next.
namespace atelier::models {
namespace {

// Around the projector of a tile.
class TilesBridge : public Bridge {
public:
    TilesBridge(std::shared_ptr<Bridge> projector, torch::Tensor rowEnd)
        : projector_(std::move(projector)), rowEnd_(std::move(rowEnd)) {}

    Features forward(const Features& features, const MediaList& media) override {
        const auto projected = projector_->forward(features, media);
        const auto parts = projected.rows.split_with_sizes(projected.lengths);
        std::vector<torch::Tensor> all;
        Features arranged;
        for (std::size_t i = 0; i < media.size(); ++i) {
            const auto tiles = parts[i].view({squaresOf(*media[i]), -1, parts[i].size(1)});
            all.insert(all.end(), {tiles[0], laidOut(tiles.narrow(0, 1, tiles.size(0) - 1), media[i]->grid)});
            arranged.lengths.push_back(tiles.size(1) + all.back().size(0));
        }
        arranged.rows = torch::cat(all);
        return arranged;
    }

private:
    // [tiles, side², width] -> [rows · (columns + 1), width]
    torch::Tensor laidOut(const torch::Tensor& tiles, const Grid& grid) const {
        const auto [across, rows, columns] = grid;  // as gridOf() in tiles.h writes it
        const auto side = static_cast<std::int64_t>(std::llround(std::sqrt(static_cast<double>(tiles.size(1)))));
        if (side * side != tiles.size(1))
            throw Error(
                "the vision tower gives " + std::to_string(tiles.size(1)) + " features a tile, which are no square", "",
                "set vision_feature_select_strategy to \"default\", so that its class token is left out");
        const std::int64_t down = tiles.size(0) / across, width = tiles.size(2);
        const auto picture = tiles.view({down, across, side, side, width})
                                 .permute({0, 2, 1, 3, 4})
                                 .reshape({down * side, across * side, width})
                                 .narrow(0, (down * side - rows) / 2, rows)
                                 .narrow(1, (across * side - columns) / 2, columns);
        const auto ends = rowEnd_.to(picture.scalar_type()).expand({rows, 1, width});
        return torch::cat({picture, ends}, 1).reshape({rows * (columns + 1), width});
    }

    std::shared_ptr<Bridge> projector_;
    torch::Tensor rowEnd_;
};

class LlavaNext : public EncoderModel {
public:
    LlavaNext(const Json& config, const std::string& where) {
        auto language = makeLanguageModel(sectionOf(config, "text_config", where), where + ": text_config", "llama");
        encoder_ = place("model.vision_tower",
                         makeEncoder(sectionOf(config, "vision_config", where), where + ": vision_config",
                                     "clip_vision_model", featureChoice(config, where, {-2})));
        const std::int64_t hidden = language->options.hidden;
        auto projector =
            place("model.multi_modal_projector", makeBridge("mlp", config, where, {encoder_->width, hidden}));
        const auto rowEnd =
            named_children()["model"]->register_parameter("image_newline", nn::emptyParameter({hidden}));
        bridge_ = std::make_shared<TilesBridge>(std::move(projector), rowEnd);
        addPart({"vision_tower", Role::Encoder, {"model.vision_tower"}});
        addPart({"projector", Role::Bridge, {"model.multi_modal_projector", "model.image_newline"}});
        setLanguage(std::move(language), tiesEmbeddings(config, where));
    }
};

const Registry<Family>::Entry entry{
    "llava_next",
    {[](const Json& config, const std::string& where) { return std::make_shared<LlavaNext>(config, where); },
     llavaModuleName, llavaFileName}};

}  // namespace
}  // namespace atelier::models
