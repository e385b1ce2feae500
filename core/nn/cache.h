#pragma once

#include "nn/segments.h"

#include <torch/types.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace atelier::nn {

/// What layers keep of earlier tokens while an answer is generated: attention its keys and values, recurrent mixers
/// their states. Sequence i has seen length(i) tokens.
class Cache {
public:
    /// `capacity`: most tokens of one sequence.
    Cache(std::int64_t layers, std::int64_t sequences, std::int64_t capacity);

    std::int64_t sequences() const { return static_cast<std::int64_t>(lengths_.size()); }
    std::int64_t length(std::int64_t sequence) const { return lengths_[static_cast<std::size_t>(sequence)]; }
    std::int64_t capacity() const { return capacity_; }
    bool empty() const { return lengths_.empty() || lengths_.front() == 0; }

    /// Puts packed keys and values [tokens, heads, size] of a pass behind what `layer` has. All layers store, then
    /// advance() moves on.
    void store(std::int64_t layer, const Segments& segments, const torch::Tensor& keys, const torch::Tensor& values);
    void advance(const Segments& segments);
    /// {keys, values} of one sequence, `extra` tokens of the running pass included: views [tokens, heads, size].
    std::pair<torch::Tensor, torch::Tensor> view(std::int64_t layer, std::int64_t sequence, std::int64_t extra) const;
    /// {keys, values} of all sequences up to the longest: views [sequences, tokens, heads, size].
    std::pair<torch::Tensor, torch::Tensor> all(std::int64_t layer, std::int64_t tokens) const;

    /// A named state of a layer, [sequences, ...]; undefined until it is assigned.
    torch::Tensor& state(std::int64_t layer, const std::string& name);

    /// Keeps these sequences, in this order.
    void select(const std::vector<std::int64_t>& sequences);
    /// Whether a sequence can forget its last tokens: not where a layer keeps a recurrent state.
    bool canTruncate() const;
    /// Forgets the tokens of a sequence from `length` on. Throws std::logic_error where it cannot.
    void truncate(std::int64_t sequence, std::int64_t length);
    /// More room for each sequence; what is there stays.
    void reserve(std::int64_t capacity);
    std::uint64_t bytes() const;

private:
    struct Layer {
        torch::Tensor keys, values;  ///< [sequences, capacity, key/value heads, head size]
        std::map<std::string, torch::Tensor> states;
    };
    std::int64_t capacity_;
    std::vector<Layer> layers_;
    std::vector<std::int64_t> lengths_;
};

}  // namespace atelier::nn
