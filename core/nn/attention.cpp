#include "nn/attention.h"

#include <torch/torch.h>

#include <algorithm>
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

// q, k, v [sequences, tokens, heads, size] -> [sequences, tokens, heads, size]
torch::Tensor scaledDotProduct(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v,
                               const std::optional<torch::Tensor>& mask, bool causal) {
    return at::scaled_dot_product_attention(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), mask, 0.0, causal)
        .transpose(1, 2);
}

// Causal with `before` keys ahead of the first query: query i sees keys up to before + i.
torch::Tensor offsetCausalMask(std::int64_t queries, std::int64_t before, torch::Device device) {
    return torch::ones({queries, before + queries}, torch::dtype(torch::kBool).device(device)).tril(before);
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
                           const Segments& segments, bool causal) {
    const std::int64_t count = segments.count(), longest = segments.longest();
    const auto shape = [&](const torch::Tensor& x) {
        return std::vector<std::int64_t>{count, longest, x.size(1), x.size(2)};
    };
    if (count * longest == segments.total())
        return scaledDotProduct(q.view(shape(q)), k.view(shape(k)), v.view(shape(v)), {}, causal)
            .reshape({segments.total(), -1});

    const auto rows = paddedRows(segments, q.device());
    const auto pad = [&](const torch::Tensor& x) {
        return x.new_zeros({count * longest, x.size(1), x.size(2)}).index_copy(0, rows, x).view(shape(x));
    };
    return scaledDotProduct(pad(q), pad(k), pad(v), {}, causal).reshape({count * longest, -1}).index_select(0, rows);
}

// Segments of one length share a call. split(), not narrow(): the gradient of each narrow() is as large as the whole.
torch::Tensor attendByLength(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v,
                             const Segments& segments, bool causal) {
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
        const auto mixed = scaledDotProduct(batch(queries), batch(keys), batch(values), {}, causal).unbind();
        for (std::size_t i = 0; i < members.size(); ++i)
            outputs[members[i]] = mixed[i];
    }
    return torch::cat(outputs).reshape({q.size(0), -1});
}

torch::Tensor attendBehindPrefix(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v,
                                 const torch::Tensor& prefixKeys, const torch::Tensor& prefixValues,
                                 const Segments& segments, bool causal) {
    const auto lengths = segments.lengths();
    const auto queries = q.split_with_sizes(lengths), keys = k.split_with_sizes(lengths),
               values = v.split_with_sizes(lengths);
    std::vector<torch::Tensor> outputs;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        std::optional<torch::Tensor> mask;
        if (causal) mask = offsetCausalMask(lengths[i], prefixKeys.size(0), q.device());
        outputs.push_back(scaledDotProduct(queries[i].unsqueeze(0), torch::cat({prefixKeys, keys[i]}).unsqueeze(0),
                                           torch::cat({prefixValues, values[i]}).unsqueeze(0), mask, false)[0]);
    }
    return torch::cat(outputs).reshape({q.size(0), -1});
}

}  // namespace

Segments Segments::ofLengths(const std::vector<std::int64_t>& lengths) {
    Segments segments;
    for (const std::int64_t length : lengths)
        segments.bounds.push_back(segments.bounds.back() + length);
    return segments;
}

std::vector<std::int64_t> Segments::lengths() const {
    std::vector<std::int64_t> lengths;
    for (std::int64_t i = 0; i < count(); ++i)
        lengths.push_back(length(i));
    return lengths;
}

std::int64_t Segments::longest() const {
    std::int64_t longest = 0;
    for (std::int64_t i = 0; i < count(); ++i)
        longest = std::max(longest, length(i));
    return longest;
}

KvCache::KvCache(std::int64_t layers, std::int64_t sequences, std::int64_t capacity)
    : capacity_(capacity),
      keys_(static_cast<std::size_t>(layers)),
      values_(static_cast<std::size_t>(layers)),
      lengths_(static_cast<std::size_t>(sequences), 0) {}

void KvCache::store(std::int64_t layer, const Segments& segments, const torch::Tensor& keys,
                    const torch::Tensor& values) {
    auto& k = keys_[static_cast<std::size_t>(layer)];
    auto& v = values_[static_cast<std::size_t>(layer)];
    if (!k.defined()) {
        k = keys.new_zeros({sequences(), capacity_, keys.size(1), keys.size(2)});
        v = values.new_zeros({sequences(), capacity_, values.size(1), values.size(2)});
    }
    for (std::int64_t i = 0; i < segments.count(); ++i) {
        const std::int64_t begin = segments.bounds[static_cast<std::size_t>(i)], length = segments.length(i);
        if (this->length(i) + length > capacity_) throw std::logic_error("KvCache: more tokens than capacity");
        k[i].narrow(0, this->length(i), length).copy_(keys.narrow(0, begin, length));
        v[i].narrow(0, this->length(i), length).copy_(values.narrow(0, begin, length));
    }
}

void KvCache::advance(const Segments& segments) {
    for (std::int64_t i = 0; i < segments.count(); ++i)
        lengths_[static_cast<std::size_t>(i)] += segments.length(i);
}

std::pair<torch::Tensor, torch::Tensor> KvCache::view(std::int64_t layer, std::int64_t sequence,
                                                      std::int64_t extra) const {
    const std::int64_t tokens = length(sequence) + extra;
    return {keys_[static_cast<std::size_t>(layer)][sequence].narrow(0, 0, tokens),
            values_[static_cast<std::size_t>(layer)][sequence].narrow(0, 0, tokens)};
}

std::pair<torch::Tensor, torch::Tensor> KvCache::all(std::int64_t layer, std::int64_t tokens) const {
    return {keys_[static_cast<std::size_t>(layer)].narrow(1, 0, tokens),
            values_[static_cast<std::size_t>(layer)].narrow(1, 0, tokens)};
}

void KvCache::select(const std::vector<std::int64_t>& sequences) {
    std::vector<std::int64_t> lengths;
    for (const std::int64_t i : sequences)
        lengths.push_back(length(i));
    lengths_ = std::move(lengths);
    for (auto* tensors : {&keys_, &values_})
        for (auto& tensor : *tensors)
            if (tensor.defined())
                tensor = tensor.index_select(0, torch::tensor(sequences, torch::kInt64).to(tensor.device()));
}

torch::Tensor attend(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v, const Segments& segments,
                     bool causal, KeyValuePrefix* prefix) {
    const std::int64_t group = q.size(1) / k.size(1);
    const auto keys = repeatHeads(k, group), values = repeatHeads(v, group);
    if (prefix) {
        const auto [prefixKeys, prefixValues] = prefix->keysAndValues(q.scalar_type());
        return attendBehindPrefix(q, keys, values, repeatHeads(prefixKeys, group), repeatHeads(prefixValues, group),
                                  segments, causal);
    }
    return paddingPays(segments, causal) ? attendPadded(q, keys, values, segments, causal)
                                         : attendByLength(q, keys, values, segments, causal);
}

torch::Tensor attendCached(const torch::Tensor& q, const Segments& segments, const KvCache& cache, std::int64_t layer,
                           KeyValuePrefix* prefix) {
    const std::int64_t count = segments.count();
    torch::Tensor prefixKeys, prefixValues;
    if (prefix) std::tie(prefixKeys, prefixValues) = prefix->keysAndValues(q.scalar_type());
    const std::int64_t ahead = prefix ? prefixKeys.size(0) : 0;
    // [sequences, tokens, heads, size], with the prefix in front of every sequence
    const auto behind = [&](const torch::Tensor& head, const torch::Tensor& x) {
        return prefix ? torch::cat({head.unsqueeze(0).expand({x.size(0), -1, -1, -1}), x}, 1) : x;
    };
    std::int64_t longest = 0;
    bool single = true;
    for (std::int64_t i = 0; i < count; ++i) {
        longest = std::max(longest, cache.length(i) + segments.length(i));
        single = single && segments.length(i) == 1;
    }
    if (single) {  // decoding: one token a sequence, all in one call
        auto [k, v] = cache.all(layer, longest);
        const std::int64_t group = q.size(1) / k.size(2);
        std::optional<torch::Tensor> mask;
        if (count > 1) {
            mask = torch::zeros({count, 1, 1, ahead + longest}, torch::kBool);
            for (std::int64_t i = 0; i < count; ++i)
                (*mask)[i].narrow(-1, 0, ahead + cache.length(i) + 1).fill_(true);
            mask = mask->to(q.device());
        }
        k = behind(prefixKeys, k), v = behind(prefixValues, v);
        return scaledDotProduct(q.unsqueeze(1), repeatHeads(k, group), repeatHeads(v, group), mask, false)
            .reshape({count, -1});
    }
    std::vector<torch::Tensor> outputs;
    for (std::int64_t i = 0; i < count; ++i) {
        auto [k, v] = cache.view(layer, i, segments.length(i));
        const std::int64_t group = q.size(1) / k.size(1), before = ahead + cache.length(i);
        k = behind(prefixKeys, k.unsqueeze(0)), v = behind(prefixValues, v.unsqueeze(0));
        std::optional<torch::Tensor> mask;
        if (before > 0) mask = offsetCausalMask(segments.length(i), before, q.device());
        outputs.push_back(
            scaledDotProduct(q.narrow(0, segments.bounds[static_cast<std::size_t>(i)], segments.length(i)).unsqueeze(0),
                             repeatHeads(k, group), repeatHeads(v, group), mask, before == 0)[0]);
    }
    return torch::cat(outputs).reshape({q.size(0), -1});
}

SelfAttentionImpl::SelfAttentionImpl(const SelfAttentionOptions& o) : options(o) {
    const std::int64_t queries = o.heads * o.headSize, keyValues = o.keyValueHeads * o.headSize;
    if (o.fused) {
        qkv = register_module(o.qkv, Linear(LinearOptions{o.hidden, queries + 2 * keyValues, o.inputBias}));
    } else {
        qProj = register_module(o.q, Linear(LinearOptions{o.hidden, queries, o.inputBias}));
        kProj = register_module(o.k, Linear(LinearOptions{o.hidden, keyValues, o.inputBias}));
        vProj = register_module(o.v, Linear(LinearOptions{o.hidden, keyValues, o.inputBias}));
    }
    outProj = register_module(o.out, Linear(LinearOptions{queries, o.hidden, o.outputBias}));
}

torch::Tensor SelfAttentionImpl::forward(const torch::Tensor& x, const AttentionContext& context) {
    const std::int64_t tokens = x.size(0);
    torch::Tensor q, k, v;
    if (options.fused) {
        const auto parts =
            qkv->forward(x).split({options.heads * options.headSize, options.keyValueHeads * options.headSize,
                                   options.keyValueHeads * options.headSize},
                                  -1);
        q = parts[0], k = parts[1], v = parts[2];
    } else {
        q = qProj->forward(x), k = kProj->forward(x), v = vProj->forward(x);
    }
    q = q.reshape({tokens, options.heads, options.headSize});
    k = k.reshape({tokens, options.keyValueHeads, options.headSize});
    v = v.reshape({tokens, options.keyValueHeads, options.headSize});
    if (context.rotary.defined()) {
        q = context.rotary.apply(q);
        k = context.rotary.apply(k);
    }
    torch::Tensor mixed;
    if (context.cache) {
        context.cache->store(options.layer, context.segments, k, v);
        mixed = attendCached(q, context.segments, *context.cache, options.layer, prefix.get());
    } else {
        mixed = attend(q, k, v, context.segments, context.causal, prefix.get());
    }
    return outProj->forward(mixed);
}

}  // namespace atelier::nn
