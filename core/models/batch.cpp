#include "models/batch.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstring>

namespace atelier::models {
namespace {

torch::Tensor copied(const std::vector<std::int64_t>& values, std::vector<std::int64_t> shape) {
    torch::Tensor tensor = torch::empty(shape, torch::kInt64);
    std::memcpy(tensor.data_ptr(), values.data(), values.size() * sizeof(std::int64_t));
    return tensor;
}

}  // namespace

Batch Batch::to(torch::Device device) const {
    Batch moved = *this;
    for (torch::Tensor* tensor : {&moved.ids, &moved.positions, &moved.labels, &moved.pixels})
        if (tensor->defined()) *tensor = tensor->to(device, /*non_blocking=*/true);
    return moved;
}

std::int64_t Batch::targetTokens() const {
    if (!labels.defined()) return 0;
    // The first token of a segment has no predecessor that could predict it.
    std::int64_t count = labels.ne(kIgnore).sum().item<std::int64_t>();
    for (std::int64_t i = 0; i < segments.count(); ++i)
        if (segments.length(i) > 0 &&
            labels[segments.bounds[static_cast<std::size_t>(i)]].item<std::int64_t>() != kIgnore)
            --count;
    return count;
}

Batch pack(const std::vector<const Encoded*>& samples) {
    std::vector<std::int64_t> ids, labels, lengths, shape;
    int planes = 1;
    std::int64_t pixelRows = 0;
    for (const Encoded* sample : samples) {
        ids.insert(ids.end(), sample->ids.begin(), sample->ids.end());
        labels.insert(labels.end(), sample->labels.begin(), sample->labels.end());
        lengths.push_back(static_cast<std::int64_t>(sample->ids.size()));
        planes = sample->positionPlanes;
        if (!sample->pixels.shape.empty()) {
            pixelRows += sample->pixels.shape[0];
            shape = sample->pixels.shape;
        }
    }
    Batch batch;
    if (std::any_of(samples.begin(), samples.end(), [](const Encoded* sample) { return sample->weight != 1; }))
        for (const Encoded* sample : samples)
            batch.weights.push_back(sample->weight);
    const auto total = static_cast<std::int64_t>(ids.size());
    batch.ids = copied(ids, {total});
    if (labels.size() == ids.size()) batch.labels = copied(labels, {total});
    batch.segments = nn::Segments::ofLengths(lengths);

    std::vector<std::int64_t> positions;
    positions.reserve(static_cast<std::size_t>(planes) * ids.size());
    for (int plane = 0; plane < planes; ++plane)
        for (const Encoded* sample : samples) {
            const auto length = static_cast<std::ptrdiff_t>(sample->ids.size());
            const auto begin = sample->positions.begin() + plane * length;
            positions.insert(positions.end(), begin, begin + length);
        }
    batch.positions = copied(positions, {planes, total});

    if (pixelRows > 0) {
        shape[0] = pixelRows;
        batch.pixels = torch::empty(shape, torch::kFloat32);
        float* out = batch.pixels.data_ptr<float>();
        for (const Encoded* sample : samples) {
            std::memcpy(out, sample->pixels.values.data(), sample->pixels.values.size() * sizeof(float));
            out += sample->pixels.values.size();
            batch.grids.insert(batch.grids.end(), sample->pixels.grids.begin(), sample->pixels.grids.end());
        }
    }
    return batch;
}

}  // namespace atelier::models
