#pragma once

#include "common/tokens.h"

#include <torch/types.h>

#include <map>
#include <tuple>
#include <vector>

namespace atelier::nn {

/// Which keys a query sees within its own sequence.
struct AttentionMask {
    bool causal = true;                    ///< keys up to the query; else all
    std::int64_t window = 0;               ///< causal: only the last so many of them, the query's own included; 0: all
    std::vector<TokenSpan> bidirectional;  ///< causal: a token sees the later ones of its span, too
    bool windowInSpans = true;             ///< the window holds within a span; else a token sees its whole span

    /// Whether `causal` alone describes what the packed tokens [begin, end) see of `keys` keys.
    bool isPlain(std::int64_t begin, std::int64_t end, std::int64_t keys) const;
};

/// Mask matrices of one forward pass: layers with the same window share them.
class MaskCache {
public:
    /// bool [length, prefix + before + length] for the packed tokens [begin, begin + length): true where a query sees a
    /// key. `prefix` keys come first, then `before` keys of earlier passes; a window counts all of them, as PEFT and
    /// transformers do.
    const torch::Tensor& get(const AttentionMask& mask, std::int64_t begin, std::int64_t length, std::int64_t before,
                             std::int64_t prefix, torch::Device device);

private:
    std::map<std::tuple<std::int64_t, bool, std::int64_t, std::int64_t, std::int64_t, std::int64_t>, torch::Tensor>
        masks_;
};

}  // namespace atelier::nn
