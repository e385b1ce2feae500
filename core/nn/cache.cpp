#include "nn/cache.h"

#include <torch/torch.h>

#include <algorithm>
#include <stdexcept>

namespace atelier::nn {

Cache::Cache(std::int64_t layers, std::int64_t sequences, std::int64_t capacity)
    : capacity_(capacity),
      layers_(static_cast<std::size_t>(layers)),
      lengths_(static_cast<std::size_t>(sequences), 0) {}

void Cache::store(std::int64_t layer, const Segments& segments, const torch::Tensor& keys,
                  const torch::Tensor& values) {
    auto& [k, v, _] = layers_[static_cast<std::size_t>(layer)];
    if (!k.defined()) {
        k = keys.new_zeros({sequences(), capacity_, keys.size(1), keys.size(2)});
        v = values.new_zeros({sequences(), capacity_, values.size(1), values.size(2)});
    }
    for (std::int64_t i = 0; i < segments.count(); ++i) {
        const std::int64_t begin = segments.begin(i), length = segments.length(i);
        if (this->length(i) + length > capacity_) throw std::logic_error("Cache: more tokens than capacity");
        k[i].narrow(0, this->length(i), length).copy_(keys.narrow(0, begin, length));
        v[i].narrow(0, this->length(i), length).copy_(values.narrow(0, begin, length));
    }
}

void Cache::advance(const Segments& segments) {
    for (std::int64_t i = 0; i < segments.count(); ++i)
        lengths_[static_cast<std::size_t>(i)] += segments.length(i);
}

std::pair<torch::Tensor, torch::Tensor> Cache::view(std::int64_t layer, std::int64_t sequence,
                                                    std::int64_t extra) const {
    const std::int64_t tokens = length(sequence) + extra;
    const Layer& one = layers_[static_cast<std::size_t>(layer)];
    return {one.keys[sequence].narrow(0, 0, tokens), one.values[sequence].narrow(0, 0, tokens)};
}

std::pair<torch::Tensor, torch::Tensor> Cache::all(std::int64_t layer, std::int64_t tokens) const {
    const Layer& one = layers_[static_cast<std::size_t>(layer)];
    return {one.keys.narrow(1, 0, tokens), one.values.narrow(1, 0, tokens)};
}

torch::Tensor& Cache::state(std::int64_t layer, const std::string& name) {
    return layers_[static_cast<std::size_t>(layer)].states[name];
}

void Cache::select(const std::vector<std::int64_t>& sequences) {
    std::vector<std::int64_t> lengths;
    for (const std::int64_t i : sequences)
        lengths.push_back(length(i));
    lengths_ = std::move(lengths);
    const auto rows = torch::tensor(sequences, torch::kInt64);
    const auto keep = [&](torch::Tensor& tensor) {
        if (tensor.defined()) tensor = tensor.index_select(0, rows.to(tensor.device()));
    };
    for (Layer& layer : layers_) {
        keep(layer.keys), keep(layer.values);
        for (auto& [_, state] : layer.states)
            keep(state);
    }
}

bool Cache::canTruncate() const {
    return std::all_of(layers_.begin(), layers_.end(), [](const Layer& layer) { return layer.states.empty(); });
}

void Cache::truncate(std::int64_t sequence, std::int64_t length) {
    if (!canTruncate()) throw std::logic_error("Cache: a recurrent state cannot forget its last tokens");
    auto& own = lengths_[static_cast<std::size_t>(sequence)];
    if (length > own) throw std::logic_error("Cache: truncated to more than it holds");
    own = length;
}

void Cache::reserve(std::int64_t capacity) {
    if (capacity <= capacity_) return;
    for (Layer& layer : layers_)
        for (torch::Tensor* tensor : {&layer.keys, &layer.values}) {
            if (!tensor->defined()) continue;
            auto grown = tensor->new_zeros({tensor->size(0), capacity, tensor->size(2), tensor->size(3)});
            grown.narrow(1, 0, capacity_).copy_(*tensor);
            *tensor = grown;
        }
    capacity_ = capacity;
}

std::uint64_t Cache::bytes() const {
    std::uint64_t sum = 0;
    const auto add = [&](const torch::Tensor& tensor) {
        if (tensor.defined()) sum += tensor.nbytes();
    };
    for (const Layer& layer : layers_) {
        add(layer.keys), add(layer.values);
        for (const auto& [_, state] : layer.states)
            add(state);
    }
    return sum;
}

}  // namespace atelier::nn
