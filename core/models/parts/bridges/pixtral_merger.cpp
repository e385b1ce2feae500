#include "common/error.h"
#include "models/parts/bridge.h"
#include "models/parts/language_model.h"
#include "nn/activation.h"
#include "nn/linear.h"
#include "nn/norm.h"

#include <torch/torch.h>

// Mistral 3's projector: a norm, squares of neighbouring patches joined by one linear layer, two linear layers.
// Reference: transformers, models/mistral3.
namespace atelier::models {
namespace {

class PixtralMerger : public Bridge {
public:
    PixtralMerger(const Json& section, const std::string& where, const BridgeSizes& sizes)
        : merge_(jsonAt<std::int64_t>(section, "spatial_merge_size", where, 2)),
          activation_(nn::activationFrom(
              jsonAt<std::string>(section, "projector_hidden_act", where, std::string("gelu")), where)) {
        checkSizes({{"spatial_merge_size", merge_}}, where);
        const Json& text = section.at("text_config");
        const double usual = text.value("model_type", std::string()) == "ministral3" ? 1e-5 : 1e-6;
        const auto eps = jsonAt<double>(text, "rms_norm_eps", where + ": text_config", usual);
        const bool bias = jsonAt<bool>(section, "multimodal_projector_bias", where, false);
        norm_ = register_module("norm", nn::Norm(nn::NormOptions{nn::NormKind::RMSNorm, eps}, sizes.in));
        joined_ = register_module("patch_merger", std::make_shared<torch::nn::Module>())
                      ->register_module("merging_layer",
                                        nn::Linear(nn::LinearOptions{sizes.in * merge_ * merge_, sizes.in, false}));
        first_ = register_module("linear_1", nn::Linear(nn::LinearOptions{sizes.in, sizes.out, bias}));
        second_ = register_module("linear_2", nn::Linear(nn::LinearOptions{sizes.out, sizes.out, bias}));
    }

    Features forward(const Features& features, const MediaList& media) override {
        const auto rows = norm_->forward(features.rows);
        const auto parts = rows.split_with_sizes(features.lengths);
        std::vector<torch::Tensor> joined;
        Features out;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const auto [t, h, w] = media[i]->grid;
            if (h % merge_ != 0 || w % merge_ != 0)
                throw Error(
                    "a grid of " + std::to_string(h) + " x " + std::to_string(w) +
                        " patches, but the projector joins " + std::to_string(merge_) + " x " + std::to_string(merge_),
                    "pixel_values", "\"spatial_merge_size\" of the processor and of the model must be the same");
            joined.push_back(parts[i]
                                 .view({h / merge_, merge_, w / merge_, merge_, -1})
                                 .permute({0, 2, 4, 1, 3})
                                 .reshape({h / merge_ * (w / merge_), -1}));
            out.lengths.push_back(joined.back().size(0));
        }
        out.rows = second_->forward(nn::activate(activation_, first_->forward(joined_->forward(torch::cat(joined)))));
        return out;
    }

private:
    std::int64_t merge_;
    nn::Activation activation_;
    nn::Norm norm_{nullptr};
    nn::Linear joined_{nullptr}, first_{nullptr}, second_{nullptr};
};

const Registry<BridgeFactory>::Entry entry{"pixtral_merger",
                                           [](const Json& section, const std::string& where, const BridgeSizes& sizes) {
                                               return std::make_shared<PixtralMerger>(section, where, sizes);
                                           }};

}  // namespace
}  // namespace atelier::models
