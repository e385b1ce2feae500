#include "text/bpe.h"

#include "text/byte_level.h"
#include "text/part.h"
#include "text/unicode.h"

#include <queue>

#include <bit>
#include <functional>

namespace atelier::text {
namespace {

constexpr std::size_t kCachedWordBytes = 256;
constexpr std::size_t kCachedWordsPerShard = 4096;
constexpr std::uint32_t kGone = ~0u;

}  // namespace

std::size_t Bpe::MergeTable::slotOf(std::uint64_t key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = (key * 0x9E3779B97F4A7C15ull >> 20) & mask;
    while (slots_[slot].key != key && slots_[slot].key != ~std::uint64_t{0})
        slot = (slot + 1) & mask;
    return slot;
}
void Bpe::MergeTable::reserve(std::size_t count) {
    slots_.assign(std::bit_ceil(2 * count + 2), Slot{});
}
void Bpe::MergeTable::set(std::uint32_t left, std::uint32_t right, Merge merge) {
    const std::uint64_t key = std::uint64_t(left) << 32 | right;
    slots_[slotOf(key)] = {key, merge};
}
const Bpe::Merge* Bpe::MergeTable::find(std::uint32_t left, std::uint32_t right) const {
    const std::uint64_t key = std::uint64_t(left) << 32 | right;
    const Slot& slot = slots_[slotOf(key)];
    return slot.key == key ? &slot.merge : nullptr;
}

Bpe::Bpe(TokenizerFile& file) : where_(file.path + ": model") {
    const Json& model = file.parts.at("model");
    if (!file.hasVocabulary) throw Error("\"vocab\" is missing", where_);
    if (!file.hasMerges) throw Error("\"merges\" is missing", where_);
    if (jsonAt<double>(model, "dropout", where_, 0.0) != 0.0)
        throw Error("\"dropout\" draws other tokens at each call", where_, "set it to null");
    prefix_ = jsonAt<std::string>(model, "continuing_subword_prefix", where_, "");
    suffix_ = jsonAt<std::string>(model, "end_of_word_suffix", where_, "");
    fuseUnknown_ = jsonAt<bool>(model, "fuse_unk", where_, false);
    byteFallback_ = jsonAt<bool>(model, "byte_fallback", where_, false);
    ignoreMerges_ = jsonAt<bool>(model, "ignore_merges", where_, false);
    vocabulary_ = std::move(file.vocabulary);

    if (const auto unknown = jsonAt<std::string>(model, "unk_token", where_, ""); !unknown.empty()) {
        unknown_ = vocabulary_.find(unknown);
        if (!unknown_) throw Error("the unknown token \"" + unknown + "\" is not in the vocabulary", where_);
    }
    for (unsigned byte = 0; byte < 256; ++byte)
        byteTokens_[byte] = vocabulary_.find(byteToken(static_cast<unsigned char>(byte)));

    merges_.reserve(file.merges.size());
    std::string joined;
    for (std::uint32_t rank = 0; rank < file.merges.size(); ++rank) {
        const auto& [left, right] = file.merges[rank];
        const auto idOf = [&](const std::string& token) {
            if (const auto id = vocabulary_.find(token)) return *id;
            throw Error("merge number " + std::to_string(rank + 1) + " (\"" + left + "\", \"" + right +
                            "\") needs the token \"" + token + "\", which the vocabulary lacks",
                        where_ + ".merges");
        };
        if (right.size() < prefix_.size())
            throw Error("merge number " + std::to_string(rank + 1) + " lacks the subword prefix", where_ + ".merges");
        joined.assign(left).append(right, prefix_.size());
        merges_.set(idOf(left), idOf(right), {rank, idOf(joined)});
    }
    file.merges.clear();
}

std::vector<std::uint32_t> Bpe::symbolsOf(std::string_view word) const {
    std::vector<std::uint32_t> symbols;
    symbols.reserve(word.size());
    bool unknownWaits = false;
    std::string affixed;
    for (std::size_t at = 0; at < word.size();) {
        const std::size_t here = at;
        nextCharacter(word, at);
        std::string_view symbol = word.substr(here, at - here);
        const bool addPrefix = here > 0 && !prefix_.empty(), addSuffix = at == word.size() && !suffix_.empty();
        if (addPrefix || addSuffix) {
            affixed.clear();
            if (addPrefix) affixed += prefix_;
            affixed += symbol;
            if (addSuffix) affixed += suffix_;
            symbol = affixed;
        }
        if (const auto id = vocabulary_.find(symbol)) {
            if (unknownWaits) symbols.push_back(*unknown_);
            unknownWaits = false;
            symbols.push_back(*id);
            continue;
        }
        if (byteFallback_) {
            bool all = true;
            for (const char byte : symbol)
                all = all && byteTokens_[static_cast<unsigned char>(byte)].has_value();
            if (all) {
                // A waiting unknown token stays behind these bytes: so does the reference.
                for (const char byte : symbol)
                    symbols.push_back(*byteTokens_[static_cast<unsigned char>(byte)]);
                continue;
            }
        }
        if (!unknown_) continue;
        if (unknownWaits && !fuseUnknown_) symbols.push_back(*unknown_);
        unknownWaits = true;
    }
    if (unknownWaits) symbols.push_back(*unknown_);
    return symbols;
}

void Bpe::mergeAll(std::vector<std::uint32_t>& symbols) const {
    struct Candidate {
        std::uint32_t rank, at, id;
        bool operator>(const Candidate& o) const { return rank != o.rank ? rank > o.rank : at > o.at; }
    };
    const auto count = static_cast<std::uint32_t>(symbols.size());
    if (count < 2) return;
    std::vector<Candidate> storage;
    storage.reserve(count);
    for (std::uint32_t i = 0; i + 1 < count; ++i)
        if (const Merge* m = merges_.find(symbols[i], symbols[i + 1])) storage.push_back({m->rank, i, m->id});
    if (storage.empty()) return;
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue(std::greater<>{}, std::move(storage));

    std::vector<std::uint32_t> previous(count), next(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        previous[i] = i == 0 ? kGone : i - 1;
        next[i] = i + 1 == count ? kGone : i + 1;
    }
    while (!queue.empty()) {
        const Candidate top = queue.top();
        queue.pop();
        const std::uint32_t at = top.at;
        if (symbols[at] == kGone || next[at] == kGone) continue;
        const std::uint32_t right = next[at];
        const Merge* current = merges_.find(symbols[at], symbols[right]);
        if (current == nullptr || current->id != top.id) continue;  // the pair has changed since
        symbols[at] = top.id;
        symbols[right] = kGone;
        next[at] = next[right];
        if (next[at] != kGone) previous[next[at]] = at;
        if (const std::uint32_t left = previous[at]; left != kGone)
            if (const Merge* m = merges_.find(symbols[left], symbols[at])) queue.push({m->rank, left, m->id});
        if (next[at] != kGone)
            if (const Merge* m = merges_.find(symbols[at], symbols[next[at]])) queue.push({m->rank, at, m->id});
    }
    std::erase(symbols, kGone);
}

void Bpe::encode(std::string_view word, std::vector<std::int64_t>& ids) const {
    if (word.empty()) return;
    if (ignoreMerges_)
        if (const auto id = vocabulary_.find(word)) {
            ids.push_back(*id);
            return;
        }
    const bool cached = word.size() < kCachedWordBytes;
    thread_local std::string key;
    Shard& shard = cache_[std::hash<std::string_view>{}(word) % cache_.size()];
    if (cached) {
        key = word;
        const std::lock_guard lock(shard.mutex);
        if (const auto found = shard.words.find(key); found != shard.words.end()) {
            ids.insert(ids.end(), found->second.begin(), found->second.end());
            return;
        }
    }
    std::vector<std::uint32_t> symbols = symbolsOf(word);
    mergeAll(symbols);
    ids.insert(ids.end(), symbols.begin(), symbols.end());
    if (cached) {
        const std::lock_guard lock(shard.mutex);
        if (shard.words.size() < kCachedWordsPerShard) shard.words.emplace(key, std::move(symbols));
    }
}

}  // namespace atelier::text
