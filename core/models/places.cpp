#include "models/places.h"

#include "nn/vision_block.h"

namespace atelier::models {

Places findPlaces(VisionLanguageModel& model) {
    Places places;
    for (const auto& item : model.named_modules()) {
        const std::string& name = item.key();
        const auto& module = item.value();
        if (name.empty()) continue;
        const Part part = model.partOf(name);
        if (auto linear = std::dynamic_pointer_cast<nn::LinearImpl>(module)) {
            if (name != "lm_head") places.linears.push_back({name, part, nn::Linear(linear)});
        } else if (auto attention = std::dynamic_pointer_cast<nn::SelfAttentionImpl>(module)) {
            places.attentions.push_back({name, part, nn::SelfAttention(attention)});
        } else if (auto embedding = std::dynamic_pointer_cast<nn::EmbeddingImpl>(module)) {
            places.embeddings.push_back({name, part, nn::Embedding(embedding)});
        } else if (auto norm = std::dynamic_pointer_cast<nn::NormImpl>(module)) {
            places.norms.push_back({name, part, nn::Norm(norm)});
        } else if (auto layer = std::dynamic_pointer_cast<nn::DecoderLayerImpl>(module)) {
            const std::int64_t width = layer->attention->options.hidden;
            places.blockOutputs.push_back({name + ".self_attn", part, true, &layer->attentionOutput, width});
            places.blockOutputs.push_back({name + ".mlp", part, false, &layer->mlpOutput, width});
        } else if (auto block = std::dynamic_pointer_cast<nn::VisionBlockImpl>(module)) {
            const std::int64_t width = block->attention->options.hidden;
            places.blockOutputs.push_back({name + ".attn", part, true, &block->attentionOutput, width});
            places.blockOutputs.push_back({name + ".mlp", part, false, &block->mlpOutput, width});
        }
    }
    return places;
}

}  // namespace atelier::models
