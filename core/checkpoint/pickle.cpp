#include "checkpoint/pickle.h"

#include "common/error.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <optional>
#include <unordered_map>

namespace atelier::checkpoint {
namespace {

using Kind = PickleNode::Kind;

// Some 200,000 tensors. Bounds the memory that a short pickle can ask for.
constexpr std::size_t kMaxNodes = 4'000'000, kMaxCopied = 4'000'000;

enum class Use { Value, Call, Dict, Set };  // what a name may be used for
struct Allowed {
    std::string_view name;
    Use use;
};
// Sorted by name. What a call makes is read where it is wanted; a name that is only a value stands for itself.
constexpr Allowed kAllowed[] = {
    {"__builtin__.bytearray", Use::Call},
    {"__builtin__.complex", Use::Call},
    {"__builtin__.dict", Use::Dict},
    {"__builtin__.float", Use::Value},
    {"__builtin__.frozenset", Use::Set},
    {"__builtin__.int", Use::Value},
    {"__builtin__.list", Use::Value},
    {"__builtin__.set", Use::Set},
    {"__builtin__.str", Use::Value},
    {"_codecs.encode", Use::Call},
    {"argparse.Namespace", Use::Call},
    {"builtins.bytearray", Use::Call},
    {"builtins.complex", Use::Call},
    {"builtins.dict", Use::Dict},
    {"builtins.float", Use::Value},
    {"builtins.frozenset", Use::Set},
    {"builtins.int", Use::Value},
    {"builtins.list", Use::Value},
    {"builtins.set", Use::Set},
    {"builtins.str", Use::Value},
    {"collections.Counter", Use::Dict},
    {"collections.OrderedDict", Use::Dict},
    {"collections.defaultdict", Use::Dict},
    {"numpy._core.multiarray.scalar", Use::Call},
    {"numpy.core.multiarray.scalar", Use::Call},
    {"numpy.dtype", Use::Call},
    {"torch.BFloat16Storage", Use::Value},
    {"torch.BoolStorage", Use::Value},
    {"torch.ByteStorage", Use::Value},
    {"torch.CharStorage", Use::Value},
    {"torch.ComplexDoubleStorage", Use::Value},
    {"torch.ComplexFloatStorage", Use::Value},
    {"torch.DoubleStorage", Use::Value},
    {"torch.FloatStorage", Use::Value},
    {"torch.HalfStorage", Use::Value},
    {"torch.IntStorage", Use::Value},
    {"torch.LongStorage", Use::Value},
    {"torch.QInt32Storage", Use::Value},
    {"torch.QInt8Storage", Use::Value},
    {"torch.QUInt8Storage", Use::Value},
    {"torch.ShortStorage", Use::Value},
    {"torch.Size", Use::Call},
    {"torch.Tensor", Use::Value},
    {"torch._tensor._rebuild_from_type_v2", Use::Call},
    {"torch._utils._rebuild_parameter", Use::Call},
    {"torch._utils._rebuild_parameter_with_state", Use::Call},
    {"torch._utils._rebuild_tensor", Use::Call},
    {"torch._utils._rebuild_tensor_v2", Use::Call},
    {"torch._utils._rebuild_tensor_v3", Use::Call},
    {"torch.bfloat16", Use::Value},
    {"torch.bool", Use::Value},
    {"torch.complex128", Use::Value},
    {"torch.complex32", Use::Value},
    {"torch.complex64", Use::Value},
    {"torch.device", Use::Call},
    {"torch.float16", Use::Value},
    {"torch.float32", Use::Value},
    {"torch.float64", Use::Value},
    {"torch.float8_e4m3fn", Use::Value},
    {"torch.float8_e4m3fnuz", Use::Value},
    {"torch.float8_e5m2", Use::Value},
    {"torch.float8_e5m2fnuz", Use::Value},
    {"torch.float8_e8m0fnu", Use::Value},
    {"torch.int16", Use::Value},
    {"torch.int32", Use::Value},
    {"torch.int64", Use::Value},
    {"torch.int8", Use::Value},
    {"torch.nn.parameter.Buffer", Use::Value},
    {"torch.nn.parameter.Parameter", Use::Value},
    {"torch.serialization._get_layout", Use::Call},
    {"torch.storage.TypedStorage", Use::Value},
    {"torch.storage.UntypedStorage", Use::Value},
    {"torch.uint16", Use::Value},
    {"torch.uint32", Use::Value},
    {"torch.uint64", Use::Value},
    {"torch.uint8", Use::Value},
};
static_assert(std::is_sorted(std::begin(kAllowed), std::end(kAllowed),
                             [](const Allowed& a, const Allowed& b) { return a.name < b.name; }));

const Allowed* findAllowed(std::string_view name) {
    const auto* found = std::lower_bound(std::begin(kAllowed), std::end(kAllowed), name,
                                         [](const Allowed& a, std::string_view b) { return a.name < b; });
    return found != std::end(kAllowed) && found->name == name ? found : nullptr;
}

const char* const kUntrusted =
    "nothing of it was run; a file of weights needs no such thing. Take the model as safetensors, or, where you trust "
    "who made the file, save its state_dict again in Python: torch.save(model.state_dict(), FILE)";

}  // namespace

std::string printable(std::string_view text) {
    constexpr std::size_t kLongest = 200;
    std::string out;
    for (const char c : text.substr(0, kLongest)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7F) {
            out += c;
            continue;
        }
        char escaped[8];
        std::snprintf(escaped, sizeof escaped, "\\x%02x", byte);
        out += escaped;
    }
    return text.size() > kLongest ? out + "..." : out;
}

// The machine of Python's pickletools, less all that runs code.
class PickleReader {
public:
    PickleReader(Pickle& out, std::span<const std::byte> bytes, const std::string& where)
        : nodes_(out.nodes_), bytes_(reinterpret_cast<const char*>(bytes.data()), bytes.size()), where_(where) {}

    std::uint32_t run() {
        if (bytes_.size() < 2 || bytes_[0] != '\x80')
            fail("is no pickle of protocol 2 or later", "write it again with torch.save");
        while (true) {
            const std::size_t here = at_;
            const auto code = static_cast<unsigned char>(take(1)[0]);
            if (code == '.') return pop();
            step(code, here);
        }
    }
    std::size_t position() const { return at_; }

private:
    [[noreturn]] void fail(const std::string& what, const std::string& hint) const { throw Error(what, where_, hint); }
    [[noreturn]] void damaged(const std::string& what) const {
        fail("its pickle " + what, "the file is damaged or was not written by torch.save; fetch it again");
    }

    std::string_view take(std::uint64_t count) {
        if (count > bytes_.size() - at_) damaged("is cut off");
        const auto part = bytes_.substr(at_, count);
        at_ += count;
        return part;
    }
    template <class T>
    T number() {
        T value;
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        return value;
    }
    std::string_view line() {
        const auto end = bytes_.find('\n', at_);
        if (end == std::string_view::npos) damaged("is cut off");
        const auto text = take(end - at_);
        ++at_;
        return text;
    }

    std::uint32_t add(PickleNode node) {
        if (nodes_.size() >= kMaxNodes)
            fail("its pickle holds more than " + std::to_string(kMaxNodes) + " values", kUntrusted);
        nodes_.push_back(std::move(node));
        return static_cast<std::uint32_t>(nodes_.size() - 1);
    }
    void push(PickleNode node) { stack_.push_back(add(std::move(node))); }
    void push(Kind kind, std::string_view text) {
        PickleNode node;
        node.kind = kind;
        node.text = text;
        push(std::move(node));
    }
    void pushInteger(Kind kind, std::int64_t value) {
        PickleNode node;
        node.kind = kind;
        node.integer = value;
        push(std::move(node));
    }
    void pushItems(Kind kind, std::vector<std::uint32_t> items) {
        PickleNode node;
        node.kind = kind;
        node.items = std::move(items);
        push(std::move(node));
    }
    std::size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }
    std::uint32_t pop() {
        if (stack_.size() <= floor()) damaged("takes more than it put down");
        const auto top = stack_.back();
        stack_.pop_back();
        return top;
    }
    std::vector<std::uint32_t> popCount(std::size_t count) {
        if (stack_.size() - floor() < count) damaged("takes more than it put down");
        std::vector<std::uint32_t> items(stack_.end() - std::ptrdiff_t(count), stack_.end());
        stack_.resize(stack_.size() - count);
        return items;
    }
    std::vector<std::uint32_t> popMark() {
        if (marks_.empty()) damaged("has no mark where one is needed");
        const auto begin = marks_.back();
        marks_.pop_back();
        std::vector<std::uint32_t> items(stack_.begin() + std::ptrdiff_t(begin), stack_.end());
        stack_.resize(begin);
        return items;
    }
    PickleNode& top() {
        if (stack_.size() <= floor()) damaged("takes more than it put down");
        return nodes_[stack_.back()];
    }

    void extend(std::initializer_list<Kind> kinds, const std::vector<std::uint32_t>& items) {
        PickleNode& target = top();
        if (std::find(kinds.begin(), kinds.end(), target.kind) == kinds.end())
            damaged("adds to something that is no " + std::string(kinds.begin()[0] == Kind::Dict ? "dict" : "list"));
        if (target.kind == Kind::Dict && items.size() % 2 != 0) damaged("has a key without a value");
        target.items.insert(target.items.end(), items.begin(), items.end());
    }

    void remember(std::uint32_t place) {
        if (stack_.empty()) damaged("remembers what it never put down");
        memo_[place] = stack_.back();
    }
    void recall(std::uint32_t place) {
        const auto found = memo_.find(place);
        if (found == memo_.end()) damaged("asks for what it never put down");
        stack_.push_back(found->second);
    }

    void global(std::string_view module, std::string_view name) {
        const std::string whole = std::string(module) + "." + std::string(name);
        const Allowed* allowed = findAllowed(whole);
        if (!allowed) {
            if (whole.starts_with("torch._utils._rebuild_"))
                fail("holds a kind of tensor that is not supported (" + printable(whole) + ")",
                     "save it as a dense tensor");
            fail("its pickle asks for " + printable(whole) + ", which is refused", kUntrusted);
        }
        push(Kind::Global, allowed->name);
    }

    // `global(*arguments)`, described.
    void call(std::uint32_t callee, std::uint32_t arguments) {
        if (nodes_[callee].kind != Kind::Global) damaged("calls what has no name");
        if (nodes_[arguments].kind != Kind::Tuple) damaged("calls without a tuple of arguments");
        const std::string_view name = nodes_[callee].text;
        switch (findAllowed(name)->use) {
            case Use::Value:
                fail("its pickle calls " + std::string(name) + ", which is refused", kUntrusted);
            case Use::Dict:
                return pushItems(Kind::Dict, pairs(nodes_[arguments].items, name == "collections.defaultdict"));
            case Use::Set: {
                const auto& given = nodes_[arguments].items;
                return pushItems(Kind::Set, given.empty() ? std::vector<std::uint32_t>() : copied(given[0]));
            }
            case Use::Call: {
                PickleNode node;
                node.kind = Kind::Call;
                node.text = name;
                node.items = {arguments};
                return push(std::move(node));
            }
        }
    }
    // A list that is copied again and again would grow beyond the file.
    std::vector<std::uint32_t> copied(std::uint32_t index) {
        const PickleNode& node = nodes_[index];
        if (node.kind != Kind::List && node.kind != Kind::Tuple && node.kind != Kind::Set && node.kind != Kind::Dict)
            damaged("makes a container of what is none");
        copied_ += node.items.size();
        if (copied_ > kMaxCopied)
            fail("its pickle copies more than " + std::to_string(kMaxCopied) + " values", kUntrusted);
        return node.items;
    }
    // OrderedDict([(key, value), ...]) or of a dict.
    std::vector<std::uint32_t> pairs(const std::vector<std::uint32_t>& arguments, bool factory) {
        const std::size_t first = factory ? 1 : 0;
        if (arguments.size() <= first) return {};
        const auto given = copied(arguments[first]);
        if (nodes_[arguments[first]].kind == Kind::Dict) return given;
        std::vector<std::uint32_t> items;
        for (const auto pair : given) {
            const auto both = copied(pair);
            if (both.size() != 2) damaged("has a key without a value");
            items.insert(items.end(), both.begin(), both.end());
        }
        return items;
    }

    // What __setstate__ or __dict__.update() would get. Of dicts (OrderedDict's _metadata) it says nothing of the
    // values.
    void build() {
        const auto state = pop();
        PickleNode& target = top();
        if (target.kind == Kind::Dict) return;
        if (target.kind != Kind::Call || target.items.size() != 1) damaged("gives a state to what has none");
        target.items.push_back(state);
    }

    void pushLong(std::string_view bytes) {
        if (bytes.size() > sizeof(std::int64_t)) return push(Kind::Long, bytes);
        // Two's complement, the lowest byte first.
        std::uint64_t value = !bytes.empty() && (bytes.back() & '\x80') ? ~std::uint64_t{0} : 0;
        std::memcpy(&value, bytes.data(), bytes.size());
        pushInteger(Kind::Integer, static_cast<std::int64_t>(value));
    }

    void step(unsigned char code, std::size_t here) {
        switch (code) {
            case 0x80: {  // PROTO
                const auto protocol = number<std::uint8_t>();
                if (protocol < 2 || protocol > 5) damaged("has the unknown protocol " + std::to_string(protocol));
                return;
            }
            case 0x95:  // FRAME
                number<std::uint64_t>();
                return;
            case '(':
                marks_.push_back(stack_.size());
                return;
            case '0':  // POP
                if (stack_.size() <= floor() && !marks_.empty())
                    marks_.pop_back();
                else
                    pop();
                return;
            case '1':
                popMark();
                return;
            case '2': {  // DUP
                top();
                stack_.push_back(stack_.back());
                return;
            }
            case 'N':
                return pushInteger(Kind::None, 0);
            case 0x88:
                return pushInteger(Kind::Bool, 1);
            case 0x89:
                return pushInteger(Kind::Bool, 0);
            case 'J':
                return pushInteger(Kind::Integer, number<std::int32_t>());
            case 'K':
                return pushInteger(Kind::Integer, number<std::uint8_t>());
            case 'M':
                return pushInteger(Kind::Integer, number<std::uint16_t>());
            case 0x8a:
                return pushLong(take(number<std::uint8_t>()));
            case 0x8b: {
                const auto size = number<std::int32_t>();
                if (size < 0) damaged("has a number of negative length");
                return pushLong(take(std::uint64_t(size)));
            }
            case 'G': {  // big-endian
                PickleNode node;
                node.kind = Kind::Number;
                node.number = std::bit_cast<double>(__builtin_bswap64(number<std::uint64_t>()));
                return push(std::move(node));
            }
            case 'X':
                return push(Kind::Text, take(number<std::uint32_t>()));
            case 0x8c:
                return push(Kind::Text, take(number<std::uint8_t>()));
            case 0x8d:
                return push(Kind::Text, take(number<std::uint64_t>()));
            case 'T': {  // of Python 2
                const auto size = number<std::int32_t>();
                if (size < 0) damaged("has a text of negative length");
                return push(Kind::Text, take(std::uint64_t(size)));
            }
            case 'U':
                return push(Kind::Text, take(number<std::uint8_t>()));
            case 'B':
                return push(Kind::Bytes, take(number<std::uint32_t>()));
            case 'C':
                return push(Kind::Bytes, take(number<std::uint8_t>()));
            case 0x8e:  // BINBYTES8
            case 0x96:  // BYTEARRAY8
                return push(Kind::Bytes, take(number<std::uint64_t>()));
            case '}':
                return pushItems(Kind::Dict, {});
            case ']':
                return pushItems(Kind::List, {});
            case ')':
                return pushItems(Kind::Tuple, {});
            case 0x8f:
                return pushItems(Kind::Set, {});
            case 'd': {
                auto items = popMark();
                if (items.size() % 2 != 0) damaged("has a key without a value");
                return pushItems(Kind::Dict, std::move(items));
            }
            case 'l':
                return pushItems(Kind::List, popMark());
            case 't':
                return pushItems(Kind::Tuple, popMark());
            case 0x91:
                return pushItems(Kind::Set, popMark());
            case 0x85:
            case 0x86:
            case 0x87:
                return pushItems(Kind::Tuple, popCount(code - 0x84));
            case 'a':
                return extend({Kind::List}, popCount(1));
            case 'e':
                return extend({Kind::List}, popMark());
            case 0x90:
                return extend({Kind::Set}, popMark());
            case 's':
                return extend({Kind::Dict}, popCount(2));
            case 'u':
                return extend({Kind::Dict}, popMark());
            case 'b':
                return build();
            case 'c': {
                const auto module = line();
                return global(module, line());
            }
            case 0x93: {
                const auto name = pop(), module = pop();
                if (nodes_[name].kind != Kind::Text || nodes_[module].kind != Kind::Text)
                    damaged("names something with what is no text");
                return global(nodes_[module].text, nodes_[name].text);
            }
            case 'R':
            case 0x81: {  // REDUCE, NEWOBJ
                const auto arguments = pop();
                return call(pop(), arguments);
            }
            case 'Q':
                return pushItems(Kind::Reference, popCount(1));
            case 'q':
                return remember(number<std::uint8_t>());
            case 'r':
                return remember(number<std::uint32_t>());
            case 0x94:
                return remember(static_cast<std::uint32_t>(memo_.size()));
            case 'h':
                return recall(number<std::uint8_t>());
            case 'j':
                return recall(number<std::uint32_t>());
            default:
                break;
        }
        char text[8];
        std::snprintf(text, sizeof text, "0x%02x", code);
        fail("its pickle uses the code " + std::string(text) + " at byte " + std::to_string(here) +
                 ", which tensors do not need and which is refused",
             kUntrusted);
    }

    std::deque<PickleNode>& nodes_;
    std::string_view bytes_;
    const std::string& where_;
    std::size_t at_ = 0, copied_ = 0;
    std::vector<std::uint32_t> stack_;
    std::vector<std::size_t> marks_;
    std::unordered_map<std::uint32_t, std::uint32_t> memo_;
};

Pickle::Pickle(std::span<const std::byte> bytes, const std::string& where) {
    PickleReader reader(*this, bytes, where);
    root_ = reader.run();
    size_ = reader.position();
}

}  // namespace atelier::checkpoint
