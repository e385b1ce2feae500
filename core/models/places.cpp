#include "models/places.h"

#include <set>

namespace atelier::models {

Places findPlaces(Model& model) {
    Places places;
    places.stacks = stacksOf(model);
    std::set<std::string> stacked;
    for (const TensorStack& stack : places.stacks)
        stacked.insert(stack.layers.begin(), stack.layers.end());
    const torch::nn::Module* head = model.head ? model.head.get() : nullptr;
    for (const auto& item : model.named_modules()) {
        const std::string& name = item.key();
        const auto& module = item.value();
        if (name.empty()) continue;
        if (auto linear = std::dynamic_pointer_cast<nn::LinearImpl>(module)) {
            if (linear.get() != head)
                places.linears.push_back({name, &model.partOf(name), nn::Linear(linear), stacked.contains(name)});
        } else if (auto attention = std::dynamic_pointer_cast<nn::SelfAttentionImpl>(module)) {
            places.attentions.push_back({name, &model.partOf(name), nn::SelfAttention(attention)});
        } else if (auto embedding = std::dynamic_pointer_cast<nn::EmbeddingImpl>(module)) {
            places.embeddings.push_back({name, &model.partOf(name), nn::Embedding(embedding)});
        } else if (auto norm = std::dynamic_pointer_cast<nn::NormImpl>(module)) {
            places.norms.push_back({name, &model.partOf(name), nn::Norm(norm)});
        } else if (auto block = std::dynamic_pointer_cast<nn::Block>(module)) {
            const Part* part = &model.partOf(name);
            places.blocks.push_back({name, part, block});
            for (const auto& sublayer : block->sublayers())
                places.sublayers.push_back(
                    {name + "." + sublayer.name, part, sublayer.mixes, sublayer.hooks, sublayer.width, block});
        }
    }
    return places;
}

}  // namespace atelier::models
