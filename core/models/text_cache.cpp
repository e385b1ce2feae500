#include "models/text_cache.h"

namespace atelier::models {

std::optional<LabelledTokens> TextCache::find(std::uint64_t key) const {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end()) return {};
    return LabelledTokens{{found->second.ids.begin(), found->second.ids.end()}, found->second.weights};
}

void TextCache::put(std::uint64_t key, const LabelledTokens& tokens) {
    const std::lock_guard lock(mutex_);
    // When it is full the rest is rendered again each time: dropping others would only move the work.
    if (tokens_ + tokens.ids.size() > kMostTokens) return;
    if (entries_.try_emplace(key, Entry{{tokens.ids.begin(), tokens.ids.end()}, tokens.weights}).second)
        tokens_ += tokens.ids.size();
}

}  // namespace atelier::models
