#pragma once

#include "text/token_model.h"
#include "text/tokenizer_file.h"

#include <array>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace atelier::text {

/// Byte-pair encoding (Sennrich et al. 2016) as `tokenizers`' BPE model: merges by rank, unknown characters as bytes or
/// as the unknown token. Thread-safe; words met before come from a bounded cache.
class Bpe : public TokenModel {
public:
    /// Takes vocabulary and merges out of `file`. Throws Error naming the file and the option it cannot serve.
    explicit Bpe(TokenizerFile& file);

    void encode(std::string_view word, std::vector<std::int64_t>& ids) const override;
    const Vocabulary& vocabulary() const override { return vocabulary_; }

private:
    struct Merge {
        std::uint32_t rank, id;
    };
    // Pairs of ids to their merge; open addressing, key 2^64-1 is empty.
    class MergeTable {
    public:
        void reserve(std::size_t count);
        void set(std::uint32_t left, std::uint32_t right, Merge merge);
        const Merge* find(std::uint32_t left, std::uint32_t right) const;

    private:
        struct Slot {
            std::uint64_t key = ~std::uint64_t{0};
            Merge merge{};
        };
        std::size_t slotOf(std::uint64_t key) const;
        std::vector<Slot> slots_;
    };
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, std::vector<std::uint32_t>> words;
    };

    std::vector<std::uint32_t> symbolsOf(std::string_view word) const;
    void mergeAll(std::vector<std::uint32_t>& symbols) const;

    Vocabulary vocabulary_;
    MergeTable merges_;
    std::string where_, prefix_, suffix_;
    std::optional<std::uint32_t> unknown_;
    bool fuseUnknown_ = false, byteFallback_ = false, ignoreMerges_ = false;
    std::array<std::optional<std::uint32_t>, 256> byteTokens_;
    mutable std::array<Shard, 16> cache_;
};

}  // namespace atelier::text
