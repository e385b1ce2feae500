#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::data::store {

/// Row ids of `samples`, in blocks of 65,536 that are stored one by one.
class RowSet {
public:
    static constexpr std::int64_t kBlockRows = 65'536;
    static std::int64_t blockOf(std::int64_t row) { return row / kBlockRows; }

    void add(std::int64_t row) { wordOf(row) |= maskOf(row); }
    void remove(std::int64_t row) { wordOf(row) &= ~maskOf(row); }
    bool contains(std::int64_t row) const;
    std::int64_t size() const;
    /// In rising order.
    std::vector<std::int64_t> rows() const;

    void unite(const RowSet& other);
    void intersect(const RowSet& other);

    /// One block as bytes: 16-bit places in rising order, or, where those would be longer, a bit for each place. Empty
    /// where the block is.
    std::string packed(std::int64_t block) const;
    /// Adds what packed() gave. Throws Error for what it cannot have given.
    void addPacked(std::int64_t block, std::string_view bytes);

private:
    using Bits = std::array<std::uint64_t, kBlockRows / 64>;

    std::uint64_t& wordOf(std::int64_t row) {
        return blocks_[blockOf(row)][static_cast<std::size_t>(row % kBlockRows) / 64];
    }
    static std::uint64_t maskOf(std::int64_t row) { return std::uint64_t{1} << (row % 64); }

    std::map<std::int64_t, Bits> blocks_;
};

}  // namespace atelier::data::store
