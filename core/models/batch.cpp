#include "models/batch.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstring>

namespace atelier::models {
namespace {

template <class T>
torch::Tensor copied(const std::vector<T>& values, std::vector<std::int64_t> shape, torch::Dtype dtype) {
    torch::Tensor tensor = torch::empty(shape, dtype);
    if (!values.empty()) std::memcpy(tensor.data_ptr(), values.data(), values.size() * sizeof(T));
    return tensor;
}

torch::Tensor copied(const std::vector<std::int64_t>& values) {
    return copied(values, {std::ssize(values)}, torch::kInt64);
}

// Shares the array's memory and keeps it alive.
template <class T>
torch::Tensor shared(const std::vector<std::int64_t>& shape, const std::shared_ptr<const std::vector<T>>& values,
                     torch::Dtype dtype) {
    return torch::from_blob(const_cast<T*>(values->data()), shape, [values](void*) {}, dtype);
}

torch::Tensor tensorOf(const Array& array) {
    // Sizes without numbers: for plans.
    if (!array.numbers && !array.integers)
        return torch::empty(array.shape, torch::dtype(torch::kFloat32).device(torch::kMeta));
    return array.numbers ? shared(array.shape, array.numbers, torch::kFloat32)
                         : shared(array.shape, array.integers, torch::kInt64);
}

TokenSpan moved(const TokenSpan& span, std::int64_t by) {
    return {span.begin + by, span.end + by};
}

TargetTokens targetsOf(const std::vector<const Encoded*>& samples, const nn::Segments& segments) {
    const bool weighted = std::any_of(samples.begin(), samples.end(), [](const Encoded* sample) {
        return sample->weight != 1 || !sample->labelWeights.empty();
    });
    std::vector<std::int64_t> rows, ids;
    std::vector<float> weights;
    for (std::size_t s = 0; s < samples.size(); ++s) {
        const auto& labels = samples[s]->labels;
        for (std::size_t i = 0; i + 1 < labels.size(); ++i) {
            if (labels[i + 1] == kIgnore) continue;
            rows.push_back(segments.begin(static_cast<std::int64_t>(s)) + static_cast<std::int64_t>(i));
            ids.push_back(labels[i + 1]);
            if (!weighted) continue;
            const float own = samples[s]->labelWeights.empty() ? 1 : samples[s]->labelWeights[i + 1];
            weights.push_back(static_cast<float>(samples[s]->weight) * own);
        }
    }
    TargetTokens targets{copied(rows), copied(ids), {}};
    if (weighted) targets.weights = copied(weights, {std::ssize(weights)}, torch::kFloat32);
    return targets;
}

void addMedia(Batch& batch, const std::vector<const Encoded*>& samples) {
    std::vector<std::int64_t> rows;
    std::vector<std::uint8_t> modality(static_cast<std::size_t>(batch.segments.total()), 0);
    for (std::size_t s = 0; s < samples.size(); ++s) {
        const std::int64_t begin = batch.segments.begin(static_cast<std::int64_t>(s));
        for (const TokenSpan& span : samples[s]->bidirectional)
            batch.bidirectional.push_back(moved(span, begin));
        for (const EncodedMedium& medium : samples[s]->media) {
            MediaSpan span{medium.modality, static_cast<std::int64_t>(s), {}, {}, medium.grid};
            for (const auto& [name, array] : medium.arrays)
                span.tensors[name] = tensorOf(array);
            for (const TokenSpan& tokens : medium.tokens) {
                span.tokens.push_back(moved(tokens, begin));
                for (std::int64_t i = span.tokens.back().begin; i < span.tokens.back().end; ++i) {
                    rows.push_back(i);
                    modality[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(medium.modality);
                }
            }
            batch.media.push_back(std::move(span));
        }
    }
    if (batch.media.empty()) return;
    batch.mediaRows = copied(rows);
    batch.modality = copied(modality, {std::ssize(modality)}, torch::kUInt8);
}

}  // namespace

std::int64_t MediaSpan::tokenCount() const {
    std::int64_t count = 0;
    for (const TokenSpan& span : tokens)
        count += span.length();
    return count;
}

Batch Batch::to(torch::Device device) const {
    Batch moved = *this;
    const auto move = [&](torch::Tensor& tensor) {
        if (tensor.defined()) tensor = tensor.to(device, /*non_blocking=*/true);
    };
    for (torch::Tensor* tensor :
         {&moved.ids, &moved.positions, &moved.targets.rows, &moved.targets.ids, &moved.mediaRows, &moved.modality})
        move(*tensor);
    if (moved.targets.weights) move(*moved.targets.weights);
    for (MediaSpan& span : moved.media)
        for (auto& [_, tensor] : span.tensors)
            move(tensor);
    return moved;
}

Batch pack(const std::vector<const Encoded*>& samples) {
    std::vector<std::int64_t> ids, lengths, positions;
    int planes = 1;
    for (const Encoded* sample : samples) {
        ids.insert(ids.end(), sample->ids.begin(), sample->ids.end());
        lengths.push_back(std::ssize(sample->ids));
        planes = std::max(planes, sample->positionPlanes);
    }
    for (int plane = 0; plane < planes; ++plane)
        for (const Encoded* sample : samples) {
            const auto length = static_cast<std::ptrdiff_t>(sample->ids.size());
            const auto begin = sample->positions.begin() + std::min(plane, sample->positionPlanes - 1) * length;
            positions.insert(positions.end(), begin, begin + length);
        }
    Batch batch;
    const auto total = std::ssize(ids);
    batch.ids = copied(ids);
    batch.positions = copied(positions, {planes, total}, torch::kInt64);
    batch.segments = nn::Segments::ofLengths(lengths);
    batch.targets = targetsOf(samples, batch.segments);
    addMedia(batch, samples);
    return batch;
}

}  // namespace atelier::models
