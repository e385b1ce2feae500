#include "generation/session.h"

#include "common/error.h"

#include <torch/torch.h>

#include <algorithm>
#include <utility>

namespace atelier::generation {
namespace {

bool sameArray(const models::Array& a, const models::Array& b) {
    const auto same = [](const auto& x, const auto& y) { return x == y || (x && y && *x == *y); };
    return a.shape == b.shape && same(a.numbers, b.numbers) && same(a.integers, b.integers);
}

bool sameMedium(const models::EncodedMedium& a, const models::EncodedMedium& b) {
    return a.modality == b.modality && a.grid == b.grid && a.tokens == b.tokens &&
           std::ranges::equal(a.arrays, b.arrays, [](const auto& x, const auto& y) {
               return x.first == y.first && sameArray(x.second, y.second);
           });
}

std::int64_t position(const models::Encoded& sequence, int plane, std::int64_t token) {
    return sequence.positions[static_cast<std::size_t>(plane * std::ssize(sequence.ids) + token)];
}

// Number of leading tokens that both have in common, media included. It ends before a medium or span that only one has.
std::int64_t sharedTokens(const models::Encoded& held, const models::Encoded& next) {
    if (held.positionPlanes != next.positionPlanes) return 0;
    // The last token is always read: its logits are wanted.
    const std::int64_t most = std::min(std::ssize(held.ids), std::ssize(next.ids) - 1);
    const auto sameToken = [&](std::int64_t i) {
        if (held.ids[static_cast<std::size_t>(i)] != next.ids[static_cast<std::size_t>(i)]) return false;
        for (int plane = 0; plane < next.positionPlanes; ++plane)
            if (position(held, plane, i) != position(next, plane, i)) return false;
        return true;
    };
    std::int64_t shared = 0;
    while (shared < most && sameToken(shared))
        ++shared;
    // A medium or a span counts whole, and both must have it.
    for (bool moved = true; std::exchange(moved, false);) {
        const auto endBefore = [&](std::int64_t token) {
            if (token < shared) shared = token, moved = true;
        };
        for (const auto* one : {&held, &next}) {
            const auto& other = one == &held ? next : held;
            for (const auto& medium : one->media) {
                const bool whole = medium.tokens.empty() || medium.tokens.back().end <= shared;
                if (!whole || std::ranges::none_of(other.media, [&](const auto& o) { return sameMedium(medium, o); }))
                    endBefore(medium.tokens.empty() ? 0 : medium.tokens.front().begin);
            }
            for (const TokenSpan& span : one->bidirectional)
                if (span.end > shared || std::ranges::find(other.bidirectional, span) == other.bidirectional.end())
                    endBefore(span.begin);
        }
    }
    return shared;
}

// The tokens from `begin` on.
models::Encoded tailOf(const models::Encoded& prompt, std::int64_t begin) {
    models::Encoded tail;
    tail.ids.assign(prompt.ids.begin() + begin, prompt.ids.end());
    tail.positionPlanes = prompt.positionPlanes;
    for (int plane = 0; plane < prompt.positionPlanes; ++plane) {
        const auto first = prompt.positions.begin() + plane * std::ssize(prompt.ids);
        tail.positions.insert(tail.positions.end(), first + begin, first + std::ssize(prompt.ids));
    }
    tail.nextPosition = prompt.nextPosition;
    const auto moved = [&](const TokenSpan& span) { return TokenSpan{span.begin - begin, span.end - begin}; };
    for (models::EncodedMedium medium : prompt.media) {
        if (medium.tokens.empty() ? begin > 0 : medium.tokens.front().begin < begin) continue;
        std::ranges::transform(medium.tokens, medium.tokens.begin(), moved);
        tail.media.push_back(std::move(medium));
    }
    for (const TokenSpan& span : prompt.bidirectional)
        if (span.begin >= begin) tail.bidirectional.push_back(moved(span));
    return tail;
}

void append(models::Encoded& sequence, std::int64_t token) {
    const auto tokens = std::ssize(sequence.ids);
    for (int plane = sequence.positionPlanes; plane > 0; --plane)
        sequence.positions.insert(sequence.positions.begin() + plane * tokens, sequence.nextPosition);
    sequence.ids.push_back(token);
    ++sequence.nextPosition;
}

}  // namespace

torch::Tensor Session::lastLogits(const models::Batch& batch) {
    const auto hidden = model_.hidden(batch, &*cache_);
    std::vector<std::int64_t> rows;
    for (std::int64_t i = 0; i < batch.segments.count(); ++i)
        rows.push_back(batch.segments.end(i) - 1);
    const auto last = hidden.index_select(0, torch::tensor(rows, torch::kInt64).to(hidden.device()));
    return model_.logits(last).to(torch::kCPU, torch::kFloat32).contiguous();
}

torch::Tensor Session::prefill(const std::vector<const models::Encoded*>& prompts, std::int64_t newTokens) {
    torch::InferenceMode inference;
    std::int64_t longest = 0;
    for (const auto* prompt : prompts) {
        if (prompt->ids.empty()) throw Error("an empty prompt");
        longest = std::max(longest, std::ssize(prompt->ids));
    }
    reused_ = 0;
    if (cache_ && prompts.size() == 1 && sequences_.size() == 1) {
        const std::int64_t held = std::ssize(sequences_[0].ids), shared = sharedTokens(sequences_[0], *prompts[0]);
        // If stored keys and values depend on all media of a sequence, the new prompt must have the same media.
        const bool fits =
            cache_->takesMedia() || std::ranges::equal(sequences_[0].media, prompts[0]->media, sameMedium);
        if (fits && (shared == held || (shared > 0 && cache_->canTruncate()))) {
            // What methods put in front of a sequence is in the cache, too.
            const std::int64_t inFront = cache_->length(0) - held;
            if (shared < held) cache_->truncate(0, inFront + shared);
            cache_->reserve(inFront + longest + newTokens);
            reused_ = shared;
        }
    }
    if (reused_ == 0) cache_.emplace(model_.makeCache(std::ssize(prompts), longest + newTokens));
    sequences_.clear();
    std::vector<models::Encoded> tails;
    std::vector<const models::Encoded*> read = prompts;
    if (reused_ > 0) {
        tails.push_back(tailOf(*prompts[0], reused_));
        read = {&tails[0]};
    }
    const auto logits = lastLogits(models::pack(read).to(model_.device()));
    for (const auto* prompt : prompts)
        sequences_.push_back(*prompt);
    return logits;
}

torch::Tensor Session::step(const std::vector<std::int64_t>& tokens) {
    torch::InferenceMode inference;
    // Put back once the cache holds the tokens: after an error in between, nothing in the cache may be used again.
    auto sequences = std::exchange(sequences_, {});
    const int planes = sequences.at(0).positionPlanes;
    std::vector<std::int64_t> positions;
    for (const auto& sequence : sequences)
        positions.push_back(sequence.nextPosition);
    models::Batch batch;
    batch.ids = torch::tensor(tokens, torch::kInt64);
    batch.positions = torch::tensor(positions, torch::kInt64).unsqueeze(0).expand({planes, -1}).contiguous();
    batch.segments = nn::Segments::ofLengths(std::vector<std::int64_t>(tokens.size(), 1));
    const auto logits = lastLogits(batch.to(model_.device()));
    for (std::size_t i = 0; i < tokens.size(); ++i)
        append(sequences[i], tokens[i]);
    sequences_ = std::move(sequences);
    return logits;
}

void Session::select(const std::vector<std::int64_t>& sequences) {
    torch::InferenceMode inference;
    cache_->select(sequences);
    std::vector<models::Encoded> kept;
    for (const std::int64_t i : sequences)
        kept.push_back(std::move(sequences_[static_cast<std::size_t>(i)]));
    sequences_ = std::move(kept);
}

void Session::clear() {
    cache_.reset();
    sequences_.clear();
}

}  // namespace atelier::generation
