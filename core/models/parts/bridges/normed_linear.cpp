#include "common/error.h"
#include "models/parts/bridge.h"
#include "nn/linear.h"
#include "nn/norm.h"

// A norm without a weight and one linear layer (Gemma 4). Reference: transformers, Gemma4MultimodalEmbedder.
namespace atelier::models {
namespace {

class NormedLinear : public Bridge {
public:
    NormedLinear(const Json& section, const std::string& where, const BridgeSizes& sizes)
        : eps_(jsonAt<double>(section, "rms_norm_eps", where, 1e-6)) {
        if (!(eps_ >= 0)) throw Error("\"rms_norm_eps\" must not be negative", where);
        projection_ =
            register_module("embedding_projection", nn::Linear(nn::LinearOptions{sizes.in, sizes.out, false}));
    }

    Features forward(const Features& features, const MediaList&) override {
        return {projection_->forward(nn::rmsNormed(features.rows, eps_)), features.lengths, {}};
    }

private:
    double eps_;
    nn::Linear projection_{nullptr};
};

// `section`: the encoder's.
const Registry<BridgeFactory>::Entry entry{"normed_linear",
                                           [](const Json& section, const std::string& where, const BridgeSizes& sizes) {
                                               return std::make_shared<NormedLinear>(section, where, sizes);
                                           }};

}  // namespace
}  // namespace atelier::models
