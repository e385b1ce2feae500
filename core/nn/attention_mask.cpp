#include "nn/attention_mask.h"

#include <torch/torch.h>

#include <algorithm>

namespace atelier::nn {

bool AttentionMask::isPlain(std::int64_t begin, std::int64_t end, std::int64_t keys) const {
    if (causal && window > 0 && keys > window) return false;
    if (!causal) return true;
    return std::none_of(bidirectional.begin(), bidirectional.end(),
                        [&](const TokenSpan& span) { return span.begin < end && begin < span.end; });
}

const torch::Tensor& MaskCache::get(const AttentionMask& mask, std::int64_t begin, std::int64_t length,
                                    std::int64_t before, std::int64_t prefix, torch::Device device) {
    auto& cached = masks_[{mask.causal ? mask.window : -1, mask.windowInSpans, begin, length, before, prefix}];
    if (cached.defined()) return cached;
    const auto options = torch::dtype(torch::kBool).device(device);
    const std::int64_t ahead = prefix + before;
    cached = torch::ones({length, ahead + length}, options);
    if (mask.causal) {
        cached.tril_(ahead);
        if (mask.window > 0 && !mask.windowInSpans) cached.triu_(ahead - mask.window + 1);
        for (const TokenSpan& span : mask.bidirectional) {
            const std::int64_t first = std::max(span.begin, begin), last = std::min(span.end, begin + length);
            if (first < last)
                cached.narrow(0, first - begin, last - first)
                    .narrow(1, ahead + first - begin, last - first)
                    .fill_(true);
        }
        if (mask.window > 0 && mask.windowInSpans) cached.triu_(ahead - mask.window + 1);
    }
    return cached;
}

}  // namespace atelier::nn
