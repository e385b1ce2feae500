#pragma once

#include "models/vision_language_model.h"

#include <string>
#include <vector>

namespace atelier::models {

/// Everything in a model that a PEFT method can attach to, found by walking its modules: a family that is built from
/// nn/ offers its places without a line of code. Names are module names, e.g.
/// "model.language_model.layers.0.self_attn.q_proj".
struct Places {
    template <class Module>
    struct Place {
        std::string name;
        Part part;
        Module module;
    };
    struct BlockOutput {
        std::string name;  ///< of the sub-layer, e.g. "…layers.0.mlp"
        Part part;
        bool attention;  ///< else the MLP
        std::shared_ptr<nn::OutputAdapter>* slot;
        std::int64_t width;
    };

    std::vector<Place<nn::Linear>> linears;            ///< without lm_head
    std::vector<Place<nn::SelfAttention>> attentions;  ///< keys and values
    std::vector<BlockOutput> blockOutputs;
    std::vector<Place<nn::Embedding>> embeddings;
    std::vector<Place<nn::Norm>> norms;
};

Places findPlaces(VisionLanguageModel& model);

}  // namespace atelier::models
