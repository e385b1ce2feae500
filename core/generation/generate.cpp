#include "generation/generate.h"

#include "common/error.h"
#include "generation/sampler.h"

#include <torch/torch.h>

#include <algorithm>

namespace atelier::generation {
namespace {

void check(const GenerateOptions& o) {
    if (o.maxNewTokens < 1) throw Error("max_new_tokens must be at least 1");
    if (!(o.temperature > 0)) throw Error("temperature must be above 0", {}, "greedy decoding is sample = false");
    if (o.topK < 0) throw Error("top_k must not be negative");
    if (!(o.topP > 0 && o.topP <= 1)) throw Error("top_p must be above 0 and at most 1");
    if (!(o.repetitionPenalty > 0)) throw Error("repetition_penalty must be above 0");
}

// New tokens that fit behind the longest prompt.
std::int64_t roomFor(std::int64_t longest, std::int64_t wanted, std::int64_t maxPositions) {
    if (maxPositions < 1) return wanted;
    if (longest >= maxPositions)
        throw Error("the prompt has " + std::to_string(longest) + " tokens, the model takes fewer than " +
                        std::to_string(maxPositions),
                    {}, "shorten the text, or give fewer or smaller images");
    return std::min(wanted, maxPositions - longest);
}

struct Sequence {
    std::size_t prompt;              // index into the caller's prompts
    std::vector<std::int64_t> seen;  // prompt and answer
    std::int64_t position;           // of the next token
    std::int64_t last = -1;
    Sampler sampler;
};

// One row of positions for each sequence's single new token.
models::Batch stepBatch(const std::vector<Sequence>& sequences, int planes, torch::Device device) {
    std::vector<std::int64_t> ids, positions;
    for (const auto& s : sequences) {
        ids.push_back(s.last);
        positions.push_back(s.position);
    }
    models::Batch batch;
    batch.ids = torch::tensor(ids, torch::kInt64);
    batch.positions = torch::tensor(positions, torch::kInt64).unsqueeze(0).expand({planes, -1}).contiguous();
    batch.segments = nn::Segments::ofLengths(std::vector<std::int64_t>(ids.size(), 1));
    return batch.to(device);
}

}  // namespace

std::vector<std::vector<std::int64_t>> generate(models::Model& model,
                                                const std::vector<const models::Encoded*>& prompts,
                                                const GenerateOptions& options, std::stop_token stop,
                                                const std::function<void(std::size_t, std::int64_t)>& onToken) {
    check(options);
    std::vector<std::vector<std::int64_t>> answers(prompts.size());
    if (prompts.empty()) return answers;
    torch::InferenceMode inference;
    const auto device = model.device();

    std::vector<Sequence> sequences;
    std::int64_t longest = 0;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        if (prompts[i]->ids.empty()) throw Error("an empty prompt");
        sequences.push_back({i, prompts[i]->ids, prompts[i]->nextPosition, -1, Sampler(options, i)});
        longest = std::max(longest, static_cast<std::int64_t>(prompts[i]->ids.size()));
    }
    const auto newTokens = roomFor(longest, options.maxNewTokens, model.language().maxPositions);
    auto cache = model.makeCache(std::ssize(prompts), longest + newTokens);

    auto batch = models::pack(prompts).to(device);
    auto hidden = model.hidden(batch, &cache);
    std::vector<std::int64_t> lastRows;
    for (std::int64_t i = 0; i < batch.segments.count(); ++i)
        lastRows.push_back(batch.segments.bounds[static_cast<std::size_t>(i) + 1] - 1);
    hidden = hidden.index_select(0, torch::tensor(lastRows, torch::kInt64).to(device));

    for (std::int64_t made = 0; made < newTokens; ++made) {
        if (stop.stop_requested()) throw Error::interrupted("generation was stopped");
        const auto logits = model.logits(hidden).to(torch::kCPU, torch::kFloat32).contiguous();
        const auto vocabulary = static_cast<std::size_t>(logits.size(1));
        std::vector<std::int64_t> kept;
        for (std::size_t i = 0; i < sequences.size(); ++i) {
            auto& s = sequences[i];
            s.last = s.sampler.next({logits[static_cast<std::int64_t>(i)].data_ptr<float>(), vocabulary}, s.seen);
            if (std::find(options.endTokens.begin(), options.endTokens.end(), s.last) != options.endTokens.end())
                continue;
            s.seen.push_back(s.last);
            answers[s.prompt].push_back(s.last);
            if (onToken) onToken(s.prompt, s.last);
            kept.push_back(static_cast<std::int64_t>(i));
        }
        if (kept.empty() || made + 1 == newTokens) break;
        if (kept.size() < sequences.size()) {
            std::vector<Sequence> rest;
            for (const auto i : kept)
                rest.push_back(std::move(sequences[static_cast<std::size_t>(i)]));
            sequences = std::move(rest);
            cache.select(kept);
        }
        hidden = model.hidden(stepBatch(sequences, prompts[0]->positionPlanes, device), &cache);
        for (auto& s : sequences)
            ++s.position;
    }
    return answers;
}

}  // namespace atelier::generation
