#include "data/store/row_set.h"

#include "common/error.h"

#include <cstring>

namespace atelier::data::store {
namespace {

static_assert(std::endian::native == std::endian::little, "places are stored as little-endian numbers");

constexpr std::size_t kBitBytes = RowSet::kBlockRows / 8;

}  // namespace

bool RowSet::contains(std::int64_t row) const {
    const auto block = blocks_.find(blockOf(row));
    return block != blocks_.end() && (block->second[static_cast<std::size_t>(row % kBlockRows) / 64] & maskOf(row));
}

std::int64_t RowSet::size() const {
    std::int64_t size = 0;
    for (const auto& [_, bits] : blocks_)
        for (const std::uint64_t word : bits)
            size += std::popcount(word);
    return size;
}

std::vector<std::int64_t> RowSet::rows() const {
    std::vector<std::int64_t> rows;
    for (const auto& [block, bits] : blocks_)
        for (std::size_t i = 0; i < bits.size(); ++i)
            for (std::uint64_t word = bits[i]; word != 0; word &= word - 1)
                rows.push_back(block * kBlockRows + static_cast<std::int64_t>(i * 64) + std::countr_zero(word));
    return rows;
}

void RowSet::unite(const RowSet& other) {
    for (const auto& [block, bits] : other.blocks_) {
        Bits& own = blocks_[block];
        for (std::size_t i = 0; i < bits.size(); ++i)
            own[i] |= bits[i];
    }
}

void RowSet::intersect(const RowSet& other) {
    for (auto own = blocks_.begin(); own != blocks_.end();) {
        const auto same = other.blocks_.find(own->first);
        if (same == other.blocks_.end()) {
            own = blocks_.erase(own);
            continue;
        }
        for (std::size_t i = 0; i < own->second.size(); ++i)
            own->second[i] &= same->second[i];
        ++own;
    }
}

std::string RowSet::packed(std::int64_t block) const {
    const auto found = blocks_.find(block);
    if (found == blocks_.end()) return {};
    const Bits& bits = found->second;
    std::size_t count = 0;
    for (const std::uint64_t word : bits)
        count += static_cast<std::size_t>(std::popcount(word));
    if (count * 2 >= kBitBytes) return std::string(reinterpret_cast<const char*>(bits.data()), kBitBytes);
    std::string bytes;
    bytes.reserve(count * 2);
    for (std::size_t i = 0; i < bits.size(); ++i)
        for (std::uint64_t word = bits[i]; word != 0; word &= word - 1) {
            const auto place = static_cast<std::uint16_t>(i * 64 + static_cast<std::size_t>(std::countr_zero(word)));
            bytes.append(reinterpret_cast<const char*>(&place), sizeof place);
        }
    return bytes;
}

void RowSet::addPacked(std::int64_t block, std::string_view bytes) {
    if (bytes.size() > kBitBytes || bytes.size() % 2 != 0) throw Error("the index of words is damaged");
    Bits& bits = blocks_[block];
    if (bytes.size() == kBitBytes) {
        for (std::size_t i = 0; i < bits.size(); ++i) {
            std::uint64_t word = 0;
            std::memcpy(&word, bytes.data() + i * sizeof word, sizeof word);
            bits[i] |= word;
        }
        return;
    }
    for (std::size_t at = 0; at < bytes.size(); at += 2) {
        std::uint16_t place = 0;
        std::memcpy(&place, bytes.data() + at, sizeof place);
        bits[place / 64] |= std::uint64_t{1} << (place % 64);
    }
}

}  // namespace atelier::data::store
