#include "models/vision_language_model.h"

#include "common/error.h"

#include <torch/torch.h>

#include <cmath>

namespace atelier::models {
namespace {

// Uniform in ±alpha / sqrt(tokens · width) of each token's own segment.
torch::Tensor noiseFor(const nn::Segments& segments, const torch::Tensor& embeddings, double alpha) {
    std::vector<float> reach;
    for (std::size_t i = 0; i + 1 < segments.bounds.size(); ++i) {
        const auto tokens = segments.bounds[i + 1] - segments.bounds[i];
        const double numbers = static_cast<double>(tokens) * static_cast<double>(embeddings.size(1));
        reach.insert(reach.end(), static_cast<std::size_t>(tokens), static_cast<float>(alpha / std::sqrt(numbers)));
    }
    const auto wide = embeddings.options().dtype(torch::kFloat32);
    const auto noise = torch::rand(embeddings.sizes(), wide).mul_(2).sub_(1);
    return noise.mul_(torch::tensor(reach).to(embeddings.device()).unsqueeze(1)).to(embeddings.scalar_type());
}

}  // namespace

torch::Tensor VisionLanguageModel::embed(const Batch& batch, bool continued) {
    auto embeddings = decoder->embedTokens->forward(batch.ids, computeType);
    if (embeddingNoise > 0) embeddings = embeddings + noiseFor(batch.segments, embeddings, embeddingNoise);
    // A model may answer with the image token: only a word then, as in transformers.
    if (continued) return embeddings;
    const auto rows = batch.ids.eq(imageTokenId).nonzero().squeeze(1);
    if (!batch.pixels.defined()) {
        if (rows.size(0) > 0)
            throw Error("image tokens in the text, but no image", {}, "one <image> mark for each image");
        return embeddings;
    }
    torch::Tensor features;
    {
        torch::AutoGradMode mode(torch::GradMode::is_enabled() && towerTrains);
        features = tower(batch.pixels.to(computeType), batch);
    }
    {
        torch::AutoGradMode mode(torch::GradMode::is_enabled() && (towerTrains || projectorTrains));
        features = project(features);
    }
    if (features.size(0) != rows.size(0))
        throw Error(std::to_string(rows.size(0)) + " image tokens in the text, but " +
                    std::to_string(features.size(0)) + " image features");
    return embeddings.index_copy(0, rows, features.to(embeddings.scalar_type()));
}

torch::Tensor VisionLanguageModel::hidden(const Batch& batch, nn::KvCache* cache) {
    const auto positions = positionOffset == 0 ? batch.positions : batch.positions + positionOffset;
    decoder->recompute = recompute;
    return decoder->forward(embed(batch, cache && !cache->empty()), positions, batch.segments, cache);
}

torch::Tensor VisionLanguageModel::logits(const torch::Tensor& hidden) {
    return head ? head->forward(hidden) : at::linear(hidden, headWeight().to(hidden.scalar_type()));
}

void VisionLanguageModel::buildLanguageModel(torch::nn::Module& parent, const nn::DecoderOptions& options, bool tied) {
    decoder = parent.register_module("language_model", nn::Decoder(options));
    if (!tied)
        head = register_module("lm_head", nn::Linear(nn::LinearOptions{options.hidden, options.vocabulary, false}));
}

}  // namespace atelier::models
