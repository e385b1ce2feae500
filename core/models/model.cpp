#include "models/model.h"

#include "common/error.h"
#include "nn/expert_loads.h"
#include "nn/frozen_product.h"

#include <torch/torch.h>

#include <cmath>
#include <stdexcept>
#include <utility>

namespace atelier::models {
namespace {

// Uniform in ±alpha / sqrt(tokens · width) of each token's own segment.
torch::Tensor noiseFor(const nn::Segments& segments, const torch::Tensor& embeddings, double alpha) {
    std::vector<float> reach;
    for (const std::int64_t tokens : segments.lengths()) {
        const double numbers = static_cast<double>(tokens) * static_cast<double>(embeddings.size(1));
        reach.insert(reach.end(), static_cast<std::size_t>(tokens), static_cast<float>(alpha / std::sqrt(numbers)));
    }
    const auto wide = embeddings.options().dtype(torch::kFloat32);
    const auto noise = torch::rand(embeddings.sizes(), wide).mul_(2).sub_(1);
    return noise.mul_(torch::tensor(reach).to(embeddings.device()).unsqueeze(1)).to(embeddings.scalar_type());
}

constexpr std::int64_t kNoId = -1;  // of nn::ForwardContext::ids

// The batch as the language model sees it once methods have put tokens in front of each sequence.
struct Extended {
    torch::Tensor embeddings, positions, ids, modality, mediaRows;
    nn::Segments segments;
    std::vector<TokenSpan> bidirectional;
    std::vector<nn::MediaSight> sights;
    torch::Tensor own;  ///< int64: rows of the batch's own tokens; undefined: all
};

std::int64_t offsetOf(const nn::HookList<nn::SequenceHook>& hooks) {
    std::int64_t offset = 0;
    for (const auto& hook : hooks.active())
        offset += hook->positionOffset();
    return offset;
}

torch::Tensor insertedBy(const nn::HookList<nn::SequenceHook>& hooks, torch::Dtype dtype) {
    std::vector<torch::Tensor> all;
    for (const auto& hook : hooks.active())
        if (auto tokens = hook->tokens(dtype); tokens.defined()) all.push_back(tokens);
    return all.empty() ? torch::Tensor() : torch::cat(all);
}

Extended extended(const Batch& batch, torch::Tensor embeddings, std::vector<nn::MediaSight> sights,
                  const torch::Tensor& inserted, std::int64_t offset) {
    Extended out{std::move(embeddings),
                 offset == 0 ? batch.positions : batch.positions + offset,
                 batch.mediaRows.defined() ? batch.ids.index_fill(0, batch.mediaRows, kNoId) : batch.ids,
                 batch.modality,
                 batch.mediaRows,
                 batch.segments,
                 batch.bidirectional,
                 std::move(sights),
                 {}};
    if (!inserted.defined()) return out;
    const std::int64_t count = inserted.size(0), sequences = batch.segments.count(), planes = batch.positions.size(0);
    const auto device = out.embeddings.device();
    std::vector<std::int64_t> lengths, own;
    for (std::int64_t i = 0; i < sequences; ++i) {
        lengths.push_back(count + batch.segments.length(i));
        for (std::int64_t t = batch.segments.begin(i); t < batch.segments.end(i); ++t)
            own.push_back(t + (i + 1) * count);
    }
    const auto moved = [&](std::int64_t row) { return own[static_cast<std::size_t>(row)]; };
    out.segments = nn::Segments::ofLengths(lengths);
    out.own = torch::tensor(own, torch::kInt64).to(device);
    const auto heads = batch.segments.lengths();
    const auto parts = out.embeddings.split_with_sizes(heads), places = out.positions.split_with_sizes(heads, 1);
    const auto first = torch::arange(count, torch::kInt64).to(device).expand({planes, count});
    std::set<std::int64_t> begins;
    std::vector<torch::Tensor> rows, positions;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        rows.insert(rows.end(), {inserted, parts[i]});
        // They count from where the sequence would without them.
        const auto begin = batch.segments.begin(static_cast<std::int64_t>(i));
        positions.insert(positions.end(), {first + batch.positions.narrow(1, begin, 1), places[i]});
        begins.insert(begin);
    }
    out.embeddings = torch::cat(rows);
    out.positions = torch::cat(positions, 1);
    out.ids = torch::full({out.segments.total()}, kNoId, out.ids.options()).index_copy(0, out.own, out.ids);
    if (batch.modality.defined())
        out.modality =
            torch::zeros({out.segments.total()}, batch.modality.options()).index_copy(0, out.own, batch.modality);
    if (batch.mediaRows.defined()) out.mediaRows = out.own.index_select(0, batch.mediaRows);
    // A span from the first token on takes them in: they belong to such a prefix.
    for (TokenSpan& span : out.bidirectional)
        span = {moved(span.begin) - (begins.contains(span.begin) ? count : 0), moved(span.end - 1) + 1};
    for (auto& [span, _] : out.sights)
        span = {moved(span.begin), moved(span.end - 1) + 1};
    return out;
}

}  // namespace

const Part& Model::partOf(const std::string& name) const {
    const Part* best = nullptr;
    std::size_t length = 0;
    for (const Part& part : parts_)
        for (const auto& module : part.modules)
            if ((name == module || name.starts_with(module + ".")) && module.size() >= length) {
                best = &part;
                length = module.size();
            }
    if (!best) throw std::logic_error("no part has " + name);
    return *best;
}

torch::Tensor Model::hidden(const Batch& batch, nn::Cache* cache) {
    const ScopeName scope("language_model");
    const bool continued = cache && !cache->empty();
    auto embeddings = decoder->embed(batch.ids, computeType);
    if (embeddingNoise > 0) embeddings = embeddings + noiseFor(batch.segments, embeddings, embeddingNoise);
    MediaFeatures features;
    if (!batch.media.empty()) {
        if (continued && !cache->takesMedia()) throw std::logic_error("media for a cache that takes no more");
        features = encodeMedia(batch);
        if (features.embeddings.defined()) {
            if (features.embeddings.size(0) != batch.mediaRows.size(0))
                throw Error(std::to_string(batch.mediaRows.size(0)) + " image tokens in the text, but " +
                                std::to_string(features.embeddings.size(0)) + " image features",
                            "", "the processor's files must belong to the model");
            embeddings = embeddings.index_copy(0, batch.mediaRows, features.embeddings.to(embeddings.scalar_type()));
        }
    }
    const auto inserted = continued ? torch::Tensor() : insertedBy(sequenceHooks, computeType);
    const auto input =
        extended(batch, embeddings, std::move(features.states.sights), inserted, offsetOf(sequenceHooks));

    nn::ForwardContext context;
    context.segments = input.segments;
    context.bidirectional = input.bidirectional;
    context.ids = input.ids;
    context.modality = input.modality;
    context.cache = cache;
    context.recompute = recompute;
    context.media = std::move(features.states);
    context.media.sights = input.sights;
    for (auto& [layer, rows] : features.additions)
        context.additions[layer] = {input.mediaRows, rows};
    const bool balances = balanceLoss > 0 && torch::GradMode::is_enabled();
    const auto loads = balances ? std::make_shared<nn::ExpertLoads>() : nullptr;
    context.expertLoads = loads;
    auto output = decoder->forward(input.embeddings, input.positions, std::move(context));
    if (loads) {
        auto [same, loss] = loads->attach(output);
        output = std::move(same);
        if (loss.defined()) balanceLosses_.push_back(std::move(loss));
    }
    return input.own.defined() ? output.index_select(0, input.own) : output;
}

torch::Tensor Model::takeBalanceLoss() {
    const auto losses = std::exchange(balanceLosses_, {});
    return losses.empty() ? torch::Tensor() : at::stack(losses).mean() * balanceLoss;
}

torch::Tensor Model::logits(const torch::Tensor& hidden) {
    const auto rows = head ? head->forward(hidden) : nn::trainedProduct(hidden, headMatrix().to(hidden.scalar_type()));
    const double cap = language().logitSoftCap;
    return cap > 0 ? at::tanh(rows / cap) * cap : rows;
}

torch::Tensor Model::headMatrix() const {
    if (!head) return decoder->embedTokens->weight;
    return head->weight.defined() ? head->weight : head->matrix().dense(computeType);
}

nn::Cache Model::makeCache(std::int64_t sequences, std::int64_t tokens) const {
    for (const auto& hook : sequenceHooks.active())
        tokens += hook->tokenCount();
    return {std::ssize(decoder->layers), sequences, tokens};
}

std::pair<torch::nn::Module*, std::string> Model::parentOf(const std::string& path) {
    torch::nn::Module* parent = this;
    std::size_t begin = 0;
    for (auto dot = path.find('.'); dot != std::string::npos; dot = path.find('.', begin)) {
        auto& next = containers_[path.substr(0, dot)];
        if (!next)
            next =
                parent->register_module(path.substr(begin, dot - begin), std::make_shared<torch::nn::Module>()).get();
        parent = next;
        begin = dot + 1;
    }
    return {parent, path.substr(begin)};
}

void Model::setLanguage(std::shared_ptr<nn::DecoderImpl> language, bool tied, const std::string& path,
                        const std::string& headPath) {
    const auto& o = language->options;
    decoder = nn::Decoder(place(path, std::move(language)));
    if (!tied)
        head = nn::Linear(place(headPath, std::make_shared<nn::LinearImpl>(nn::LinearOptions{
                                              o.hidden, o.headRows > 0 ? o.headRows : o.vocabulary, false})));
    addPart({"language_model", Role::Language, {path, headPath}});
}

nn::ForwardContext Model::encoderContext(nn::Segments segments) const {
    nn::ForwardContext context;
    context.segments = std::move(segments);
    context.causal = false;
    context.recompute = recompute;
    return context;
}

}  // namespace atelier::models
