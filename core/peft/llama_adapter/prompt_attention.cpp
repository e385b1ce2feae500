#include "peft/llama_adapter/prompt_attention.h"

#include "common/error.h"

#include <torch/torch.h>

#include <cmath>

namespace atelier::peft {
namespace {

constexpr const char* kMediaMean = "llama_adapter.media_mean";

// Features of each sequence's media, [sequences, width] in fp32: the mean over a medium's rows, without those that only
// fill it up, then over the media of the sequence; zeros for a sequence without any. Undefined: no media.
torch::Tensor mediaMean(const nn::ForwardContext& context) {
    const auto& media = context.media;
    if (!media.rows.defined() || media.lengths.empty()) return {};
    const auto device = media.rows.device();
    std::vector<float> shares(static_cast<std::size_t>(context.segments.count()), 0);
    for (const std::int64_t sequence : media.sequences)
        shares[static_cast<std::size_t>(sequence)] += 1;
    for (float& share : shares)
        share = share > 0 ? 1 / share : 0;
    std::vector<torch::Tensor> means;
    for (const auto& rows : media.rows.split_with_sizes(media.lengths)) {
        const auto real = media.sights.empty() ? rows : rows.narrow(0, 0, media.sights[means.size()].rows);
        means.push_back(real.mean(0, false, torch::kFloat32));
    }
    const auto sequences = torch::tensor(media.sequences, torch::kInt64).to(device);
    return torch::zeros({context.segments.count(), media.rows.size(1)}, torch::kFloat32)
        .to(device)
        .index_add(0, sequences, torch::stack(means))
        .mul(torch::tensor(shares).to(device).unsqueeze(1));
}

// While answers are made, later passes need the mean, too: it stays in the cache. Earlier tokens have been computed
// with it, so no further media may come.
torch::Tensor keptMediaMean(const nn::SelfAttentionImpl& layer, const nn::ForwardContext& context) {
    if (!context.cache) return mediaMean(context);
    auto& kept = context.cache->state(layer.options.layer, kMediaMean);
    if (context.cache->empty()) {
        kept = mediaMean(context);
        context.cache->closeMedia();
    }
    return kept;
}

// rows [batch, n, hidden] -> keys and values [batch, n, key/value heads, head size]. The rows are no tokens of the
// pass.
nn::KeyValues keyValuesOf(nn::SelfAttentionImpl& layer, const torch::Tensor& rows) {
    const auto& o = layer.options;
    const std::int64_t queries = o.heads * o.headSize, width = o.keyValueHeads * o.headSize;
    const auto flat = rows.reshape({-1, rows.size(-1)});
    torch::Tensor k, v;
    if (o.fused) {
        const auto parts = layer.qkv->forward(flat).split({queries, width, width}, -1);
        k = parts[1], v = parts[2];
    } else {
        k = layer.kProj->forward(flat), v = layer.vProj ? layer.vProj->forward(flat) : k;
    }
    const std::vector<std::int64_t> shape{rows.size(0), rows.size(1), o.keyValueHeads, o.headSize};
    k = k.reshape(shape), v = v.reshape(shape);
    if (o.valueNorm) v = nn::rmsNormed(v, *o.valueNorm);
    return {o.headNorm ? layer.kNorm->forward(k) : k, v};
}

}  // namespace

// [1, n, hidden], or [sequences, n, hidden] where the sequences' media change them.
torch::Tensor PromptAttention::promptsOf(const nn::SelfAttentionImpl& layer, const nn::ForwardContext& context) const {
    if (!visual_.defined()) return prompt_;
    const auto mean = keptMediaMean(layer, context);
    if (!mean.defined()) return prompt_;
    if (mean.size(1) != visual_.size(1))
        throw Error("the model's image features have " + std::to_string(mean.size(1)) +
                        " values, but the adapter takes " + std::to_string(visual_.size(1)),
                    "llama_adapter_visual", "leave llama_adapter_visual out for this model");
    return prompt_ + at::linear(mean, visual_).unsqueeze(1);
}

// q [batch, tokens, heads, head size] -> what the prompts give, behind the gate: [batch · tokens, heads · head size].
torch::Tensor PromptAttention::attend(const nn::SelfAttentionImpl& layer, const torch::Tensor& q,
                                      const nn::KeyValues& prompts) const {
    const auto& o = layer.options;
    const std::int64_t batch = q.size(0), tokens = q.size(1), group = o.heads / o.keyValueHeads;
    // Query heads of one key/value head lie side by side.
    const auto grouped = q.reshape({batch, tokens, o.keyValueHeads, group, o.headSize})
                             .transpose(1, 2)
                             .reshape({batch, o.keyValueHeads, tokens * group, o.headSize});
    const double scale = o.scores.scale > 0 ? o.scores.scale : 1 / std::sqrt(static_cast<double>(o.headSize));
    auto scores = at::matmul(grouped, prompts.keys.permute({0, 2, 3, 1})) * scale;
    if (o.scores.softCap > 0) scores = at::tanh(scores / o.scores.softCap) * o.scores.softCap;
    const auto shares = at::softmax(scores, -1, torch::kFloat32).to(q.scalar_type());
    const auto gated = shares * (gate_ * weight).to(q.scalar_type());
    return at::matmul(gated, prompts.values.transpose(1, 2))
        .reshape({batch, o.keyValueHeads, tokens, group, o.headSize})
        .transpose(1, 2)
        .reshape({batch * tokens, o.heads * o.headSize});
}

torch::Tensor PromptAttention::mixed(nn::SelfAttentionImpl& layer, const torch::Tensor& q, const torch::Tensor& mixed,
                                     const nn::ForwardContext& context) {
    const auto rows = promptsOf(layer, context);
    const auto prompts = keyValuesOf(layer, rows.to(q.scalar_type()));
    if (rows.size(0) == 1) return mixed + attend(layer, q.unsqueeze(0), prompts);

    const auto& segments = context.segments;
    if (segments.longest() * segments.count() == segments.total())
        return mixed + attend(layer, q.reshape({segments.count(), segments.longest(), q.size(1), q.size(2)}), prompts);
    const auto queries = q.split_with_sizes(segments.lengths());
    const auto keys = prompts.keys.split(1), values = prompts.values.split(1);
    std::vector<torch::Tensor> parts;
    for (std::size_t i = 0; i < queries.size(); ++i)
        parts.push_back(attend(layer, queries[i].unsqueeze(0), {keys[i], values[i]}));
    return mixed + torch::cat(parts);
}

}  // namespace atelier::peft
