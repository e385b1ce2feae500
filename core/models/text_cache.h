#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace atelier::models {

/// Tokens of a conversation, in which each run of feature tokens stands once, and how much each counts in the loss.
struct LabelledTokens {
    std::vector<std::int64_t> ids;
    std::vector<float> weights;  ///< 0: not learned; empty: none is
};

/// Keeps the tokens of conversations from epoch to epoch, by a hash of all that they depend on; bounded. Thread-safe.
class TextCache {
public:
    std::optional<LabelledTokens> find(std::uint64_t key) const;
    void put(std::uint64_t key, const LabelledTokens& tokens);

private:
    static constexpr std::size_t kMostTokens = 16u << 20;  ///< 128 MB
    struct Entry {
        std::vector<std::int32_t> ids;
        std::vector<float> weights;
    };
    mutable std::mutex mutex_;
    std::unordered_map<std::uint64_t, Entry> entries_;
    std::size_t tokens_ = 0;
};

}  // namespace atelier::models
