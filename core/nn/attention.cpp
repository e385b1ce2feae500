#include "nn/attention.h"

#include "kernels/product.h"
#include "nn/cross_attention.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace atelier::nn {
namespace {

// Repeats key/value heads so that they match the query heads: [tokens..., heads, size].
torch::Tensor repeatHeads(const torch::Tensor& x, std::int64_t times) {
    if (times == 1) return x;
    auto sizes = x.sizes().vec();
    auto expanded = sizes;
    expanded.insert(expanded.end() - 1, times);
    sizes[sizes.size() - 2] *= times;
    return x.unsqueeze(-2).expand(expanded).reshape(sizes);
}

// On the meta device: what the fused kernel keeps for its gradient, without computing. torch's own meta path would make
// the matrix of scores, which no device does.
struct MetaAttention : torch::autograd::Function<MetaAttention> {
    static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& q,
                                 const torch::Tensor& k, const torch::Tensor& v) {
        const auto out = at::empty_like(q);
        const auto sums = at::empty({q.size(0), q.size(1), q.size(2)}, q.options().dtype(torch::kFloat32));
        context->save_for_backward({q, k, v, out, sums});
        return out;
    }
    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   const torch::autograd::variable_list&) {
        const auto saved = context->get_saved_variables();
        return {at::empty_like(saved[0]), at::empty_like(saved[1]), at::empty_like(saved[2])};
    }
};

// Scores as a matrix: for what the fused kernels cannot do.
torch::Tensor cappedAttention(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v,
                              const std::optional<torch::Tensor>& mask, bool causal, double scale, double cap) {
    auto scores = at::matmul(q, k.transpose(-2, -1)) * scale;
    scores = at::tanh(scores / cap) * cap;
    auto seen = mask ? *mask : torch::Tensor();
    if (causal) seen = torch::ones({q.size(-2), k.size(-2)}, q.options().dtype(torch::kBool)).tril();
    if (seen.defined()) scores = scores.masked_fill(seen.logical_not(), -std::numeric_limits<double>::infinity());
    return at::matmul(at::softmax(scores, -1, torch::kFloat32).to(q.scalar_type()), v);
}

// For fewer queries, as for a next token, copies of all keys in fp32 cost more than they save.
constexpr std::int64_t kFewQueries = 4;

// q, k, v [sequences, tokens, heads, size] -> [sequences, tokens, heads, size]
torch::Tensor scaledDotProduct(const torch::Tensor& query, const torch::Tensor& key, const torch::Tensor& value,
                               const std::optional<torch::Tensor>& mask, bool causal, const ScoreOptions& scores) {
    const auto q = query.transpose(1, 2), k = key.transpose(1, 2), v = value.transpose(1, 2);
    const double scale = scores.scale > 0 ? scores.scale : 1 / std::sqrt(static_cast<double>(q.size(-1)));
    if (scores.softCap > 0) return cappedAttention(q, k, v, mask, causal, scale, scores.softCap).transpose(1, 2);
    const auto dtype = q.size(-2) > kFewQueries && kernels::widensProducts(q) ? torch::kFloat32 : q.scalar_type();
    const auto fused = [&] {
        if (q.is_meta()) return MetaAttention::apply(q.to(dtype), k.to(dtype), v.to(dtype));
        const auto added = mask && mask->is_floating_point() ? std::optional(mask->to(dtype)) : mask;
        return at::scaled_dot_product_attention(q.to(dtype), k.to(dtype), v.to(dtype), added, 0.0, causal, scale);
    };
    return fused().to(q.scalar_type()).transpose(1, 2);
}

// A call for each length costs more than it computes when there are many short ones; then they are padded into one
// batch. Padding at the end is invisible to a causal query, and equal lengths need none.
bool paddingPays(const Segments& segments, bool causal) {
    const std::int64_t longest = segments.longest();
    if (segments.count() == 1) return true;
    if (longest * segments.count() == segments.total()) return true;
    return causal && longest <= 512 && longest * segments.count() <= 2 * segments.total();
}

// Row of the padded batch [sequences · longest] for each packed token.
torch::Tensor paddedRows(const Segments& segments, torch::Device device) {
    const std::int64_t longest = segments.longest();
    std::vector<torch::Tensor> rows;
    for (std::int64_t i = 0; i < segments.count(); ++i)
        rows.push_back(torch::arange(i * longest, i * longest + segments.length(i), torch::kInt64));
    return torch::cat(rows).to(device);
}

torch::Tensor attendPadded(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v,
                           const Segments& segments, bool causal, const ScoreOptions& scores) {
    const std::int64_t count = segments.count(), longest = segments.longest();
    const auto shape = [&](const torch::Tensor& x) {
        return std::vector<std::int64_t>{count, longest, x.size(1), x.size(2)};
    };
    if (count * longest == segments.total())
        return scaledDotProduct(q.view(shape(q)), k.view(shape(k)), v.view(shape(v)), {}, causal, scores)
            .reshape({segments.total(), -1});

    const auto rows = paddedRows(segments, q.device());
    const auto pad = [&](const torch::Tensor& x) {
        return x.new_zeros({count * longest, x.size(1), x.size(2)}).index_copy(0, rows, x).view(shape(x));
    };
    return scaledDotProduct(pad(q), pad(k), pad(v), {}, causal, scores)
        .reshape({count * longest, -1})
        .index_select(0, rows);
}

// Segments of one length share a call. split(), not narrow(): the gradient of each narrow() is as large as the whole.
torch::Tensor attendByLength(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v,
                             const Segments& segments, bool causal, const ScoreOptions& scores) {
    const auto lengths = segments.lengths();
    const auto queries = q.split_with_sizes(lengths), keys = k.split_with_sizes(lengths),
               values = v.split_with_sizes(lengths);
    std::map<std::int64_t, std::vector<std::size_t>> ofLength;
    for (std::size_t i = 0; i < lengths.size(); ++i)
        ofLength[lengths[i]].push_back(i);

    std::vector<torch::Tensor> outputs(lengths.size());
    for (const auto& group : ofLength) {
        const auto& members = group.second;
        const auto batch = [&members](const std::vector<torch::Tensor>& parts) {
            std::vector<torch::Tensor> chosen;
            for (const std::size_t i : members)
                chosen.push_back(parts[i]);
            return torch::stack(chosen);
        };
        const auto mixed = scaledDotProduct(batch(queries), batch(keys), batch(values), {}, causal, scores).unbind();
        for (std::size_t i = 0; i < members.size(); ++i)
            outputs[members[i]] = mixed[i];
    }
    return torch::cat(outputs).reshape({q.size(0), -1});
}

// With a prefix, a window or bidirectional spans: segment by segment, each with its own matrix of what is seen.
torch::Tensor attendMasked(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v,
                           const Segments& segments, const AttentionMask& mask, MaskCache& masks,
                           const ScoreOptions& scores, const KeyValues& prefix) {
    const auto lengths = segments.lengths();
    const auto queries = q.split_with_sizes(lengths), keys = k.split_with_sizes(lengths),
               values = v.split_with_sizes(lengths);
    const std::int64_t ahead = prefix.keys.defined() ? prefix.keys.size(0) : 0;
    std::vector<torch::Tensor> outputs;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        const std::int64_t begin = segments.begin(static_cast<std::int64_t>(i));
        const bool plain = ahead == 0 && mask.isPlain(begin, begin + lengths[i], lengths[i]);
        std::optional<torch::Tensor> seen;
        if (!plain && mask.causal) seen = masks.get(mask, begin, lengths[i], 0, ahead, q.device());
        const auto behind = [&](const torch::Tensor& head, const torch::Tensor& own) {
            return (ahead > 0 ? torch::cat({head, own}) : own).unsqueeze(0);
        };
        outputs.push_back(scaledDotProduct(queries[i].unsqueeze(0), behind(prefix.keys, keys[i]),
                                           behind(prefix.values, values[i]), seen, plain && mask.causal, scores)[0]);
    }
    return torch::cat(outputs).reshape({q.size(0), -1});
}

}  // namespace

torch::Tensor attend(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v, const Segments& segments,
                     const AttentionMask& mask, MaskCache& masks, const ScoreOptions& scores, const KeyValues& prefix) {
    const std::int64_t group = q.size(1) / k.size(1);
    const auto keys = repeatHeads(k, group), values = repeatHeads(v, group);
    if (prefix.keys.defined() || !mask.isPlain(0, segments.total(), segments.longest())) {
        KeyValues repeated;
        if (prefix.keys.defined()) repeated = {repeatHeads(prefix.keys, group), repeatHeads(prefix.values, group)};
        return attendMasked(q, keys, values, segments, mask, masks, scores, repeated);
    }
    return paddingPays(segments, mask.causal) ? attendPadded(q, keys, values, segments, mask.causal, scores)
                                              : attendByLength(q, keys, values, segments, mask.causal, scores);
}

torch::Tensor attendAcross(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v,
                           const Segments& queries, const Segments& keys, const ScoreOptions& scores) {
    if (queries.count() != keys.count()) throw std::logic_error("segments of queries without their keys");
    const auto alike = [](const Segments& segments) {
        return segments.longest() * segments.count() == segments.total();
    };
    if (alike(queries) && alike(keys)) {
        const auto batch = [](const torch::Tensor& x, const Segments& segments) {
            return x.reshape({segments.count(), segments.longest(), x.size(1), x.size(2)});
        };
        return scaledDotProduct(batch(q, queries), batch(k, keys), batch(v, keys), {}, false, scores)
            .reshape({q.size(0), -1});
    }
    const auto some = q.split_with_sizes(queries.lengths()), theirs = k.split_with_sizes(keys.lengths()),
               values = v.split_with_sizes(keys.lengths());
    std::vector<torch::Tensor> outputs;
    for (std::size_t i = 0; i < some.size(); ++i)
        outputs.push_back(scaledDotProduct(some[i].unsqueeze(0), theirs[i].unsqueeze(0), values[i].unsqueeze(0), {},
                                           false, scores)[0]);
    return torch::cat(outputs).reshape({q.size(0), -1});
}

torch::Tensor attendSeen(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v,
                         const torch::Tensor& seen, const ScoreOptions& scores) {
    const std::int64_t group = q.size(2) / k.size(2);
    const auto mask = seen.defined() ? std::optional(seen.unsqueeze(1)) : std::nullopt;
    return scaledDotProduct(q, repeatHeads(k, group), repeatHeads(v, group), mask, false, scores).flatten(2);
}

namespace {

// One new token a sequence, all sequences in one call.
torch::Tensor attendSteps(const torch::Tensor& q, const Cache& cache, std::int64_t layer, const AttentionMask& mask,
                          const ScoreOptions& scores, const KeyValues& prefix) {
    const std::int64_t count = q.size(0), ahead = prefix.keys.defined() ? prefix.keys.size(0) : 0;
    std::int64_t longest = 0;
    for (std::int64_t i = 0; i < count; ++i)
        longest = std::max(longest, cache.length(i) + 1);
    auto [k, v] = cache.all(layer, longest);
    const std::int64_t group = q.size(1) / k.size(2);
    std::optional<torch::Tensor> seen;
    if (count > 1 || (mask.window > 0 && ahead + longest > mask.window)) {
        seen = torch::zeros({count, 1, 1, ahead + longest}, torch::kBool);
        for (std::int64_t i = 0; i < count; ++i) {
            const std::int64_t keys = ahead + cache.length(i) + 1;
            const std::int64_t first = mask.window > 0 ? std::max<std::int64_t>(0, keys - mask.window) : 0;
            (*seen)[i].narrow(-1, first, keys - first).fill_(true);
        }
        seen = seen->to(q.device());
    }
    if (ahead > 0) {
        k = torch::cat({prefix.keys.unsqueeze(0).expand({count, -1, -1, -1}), k}, 1);
        v = torch::cat({prefix.values.unsqueeze(0).expand({count, -1, -1, -1}), v}, 1);
    }
    return scaledDotProduct(q.unsqueeze(1), repeatHeads(k, group), repeatHeads(v, group), seen, false, scores)
        .reshape({count, -1});
}

}  // namespace

torch::Tensor attendCached(const torch::Tensor& q, const Segments& segments, const Cache& cache, std::int64_t layer,
                           const AttentionMask& mask, MaskCache& masks, const ScoreOptions& scores,
                           const KeyValues& prefix) {
    if (segments.longest() == 1 && segments.total() == segments.count())
        return attendSteps(q, cache, layer, mask, scores, prefix);
    const std::int64_t ahead = prefix.keys.defined() ? prefix.keys.size(0) : 0;
    std::vector<torch::Tensor> outputs;
    for (std::int64_t i = 0; i < segments.count(); ++i) {
        const std::int64_t begin = segments.begin(i), length = segments.length(i), before = cache.length(i);
        auto [k, v] = cache.view(layer, i, length);
        const std::int64_t group = q.size(1) / k.size(1);
        if (ahead > 0) k = torch::cat({prefix.keys, k}), v = torch::cat({prefix.values, v});
        const bool plain = ahead == 0 && before == 0 && mask.isPlain(begin, begin + length, length);
        std::optional<torch::Tensor> seen;
        if (!plain) seen = masks.get(mask, begin, length, before, ahead, q.device());
        outputs.push_back(scaledDotProduct(q.narrow(0, begin, length).unsqueeze(0), repeatHeads(k, group).unsqueeze(0),
                                           repeatHeads(v, group).unsqueeze(0), seen, plain, scores)[0]);
    }
    return torch::cat(outputs).reshape({q.size(0), -1});
}

namespace {

std::string keysName(std::int64_t layer) {
    return "keys of layer " + std::to_string(layer);
}

std::string valuesName(std::int64_t layer) {
    return "values of layer " + std::to_string(layer);
}

}  // namespace

SelfAttentionImpl::SelfAttentionImpl(const SelfAttentionOptions& o) : options(o) {
    const std::int64_t queries = o.heads * o.headSize, keyValues = o.keyValueHeads * o.headSize;
    const auto linear = [&](const char* name, std::int64_t in, std::int64_t out, bool bias) {
        return addLinear(*this, name, {in, out, bias}, o.wrapping);
    };
    if (o.fused) {
        qkv = linear(o.qkv, o.hidden, queries + 2 * keyValues, o.inputBias);
    } else {
        qProj = linear(o.q, o.hidden, o.gated ? 2 * queries : queries, o.inputBias);
        if (!o.keysOf) kProj = linear(o.k, o.hidden, keyValues, o.inputBias);
        if (!o.keysOf && !o.valuesAreKeys) vProj = linear(o.v, o.hidden, keyValues, o.inputBias);
    }
    outProj = linear(o.out, queries, o.hidden, o.outputBias);
    if (o.headNorm) {
        qNorm = register_module(o.qNorm, Norm(*o.headNorm, o.headSize));
        if (!o.keysOf) kNorm = register_module(o.kNorm, Norm(*o.headNorm, o.headSize));
    }
}

std::vector<std::string> SelfAttentionImpl::takes() const {
    if (!options.keysOf) return {};
    return {keysName(*options.keysOf), valuesName(*options.keysOf)};
}

std::vector<std::string> SelfAttentionImpl::gives() const {
    if (!options.givesKeys) return {};
    return {keysName(options.layer), valuesName(options.layer)};
}

torch::Tensor SelfAttentionImpl::forward(const torch::Tensor& x, const ForwardContext& context) {
    const auto& o = options;
    const std::int64_t tokens = x.size(0), queries = o.heads * o.headSize, keyValues = o.keyValueHeads * o.headSize;
    torch::Tensor q, k, v, gate;
    if (o.fused) {
        const auto parts = qkv->forward(x, context).split({queries, keyValues, keyValues}, -1);
        q = parts[0], k = parts[1], v = parts[2];
    } else {
        q = qProj->forward(x, context);
        if (kProj) k = kProj->forward(x, context);
        if (kProj) v = vProj ? vProj->forward(x, context) : k;
    }
    if (o.gated) {
        const auto halves = q.reshape({tokens, o.heads, 2 * o.headSize}).chunk(2, -1);
        q = halves[0], gate = halves[1].reshape({tokens, queries});
    }
    const auto turned = [&](const torch::Tensor& rows) {
        return o.rotary && *o.rotary < context.rotaries.size() ? context.rotaries[*o.rotary].apply(rows) : rows;
    };
    q = q.reshape({tokens, o.heads, o.headSize});
    q = turned(o.headNorm ? qNorm->forward(q) : q);
    if (o.keysOf) {
        // With a cache that layer has put them there.
        if (!context.cache) k = context.handed->at(keysName(*o.keysOf)), v = context.handed->at(valuesName(*o.keysOf));
    } else {
        k = k.reshape({tokens, o.keyValueHeads, o.headSize});
        v = v.reshape({tokens, o.keyValueHeads, o.headSize});
        k = turned(o.headNorm ? kNorm->forward(k) : k);
        if (o.valueNorm) v = rmsNormed(v, *o.valueNorm);
        if (o.givesKeys && !context.cache)
            (*context.handed)[keysName(o.layer)] = k, (*context.handed)[valuesName(o.layer)] = v;
    }
    const KeyValues prefix = prefixOf(x.scalar_type(), context);
    AttentionMask mask{context.causal, o.window, context.bidirectional, o.windowInSpans};
    if (!o.seesSpans) mask.bidirectional.clear();
    auto& masks = o.seesSpans ? *context.masks : *context.plainMasks;
    torch::Tensor mixed;
    if (context.cache) {
        if (!o.keysOf) context.cache->store(o.layer, context.segments, k, v);
        mixed = attendCached(q, context.segments, *context.cache, o.keysOf.value_or(o.layer), mask, masks, o.scores,
                             prefix);
    } else {
        mixed = attend(q, k, v, context.segments, mask, masks, o.scores, prefix);
    }
    if (o.gated) mixed = mixed * torch::sigmoid(gate);
    for (const auto& hook : hooks.active())
        mixed = hook->mixed(*this, q, mixed, context);
    return outProj->forward(mixed, context);
}

KeyValues SelfAttentionImpl::prefixOf(torch::Dtype dtype, const ForwardContext& context) const {
    KeyValues all;
    for (const auto& hook : hooks.active()) {
        const KeyValues one = hook->prefix(*this, dtype, context);
        if (!one.keys.defined()) continue;
        all.keys = all.keys.defined() ? torch::cat({all.keys, one.keys}) : one.keys;
        all.values = all.values.defined() ? torch::cat({all.values, one.values}) : one.values;
    }
    return all;
}

}  // namespace atelier::nn
