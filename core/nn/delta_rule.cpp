#include "nn/delta_rule.h"

#include <torch/torch.h>

#include <algorithm>
#include <limits>
#include <numeric>

namespace atelier::nn {
namespace {

constexpr std::int64_t kChunk = 64;

// Packed sequences cut into chunks of equal size: first the first chunk of every sequence, then the second ones, …;
// the sequence with most chunks first, so that those that go on are always the first of a step.
struct Chunks {
    Chunks(const Segments& segments, torch::Device device) : size(std::min(kChunk, segments.longest())) {
        const auto chunksOf = [&](std::int64_t i) { return (segments.length(i) + size - 1) / size; };
        order.resize(static_cast<std::size_t>(segments.count()));
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(),
                         [&](std::int64_t a, std::int64_t b) { return chunksOf(a) > chunksOf(b); });
        for (const std::int64_t i : order) {
            active.resize(std::max(active.size(), static_cast<std::size_t>(chunksOf(i))));
            for (std::int64_t step = 0; step < chunksOf(i); ++step)
                ++active[static_cast<std::size_t>(step)];
        }
        std::vector<std::int64_t> first;
        for (const std::int64_t step : active) {
            first.push_back(count);
            count += step;
        }
        whole = segments.count() == 1 && segments.total() == count * size;
        if (whole) return;
        std::vector<std::int64_t> places(static_cast<std::size_t>(segments.total()));
        for (std::size_t rank = 0; rank < order.size(); ++rank)
            for (std::int64_t t = 0; t < segments.length(order[rank]); ++t)
                places[static_cast<std::size_t>(segments.begin(order[rank]) + t)] =
                    (first[static_cast<std::size_t>(t / size)] + static_cast<std::int64_t>(rank)) * size + t % size;
        rows = torch::tensor(places, torch::kInt64).to(device);
    }

    /// x [tokens, heads, …] -> fp32 [chunks, heads, size, …], zeros where a chunk has no token: they change no state.
    torch::Tensor cut(const torch::Tensor& x) const {
        auto shape = x.sizes().vec();
        shape.erase(shape.begin());
        shape.insert(shape.begin(), {count, size});
        auto laid = x.to(torch::kFloat32);
        if (!whole) {
            auto sizes = x.sizes().vec();
            sizes[0] = count * size;
            laid = laid.new_zeros(sizes).index_copy(0, rows, laid);
        }
        return laid.reshape(shape).transpose(1, 2);
    }
    /// [chunks, heads, size, width] -> [tokens, heads, width]
    torch::Tensor joined(const torch::Tensor& x) const {
        const auto flat = x.transpose(1, 2).flatten(0, 1);
        return whole ? flat : flat.index_select(0, rows);
    }
    /// Parts of a tensor of all chunks, a step each.
    std::vector<torch::Tensor> steps(const torch::Tensor& x) const { return x.split_with_sizes(active); }

    std::int64_t size, count = 0;
    std::vector<std::int64_t> order;   ///< sequences, most chunks first
    std::vector<std::int64_t> active;  ///< sequences that have a chunk, by step
    bool whole = false;                ///< tokens lie as chunks do
    torch::Tensor rows;                ///< int64 [tokens]: where each token goes
};

// [chunks, key heads, …] -> [chunks, value heads, …]
torch::Tensor forValueHeads(const torch::Tensor& x, std::int64_t group) {
    return group == 1 ? x : x.repeat_interleave(group, 1);
}

torch::Tensor selected(const torch::Tensor& x, const std::vector<std::int64_t>& order) {
    return x.index_select(0, torch::tensor(order, torch::kInt64).to(x.device()));
}

}  // namespace

torch::Tensor deltaRule(const DeltaRuleInputs& inputs, const Segments& segments, torch::Tensor* state) {
    const Chunks chunks(segments, inputs.v.device());
    const std::int64_t group = inputs.v.size(1) / inputs.k.size(1);
    const auto q = chunks.cut(inputs.q), k = chunks.cut(inputs.k), v = chunks.cut(inputs.v);
    const auto rate = chunks.cut(inputs.rate).unsqueeze(-1), decay = chunks.cut(inputs.decay).cumsum(-1);

    // What remains at token i of a chunk of what token j wrote.
    const auto later = torch::ones({chunks.size, chunks.size}, decay.options().dtype(torch::kBool)).triu(1);
    const auto remains =
        (decay.unsqueeze(-1) - decay.unsqueeze(-2)).masked_fill(later, -std::numeric_limits<double>::infinity()).exp();
    // A chunk's tokens correct each other: (1 + tril(rate k kᵀ remains, -1)) x = b for what each of them writes.
    const auto system = forValueHeads(at::matmul(k, k.transpose(-2, -1)), group) * remains * rate;
    const auto within = forValueHeads(at::matmul(q, k.transpose(-2, -1)), group) * remains;
    const auto keys = forValueHeads(k, group);
    const auto fromStart = decay.exp().unsqueeze(-1);
    const auto solved = at::linalg_solve_triangular(system, at::cat({v * rate, keys * (rate * fromStart)}, -1),
                                                    /*upper=*/false, /*left=*/true, /*unitriangular=*/true);
    const auto last = decay.narrow(-1, chunks.size - 1, 1);
    const auto writes = chunks.steps(solved.narrow(-1, 0, v.size(-1))),
               corrections = chunks.steps(solved.narrow(-1, v.size(-1), k.size(-1))),
               reads = chunks.steps(forValueHeads(q, group) * fromStart), inner = chunks.steps(within),
               toEnd = chunks.steps((keys * (last - decay).exp().unsqueeze(-1)).transpose(-2, -1)),
               kept = chunks.steps(last.exp().unsqueeze(-1));

    torch::Tensor current =
        state && state->defined() ? selected(state->to(torch::kFloat32), chunks.order) : torch::Tensor();
    std::vector<torch::Tensor> outputs, ended;
    for (std::size_t step = 0; step < chunks.active.size(); ++step) {
        const std::int64_t now = chunks.active[step],
                           next = step + 1 < chunks.active.size() ? chunks.active[step + 1] : 0;
        auto fresh = writes[step];
        if (current.defined()) fresh = fresh - at::matmul(corrections[step], current);
        auto out = at::matmul(inner[step], fresh);
        if (current.defined()) out = out + at::matmul(reads[step], current);
        outputs.push_back(out);
        // Of sequences that end here only where it is wanted.
        const std::int64_t wanted = state ? now : next;
        if (wanted == 0) break;
        auto after = at::matmul(toEnd[step].narrow(0, 0, wanted), fresh.narrow(0, 0, wanted));
        if (current.defined()) after = after + kept[step].narrow(0, 0, wanted) * current.narrow(0, 0, wanted);
        if (wanted > next) ended.push_back(after.narrow(0, next, wanted - next));
        current = after.narrow(0, 0, next);
    }
    if (state) {
        std::reverse(ended.begin(), ended.end());
        std::vector<std::int64_t> rank(chunks.order.size());
        for (std::size_t i = 0; i < rank.size(); ++i)
            rank[static_cast<std::size_t>(chunks.order[i])] = static_cast<std::int64_t>(i);
        *state = selected(at::cat(ended), rank);
    }
    return chunks.joined(at::cat(outputs));
}

torch::Tensor deltaRuleStep(const DeltaRuleInputs& inputs, torch::Tensor& state) {
    const std::int64_t group = inputs.v.size(1) / inputs.k.size(1);
    const auto wide = [](const torch::Tensor& x) { return x.to(torch::kFloat32); };
    const auto q = forValueHeads(wide(inputs.q), group), k = forValueHeads(wide(inputs.k), group), v = wide(inputs.v);
    if (!state.defined()) state = v.new_zeros({v.size(0), v.size(1), k.size(-1), v.size(-1)});
    const auto decayed = wide(state) * wide(inputs.decay).exp().unsqueeze(-1).unsqueeze(-1);
    const auto known = at::matmul(k.unsqueeze(-2), decayed).squeeze(-2);
    const auto written = (v - known) * wide(inputs.rate).unsqueeze(-1);
    state = decayed + k.unsqueeze(-1) * written.unsqueeze(-2);
    return at::matmul(q.unsqueeze(-2), state).squeeze(-2);
}

}  // namespace atelier::nn
