#include "nn/cross_layer.h"

#include "nn/build_device.h"
#include "nn/cross_attention.h"

#include <torch/torch.h>

#include <algorithm>

namespace atelier::nn {
namespace {

constexpr const char *kKeys = "cross_keys", *kValues = "cross_values", *kSeen = "cross_seen";

// A sequence's rows among those of all media.
struct OwnMedia {
    std::vector<std::size_t> media;
    std::int64_t rows = 0;
};

std::vector<OwnMedia> bySequence(const MediaStates& states, std::int64_t sequences) {
    std::vector<OwnMedia> all(static_cast<std::size_t>(sequences));
    for (std::size_t i = 0; i < states.lengths.size(); ++i) {
        OwnMedia& own = all[static_cast<std::size_t>(states.sequences[i])];
        own.media.push_back(i);
        own.rows += states.lengths[i];
    }
    return all;
}

torch::Tensor rowsOf(const std::vector<torch::Tensor>& parts, const OwnMedia& own) {
    if (own.media.size() == 1) return parts[own.media.front()];
    std::vector<torch::Tensor> chosen;
    for (const std::size_t i : own.media)
        chosen.push_back(parts[i]);
    return torch::cat(chosen);
}

// bool [tokens of the segment, rows of its media]; `blind`: how many tokens come before any medium. They see all.
torch::Tensor seenBy(const MediaStates& states, const OwnMedia& own, std::int64_t begin, std::int64_t end,
                     std::int64_t& blind) {
    auto seen = torch::zeros({end - begin, own.rows}, torch::kBool);
    std::int64_t row = 0;
    blind = end - begin;
    for (const std::size_t i : own.media) {
        const MediaSight& sight = states.sights[i];
        seen.narrow(0, sight.tokens.begin - begin, sight.tokens.length()).narrow(1, row, sight.rows).fill_(true);
        blind = std::min(blind, sight.tokens.begin - begin);
        row += states.lengths[i];
    }
    seen.narrow(0, 0, blind).fill_(true);
    return seen;
}

}  // namespace

CrossAttentionImpl::CrossAttentionImpl(const CrossLayerOptions& o) : options(o) {
    const std::int64_t queries = o.heads * o.headSize, keyValues = o.keyValueHeads * o.headSize;
    qProj = register_module("q_proj", Linear(LinearOptions{o.hidden, queries, false}));
    kProj = register_module("k_proj", Linear(LinearOptions{o.hidden, keyValues, false}));
    vProj = register_module("v_proj", Linear(LinearOptions{o.hidden, keyValues, false}));
    outProj = register_module("o_proj", Linear(LinearOptions{queries, o.hidden, false}));
    qNorm = register_module("q_norm", Norm(o.norm, o.headSize));
    kNorm = register_module("k_norm", Norm(o.norm, o.headSize));
}

KeyValues CrossAttentionImpl::project(const torch::Tensor& rows, const ForwardContext& context) {
    const std::vector<std::int64_t> shape{rows.size(0), options.keyValueHeads, options.headSize};
    return {kNorm->forward(kProj->forward(rows, context).reshape(shape)), vProj->forward(rows, context).reshape(shape)};
}

torch::Tensor CrossAttentionImpl::queries(const torch::Tensor& x, const ForwardContext& context) {
    return qNorm->forward(qProj->forward(x, context).reshape({x.size(0), options.heads, options.headSize}));
}

CrossLayerImpl::CrossLayerImpl(const CrossLayerOptions& o) : Block(o.layer) {
    beforeAttention = register_module("input_layernorm", Norm(o.norm, o.hidden));
    attention = register_module("cross_attn", CrossAttention(o));
    attentionGate = register_parameter("cross_attn_attn_gate", emptyParameter({1}));
    beforeMlp = register_module("post_attention_layernorm", Norm(o.norm, o.hidden));
    mlp = register_module("mlp", o.mlp());
    mlpGate = register_parameter("cross_attn_mlp_gate", emptyParameter({1}));
}

CrossLayerImpl::Mixed CrossLayerImpl::toMedia(const torch::Tensor& q, const ForwardContext& context) {
    const MediaStates& states = context.media;
    const Segments& segments = context.segments;
    const auto device = q.device();
    const auto projected = attention->project(states.rows.to(q.scalar_type()), context);
    const auto keys = projected.keys.split_with_sizes(states.lengths),
               values = projected.values.split_with_sizes(states.lengths),
               queries = q.split_with_sizes(segments.lengths());
    const auto owned = bySequence(states, segments.count());
    std::vector<torch::Tensor> outputs;
    auto attends = torch::ones({q.size(0), 1}), sees = torch::ones({q.size(0), 1});
    torch::Tensor cachedKeys, cachedValues, cachedSeen;
    if (context.cache) {
        const std::int64_t most = std::ranges::max(owned, {}, &OwnMedia::rows).rows;
        cachedKeys = keys[0].new_zeros({segments.count(), most, keys[0].size(1), keys[0].size(2)});
        cachedValues = torch::zeros_like(cachedKeys);
        cachedSeen = torch::zeros({segments.count(), most}, torch::kBool);
    }
    for (std::int64_t i = 0; i < segments.count(); ++i) {
        const auto& own = owned[static_cast<std::size_t>(i)];
        const auto& asks = queries[static_cast<std::size_t>(i)];
        const std::int64_t begin = segments.begin(i), length = segments.length(i);
        if (own.media.empty()) {
            outputs.push_back(asks.new_zeros({length, asks.size(1) * asks.size(2)}));
            attends.narrow(0, begin, length).zero_();
            sees.narrow(0, begin, length).zero_();
            continue;
        }
        std::int64_t blind = 0;
        const auto seen = seenBy(states, own, begin, begin + length, blind);
        sees.narrow(0, begin, blind).zero_();
        const auto k = rowsOf(keys, own), v = rowsOf(values, own);
        outputs.push_back(
            attendSeen(asks.unsqueeze(0), k.unsqueeze(0), v.unsqueeze(0), seen.unsqueeze(0).to(device))[0]);
        if (!context.cache) continue;
        cachedKeys[i].narrow(0, 0, own.rows).copy_(k);
        cachedValues[i].narrow(0, 0, own.rows).copy_(v);
        cachedSeen[i].narrow(0, 0, own.rows).copy_(seen[length - 1]);
    }
    if (context.cache) {
        context.cache->state(index, kKeys) = cachedKeys;
        context.cache->state(index, kValues) = cachedValues;
        context.cache->state(index, kSeen) = cachedSeen.to(device);
    }
    return {torch::cat(outputs), attends.to(q.options()), sees.to(q.options())};
}

CrossLayerImpl::Mixed CrossLayerImpl::toCached(const torch::Tensor& q, const ForwardContext& context) const {
    const Segments& segments = context.segments;
    const auto keys = context.cache->state(index, kKeys), values = context.cache->state(index, kValues),
               seen = context.cache->state(index, kSeen);
    const auto some = seen.any(1, true);  // not those of sequences without media
    const auto mask = seen.logical_or(some.logical_not()).unsqueeze(1);
    if (segments.longest() == 1 && segments.total() == segments.count()) {
        const auto weights = some.to(q.scalar_type());
        return {attendSeen(q.unsqueeze(1), keys, values, mask).squeeze(1), weights, weights};
    }
    const auto queries = q.split_with_sizes(segments.lengths());
    std::vector<torch::Tensor> outputs, weights;
    for (std::int64_t i = 0; i < segments.count(); ++i) {
        const std::int64_t length = segments.length(i);
        outputs.push_back(attendSeen(queries[static_cast<std::size_t>(i)].unsqueeze(0), keys.narrow(0, i, 1),
                                     values.narrow(0, i, 1), mask.narrow(0, i, 1).expand({1, length, -1}))[0]);
        weights.push_back(some.narrow(0, i, 1).expand({length, 1}));
    }
    const auto all = torch::cat(weights).to(q.scalar_type());
    return {torch::cat(outputs), all, all};
}

torch::Tensor CrossLayerImpl::forward(const torch::Tensor& x, const ForwardContext& context) {
    const bool now = context.media.rows.defined();
    // Text in front of a medium attends to it, so what the cache holds depends on all of them.
    if (context.cache) context.cache->closeMedia();
    if (!now && !(context.cache && context.cache->state(index, kKeys).defined())) return x;
    const auto added = [&](const torch::Tensor& base, const HookList<SublayerHook>& hooks, torch::Tensor input,
                           auto&& layer, const torch::Tensor& gate) {
        for (const auto& hook : hooks.active())
            input = hook->before(input, context);
        auto [output, weights] = layer(input);
        for (const auto& hook : hooks.active())
            output = hook->after(input, output, context);
        return base + weights * (gate.to(output.scalar_type()).tanh() * output);
    };
    torch::Tensor sees;
    const auto mixed = added(
        x, attentionHooks, beforeAttention->forward(x),
        [&](const torch::Tensor& input) {
            const auto q = attention->queries(input, context);
            const auto all = now ? toMedia(q, context) : toCached(q, context);
            sees = all.sees;
            return std::pair(attention->outProj->forward(all.mixed, context), all.attends);
        },
        attentionGate);
    return added(
        mixed, mlpHooks, beforeMlp->forward(mixed),
        [&](const torch::Tensor& input) { return std::pair(mlp->forward(input, context), sees); }, mlpGate);
}

std::vector<Block::Sublayer> CrossLayerImpl::sublayers() {
    const std::int64_t width = attention->options.hidden;
    return {{"cross_attn", true, width, &attentionHooks}, {"mlp", false, width, &mlpHooks}};
}

ForwardContext CrossLayerImpl::example(std::int64_t tokens, std::int64_t rows, torch::Dtype dtype,
                                       torch::Device device) const {
    ForwardContext context;
    const std::int64_t count = std::max<std::int64_t>(1, tokens), seen = std::max<std::int64_t>(1, rows);
    context.segments = Segments::ofLengths({count});
    context.media.rows = torch::full({seen, attention->options.hidden}, 0.01, torch::dtype(dtype).device(device));
    context.media.lengths = {seen};
    context.media.sequences = {0};
    context.media.sights = {{{0, count}, seen}};
    return context;
}

}  // namespace atelier::nn
