#pragma once

#include "models/model.h"
#include "models/stacked_tensors.h"

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
        const Part* part;
        Module module;
        bool stacked = false;  ///< a linear layer of one of `stacks`
    };
    struct Sublayer {
        std::string name;  ///< e.g. "…layers.0.mlp"
        const Part* part;
        bool mixes;  ///< attention, or what stands for it; else the feed-forward layer
        nn::HookList<nn::SublayerHook>* hooks;
        std::int64_t width;
        std::shared_ptr<nn::Block> block;
    };

    std::vector<Place<nn::Linear>> linears;  ///< without the head
    std::vector<TensorStack> stacks;         ///< linear layers that transformers holds in one parameter
    std::vector<Place<nn::SelfAttention>> attentions;
    std::vector<Sublayer> sublayers;
    std::vector<Place<nn::Embedding>> embeddings;
    std::vector<Place<nn::Norm>> norms;
    std::vector<Place<std::shared_ptr<nn::Block>>> blocks;  ///< in the order in which they compute
};

Places findPlaces(Model& model);

}  // namespace atelier::models
