#include "generation/generate.h"

#include "common/error.h"
#include "generation/sampler.h"

#include <torch/torch.h>

#include <algorithm>

namespace atelier::generation {

void checkOptions(const GenerateOptions& o) {
    if (o.maxNewTokens < 1) throw Error("max_new_tokens must be at least 1");
    if (!(o.temperature > 0)) throw Error("temperature must be above 0", {}, "greedy decoding is sample = false");
    if (o.topK < 0) throw Error("top_k must not be negative");
    if (!(o.topP > 0 && o.topP <= 1)) throw Error("top_p must be above 0 and at most 1");
    if (!(o.repetitionPenalty > 0)) throw Error("repetition_penalty must be above 0");
}

namespace {

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
    std::int64_t last = -1;
    Sampler sampler;
};

}  // namespace

std::vector<std::vector<std::int64_t>> generate(Session& session, const std::vector<const models::Encoded*>& prompts,
                                                const GenerateOptions& options, std::stop_token stop,
                                                const std::function<void(std::size_t, std::int64_t)>& onToken) {
    checkOptions(options);
    std::vector<std::vector<std::int64_t>> answers(prompts.size());
    if (prompts.empty()) return answers;

    std::vector<Sequence> sequences;
    std::int64_t longest = 0;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        sequences.push_back({i, prompts[i]->ids, -1, Sampler(options, i)});
        longest = std::max(longest, static_cast<std::int64_t>(prompts[i]->ids.size()));
    }
    const auto newTokens = roomFor(longest, options.maxNewTokens, session.model().language().maxPositions);
    auto logits = session.prefill(prompts, newTokens);
    for (std::int64_t made = 0; made < newTokens; ++made) {
        if (stop.stop_requested()) throw Error::interrupted("generation was stopped");
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
            session.select(kept);
        }
        std::vector<std::int64_t> last;
        for (const auto& s : sequences)
            last.push_back(s.last);
        logits = session.step(last);
    }
    return answers;
}

std::vector<std::vector<std::int64_t>> generate(models::Model& model,
                                                const std::vector<const models::Encoded*>& prompts,
                                                const GenerateOptions& options, std::stop_token stop,
                                                const std::function<void(std::size_t, std::int64_t)>& onToken) {
    Session session(model);
    return generate(session, prompts, options, stop, onToken);
}

}  // namespace atelier::generation
