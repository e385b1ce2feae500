#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::checkpoint {

/// What a pickle describes. `items` are indices into Pickle::nodes.
struct PickleNode {
    enum class Kind : std::uint8_t {
        None,
        Bool,     ///< `integer`
        Integer,  ///< `integer`
        Long,     ///< a whole number beyond 64 bits: its bytes in `text`
        Number,   ///< `number`
        Text,     ///< `text`, as in the file: not necessarily UTF-8
        Bytes,    ///< `text`
        List,     ///< `items`, as for Tuple and Set
        Tuple,
        Set,
        Dict,       ///< `items`: key, value, key, value, ... in the order of the file; a key may stand twice
        Global,     ///< a name of the allow-list: "torch.FloatStorage"
        Call,       ///< what calling a global would make: `text` its name, `items` the arguments and, if any, the state
        Reference,  ///< persistent id: `items` has the id
    };
    Kind kind = Kind::None;
    std::string_view text;
    std::int64_t integer = 0;
    double number = 0;
    std::vector<std::uint32_t> items;
};

/// A pickle of the protocols 2 to 5 read as data: nothing is imported, called or made. Names other than those that
/// tensors and plain containers need are refused, as are the codes of the protocols 0 and 1. Time and memory stay
/// within a small multiple of the pickle's size. `bytes` must outlive it.
class Pickle {
public:
    /// Reads the pickle that begins with `bytes`. Throws Error naming `where` and what is refused ("os.system").
    Pickle(std::span<const std::byte> bytes, const std::string& where);

    const PickleNode& root() const { return nodes_[root_]; }
    const PickleNode& operator[](std::uint32_t index) const { return nodes_[index]; }
    std::uint32_t count() const { return static_cast<std::uint32_t>(nodes_.size()); }
    /// Bytes of the pickle, its end included.
    std::size_t size() const { return size_; }

private:
    friend class PickleReader;
    std::deque<PickleNode> nodes_;
    std::uint32_t root_ = 0;
    std::size_t size_ = 0;
};

/// A text of a file for a message: control characters and what is no ASCII are escaped, long ones cut.
std::string printable(std::string_view text);

}  // namespace atelier::checkpoint
