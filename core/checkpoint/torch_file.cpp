#include "checkpoint/torch_file.h"

#include "checkpoint/pickle.h"
#include "checkpoint/zip_archive.h"
#include "common/descriptor.h"
#include "common/error.h"
#include "common/log.h"
#include "common/unicode.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <set>
#include <sys/mman.h>
#include <unistd.h>

namespace atelier::checkpoint {
namespace {

using Kind = PickleNode::Kind;
using Bytes = std::span<const std::byte>;

constexpr std::size_t kMaxPickle = 256'000'000;
constexpr std::size_t kMaxDimensions = 64, kMaxName = 4096, kMaxNesting = 32, kMaxVisited = 2'000'000;
// Of tensors that are not row-major: a tensor of stride 0 is as large as it claims to be.
constexpr std::uint64_t kFreeCopies = 16'000'000, kCopiesPerFile = 4;
constexpr const char* kSections[] = {"state_dict", "model", "model_state_dict", "module", "params", "network"};
constexpr std::string_view kWrappers[] = {"module.", "_orig_mod."};
const char* const kDamaged = "the file is damaged or was not written by torch.save; fetch it again";

struct NamedType {
    std::string_view name;
    DType dtype;
};
constexpr NamedType kTypes[] = {
    {"torch.BoolStorage", DType::Bool},
    {"torch.ByteStorage", DType::U8},
    {"torch.CharStorage", DType::I8},
    {"torch.ShortStorage", DType::I16},
    {"torch.IntStorage", DType::I32},
    {"torch.LongStorage", DType::I64},
    {"torch.HalfStorage", DType::F16},
    {"torch.BFloat16Storage", DType::BF16},
    {"torch.FloatStorage", DType::F32},
    {"torch.DoubleStorage", DType::F64},
    {"torch.ComplexFloatStorage", DType::C64},
    {"torch.bool", DType::Bool},
    {"torch.uint8", DType::U8},
    {"torch.int8", DType::I8},
    {"torch.int16", DType::I16},
    {"torch.int32", DType::I32},
    {"torch.int64", DType::I64},
    {"torch.uint16", DType::U16},
    {"torch.uint32", DType::U32},
    {"torch.uint64", DType::U64},
    {"torch.float16", DType::F16},
    {"torch.bfloat16", DType::BF16},
    {"torch.float32", DType::F32},
    {"torch.float64", DType::F64},
    {"torch.float8_e4m3fn", DType::F8_E4M3},
    {"torch.float8_e5m2", DType::F8_E5M2},
    {"torch.complex64", DType::C64},
};

// The data of the storages, in either layout of the file.
class Storages {
public:
    virtual ~Storages() = default;
    /// No value where the file has no such storage.
    virtual std::optional<Bytes> find(const std::string& key) const = 0;
};

struct Layout {
    DType dtype = DType::F32;
    std::vector<std::int64_t> shape, strides;
    Bytes bytes;  // from the first element to the last
};

bool isRowMajor(const Layout& layout) {
    if (layout.bytes.empty()) return true;
    std::uint64_t expected = 1;
    for (std::size_t i = layout.shape.size(); i-- > 0;) {
        if (layout.shape[i] != 1 && std::uint64_t(layout.strides[i]) != expected) return false;
        expected *= std::uint64_t(layout.shape[i]);
    }
    return true;
}

// Looks the wanted parts of the pickle up.
class Contents {
public:
    Contents(const Pickle& pickle, const Storages& storages, const std::string& where)
        : pickle_(pickle), storages_(storages), where_(where) {
        const PickleNode* root = &pickle.root();
        for (std::size_t depth = 0; depth < kMaxNesting && root->kind == Kind::Dict && !hasTensors(*root); ++depth) {
            const PickleNode* inner = findSection(*root);
            if (!inner) break;
            root = inner;
        }
        collect(*root, "", 0);
        if (layouts_.empty())
            throw Error("holds no tensors with names", where_,
                        "give a file that torch.save(model.state_dict(), FILE) wrote");
        if (!others_.empty())
            log::info(where_ + ": what is no tensor is left out: " + others_ +
                      (more_ > 0 ? " and " + std::to_string(more_) + " more" : ""));
    }

    std::map<std::string, Layout> take() { return std::move(layouts_); }
    const std::string& section() const { return section_; }

private:
    [[noreturn]] void fail(const std::string& what, const std::string& hint = kDamaged) const {
        throw Error((current_.empty() ? "" : "tensor \"" + printable(current_) + "\": ") + what, where_, hint);
    }
    const PickleNode& at(std::uint32_t index) const { return pickle_[index]; }

    static bool isTensor(const PickleNode& node) {
        return node.kind == Kind::Call &&
               (node.text.starts_with("torch._utils._rebuild_") || node.text == "torch._tensor._rebuild_from_type_v2");
    }
    bool hasTensors(const PickleNode& dict) const {
        for (std::size_t i = 1; i < dict.items.size(); i += 2)
            if (isTensor(at(dict.items[i]))) return true;
        return false;
    }
    const PickleNode* findSection(const PickleNode& dict) {
        for (const char* name : kSections)
            for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
                const PickleNode &key = at(dict.items[i]), &value = at(dict.items[i + 1]);
                if (key.kind != Kind::Text || key.text != name || value.kind != Kind::Dict) continue;
                section_ += (section_.empty() ? "" : ".") + std::string(name);
                return &value;
            }
        return nullptr;
    }

    void collect(const PickleNode& node, const std::string& name, std::size_t depth) {
        if (++visited_ > kMaxVisited) fail("the file holds more than " + std::to_string(kMaxVisited) + " values");
        if (isTensor(node)) {
            if (name.empty()) return;
            current_ = name;
            if (!layouts_.emplace(name, layoutOf(node, 0)).second) fail("comes twice");
            current_.clear();
            return;
        }
        const bool dict = node.kind == Kind::Dict, list = node.kind == Kind::List || node.kind == Kind::Tuple;
        if (!dict && !list) {
            if (!name.empty()) leaveOut(name);
            return;
        }
        if (depth == kMaxNesting) fail("dicts are nested deeper than " + std::to_string(kMaxNesting) + " levels");
        for (std::size_t i = 0; i + (dict ? 1 : 0) < node.items.size(); i += dict ? 2 : 1)
            collect(at(node.items[dict ? i + 1 : i]), joined(name, dict ? keyOf(at(node.items[i])) : std::to_string(i)),
                    depth + 1);
    }
    std::string joined(const std::string& name, const std::string& key) const {
        std::string whole = name.empty() ? key : name + "." + key;
        if (whole.size() > kMaxName) fail("the name \"" + printable(whole) + "\" is too long");
        return whole;
    }
    std::string keyOf(const PickleNode& key) const {
        if (key.kind == Kind::Integer) return std::to_string(key.integer);
        if (key.kind != Kind::Text) fail("a key of a dict is no text");
        if (key.text.size() > kMaxName) fail("the name \"" + printable(key.text) + "\" is too long");
        // It marks bytes that are no UTF-8.
        if (codePoints(key.text).find(U'\uFFFD') != std::u32string::npos)
            fail("the name \"" + printable(key.text) + "\" is no UTF-8");
        return std::string(key.text);
    }
    void leaveOut(const std::string& name) {
        constexpr std::size_t kListed = 5;
        if (++left_ > kListed)
            ++more_;
        else
            others_ += (others_.empty() ? "" : ", ") + printable(name);
    }

    // A Call's arguments; `count` of them at least.
    const std::vector<std::uint32_t>& arguments(const PickleNode& call, std::size_t count) const {
        const auto& given = at(call.items.at(0)).items;
        if (given.size() < count) fail("its entry lacks arguments");
        return given;
    }
    std::int64_t integer(std::uint32_t index) const {
        const PickleNode& node = at(index);
        if (node.kind != Kind::Integer) fail("its entry has something else where a whole number belongs");
        return node.integer;
    }
    // A tuple, or a torch.Size of one.
    std::vector<std::int64_t> integers(std::uint32_t index) const {
        const PickleNode* node = &at(index);
        if (node->kind == Kind::Call && node->text == "torch.Size") node = &at(arguments(*node, 1)[0]);
        if (node->kind != Kind::Tuple && node->kind != Kind::List) fail("its entry has no shape");
        if (node->items.size() > kMaxDimensions)
            fail("has " + std::to_string(node->items.size()) + " dimensions; at most " +
                 std::to_string(kMaxDimensions) + " are read");
        std::vector<std::int64_t> values;
        for (const auto item : node->items) {
            values.push_back(integer(item));
            if (values.back() < 0) fail("a size or stride is negative");
        }
        return values;
    }
    DType typeOf(const PickleNode& node) const {
        if (node.kind != Kind::Global) fail("its entry has no element type");
        for (const NamedType& type : kTypes)
            if (type.name == node.text) return type.dtype;
        fail("has the element type " + std::string(node.text) + ", which is not supported",
             "save it as float32 or bfloat16");
    }

    Layout layoutOf(const PickleNode& node, std::size_t depth) const {
        if (!isTensor(node) || depth > kMaxNesting) fail("its entry is no tensor");
        if (node.text == "torch._utils._rebuild_parameter" || node.text == "torch._utils._rebuild_parameter_with_state")
            return layoutOf(at(arguments(node, 1)[0]), depth + 1);
        if (node.text == "torch._tensor._rebuild_from_type_v2") {
            // (function, class, arguments, state): the tensor is function(*arguments).
            const auto& given = arguments(node, 3);
            const PickleNode& function = at(given[0]);
            if (function.kind != Kind::Global || at(given[2]).kind != Kind::Tuple) fail("its entry is no tensor");
            PickleNode call;
            call.kind = Kind::Call;
            call.text = function.text;
            call.items = {given[2]};
            return layoutOf(call, depth + 1);
        }
        return dense(node);
    }

    // (storage, offset, sizes, strides, requires_grad, hooks[, dtype][, metadata])
    Layout dense(const PickleNode& node) const {
        const bool third = node.text == "torch._utils._rebuild_tensor_v3";
        const auto& given = arguments(node, third ? 7 : 4);
        const PickleNode& storage = at(given[0]);
        if (storage.kind != Kind::Reference) fail("its entry has no storage");
        const PickleNode& id = at(storage.items.at(0));
        // ("storage", type, key, device, elements[, (key, offset, elements) of a view])
        if (id.kind != Kind::Tuple || id.items.size() < 5 || at(id.items[0]).text != "storage" ||
            at(id.items[2]).kind != Kind::Text)
            fail("its storage is no torch storage");
        const std::size_t metadata = third ? 7 : 6;
        if (given.size() > metadata && !at(given[metadata]).items.empty())
            fail("has a conjugate or negative view, which is not supported", "save it resolved: tensor.clone()");
        Layout layout;
        layout.dtype = typeOf(third ? at(given[6]) : at(id.items[1]));
        layout.shape = integers(given[2]);
        layout.strides = integers(given[3]);
        if (layout.shape.size() != layout.strides.size()) fail("has another number of strides than of sizes");
        const std::string key(at(id.items[2]).text.substr(0, kMaxName));
        Bytes bytes;
        const bool empty = std::find(layout.shape.begin(), layout.shape.end(), 0) != layout.shape.end();
        if (const auto found = storages_.find(key))
            bytes = *found;
        else if (!empty)
            fail(at(id.items[3]).text == "meta" ? "has no values (it was saved from the meta device)"
                                                : "its storage \"" + printable(key) + "\" is not in the file");
        const std::uint64_t size = elementSize(layout.dtype);
        const std::uint64_t claimed = natural(id.items[4]);  // in bytes where the storage has no type
        if (claimed > bytes.size() / (third ? 1 : size) && !empty)
            fail("its storage is cut off: " + std::to_string(bytes.size()) + " bytes are there");
        if (id.items.size() > 5 && at(id.items[5]).kind == Kind::Tuple) {
            const auto& view = at(id.items[5]).items;
            if (view.size() != 3) fail("its storage is no torch storage");
            bytes = part(bytes, natural(view[1]), natural(view[2]), size);
        }
        // One past the last element, in elements.
        std::uint64_t extent = 1;
        bool tooLarge = false;
        for (std::size_t i = 0; i < layout.shape.size() && !empty; ++i) {
            std::uint64_t span = 0;
            tooLarge =
                tooLarge ||
                __builtin_mul_overflow(std::uint64_t(layout.shape[i] - 1), std::uint64_t(layout.strides[i]), &span) ||
                __builtin_add_overflow(extent, span, &extent);
        }
        const std::uint64_t offset = natural(given[1]);
        if (empty) return layout;
        if (tooLarge || extent > bytes.size() / size || offset > bytes.size() / size - extent)
            fail("its values end beyond its storage");
        layout.bytes = part(bytes, offset, extent, size);
        return layout;
    }
    std::uint64_t natural(std::uint32_t index) const {
        const std::int64_t value = integer(index);
        if (value < 0) fail("an offset or a size is negative");
        return std::uint64_t(value);
    }
    Bytes part(Bytes bytes, std::uint64_t offset, std::uint64_t count, std::uint64_t size) const {
        const std::uint64_t all = bytes.size() / size;
        if (offset > all || count > all - offset) fail("its values end beyond its storage");
        return bytes.subspan(offset * size, count * size);
    }

    const Pickle& pickle_;
    const Storages& storages_;
    const std::string& where_;
    std::map<std::string, Layout> layouts_;
    std::string section_, current_, others_;
    std::size_t visited_ = 0, left_ = 0, more_ = 0;
};

class ZipStorages : public Storages {
public:
    ZipStorages(Bytes file, const std::string& where) : where_(where), entries_(zipEntries(file, where)) {
        for (const auto& [name, _] : entries_)
            if (name.ends_with("/data.pkl") && std::count(name.begin(), name.end(), '/') == 1)
                folder_ = name.substr(0, name.size() - std::strlen("data.pkl"));
        if (folder_.empty())
            throw Error("is a zip archive without data.pkl, which torch.save writes", where_, "give a file of weights");
        if (entries_.contains(folder_ + "constants.pkl"))
            throw Error("is a TorchScript program, not a file of weights", where_,
                        "save its weights in Python: torch.save(torch.jit.load(FILE).state_dict(), NEW_FILE)");
        if (const auto order = entries_.find(folder_ + "byteorder");
            order != entries_.end() &&
            std::string_view(reinterpret_cast<const char*>(order->second.data()), order->second.size()) == "big")
            throw Error("was written on a big-endian machine", where_, "save it again on another one");
    }
    Bytes pickle() const { return entries_.at(folder_ + "data.pkl"); }
    std::optional<Bytes> find(const std::string& key) const override {
        const auto found = entries_.find(folder_ + "data/" + key);
        return found == entries_.end() ? std::nullopt : std::optional(found->second);
    }

private:
    const std::string& where_;
    std::map<std::string, Bytes> entries_;
    std::string folder_;
};

// Before torch 1.6: five pickles (a magic number, a version, the machine, the values, the storages' keys), then each
// storage as its number of elements and these.
class StreamStorages : public Storages {
public:
    StreamStorages(Bytes file, const std::string& where) : where_(where), rest_(file) {
        const auto small = [&] { return Pickle(next(), where_); };
        {
            const Pickle magic = small();
            constexpr unsigned char kMagic[] = {0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19};
            const auto& root = magic.root();
            if (root.kind != Kind::Long || root.text.size() != sizeof kMagic ||
                std::memcmp(root.text.data(), kMagic, sizeof kMagic) != 0)
                throw Error("is a pickle, but none that torch.save wrote", where_,
                            "give the weights as safetensors, or save them in Python: torch.save(STATE_DICT, FILE)");
            skip(magic);
        }
        skip(small());  // the version of the protocol
        const Pickle machine = small();
        checkOrder(machine);
        skip(machine);
        values_ = std::make_unique<Pickle>(next(), where_);
        skip(*values_);
        const Pickle keys = small();
        skip(keys);
        findTypes();
        for (const auto item : keys.root().items) {
            if (keys.root().kind != Kind::List || keys[item].kind != Kind::Text)
                fail("its list of storages is damaged");
            readStorage(std::string(keys[item].text));
        }
    }
    const Pickle& values() const { return *values_; }
    std::optional<Bytes> find(const std::string& key) const override {
        const auto found = storages_.find(key);
        return found == storages_.end() ? std::nullopt : std::optional(found->second);
    }

private:
    [[noreturn]] void fail(const std::string& what) const { throw Error(what, where_, kDamaged); }
    Bytes next() const { return rest_.first(std::min(rest_.size(), kMaxPickle)); }
    void skip(const Pickle& pickle) { rest_ = rest_.subspan(pickle.size()); }

    void checkOrder(const Pickle& machine) const {
        const auto& items = machine.root().items;
        for (std::size_t i = 0; machine.root().kind == Kind::Dict && i + 1 < items.size(); i += 2)
            if (machine[items[i]].text == "little_endian" && machine[items[i + 1]].kind == Kind::Bool &&
                machine[items[i + 1]].integer == 0)
                throw Error("was written on a big-endian machine", where_, "save it again on another one");
    }
    // The stream counts elements; their size stands with the tensors.
    void findTypes() {
        for (std::uint32_t i = 0; i < values_->count(); ++i) {
            const PickleNode& node = (*values_)[i];
            if (node.kind != Kind::Reference) continue;
            const PickleNode& id = (*values_)[node.items.at(0)];
            if (id.kind != Kind::Tuple || id.items.size() < 3) continue;
            for (const NamedType& type : kTypes)
                if (type.name == (*values_)[id.items[1]].text)
                    sizes_.emplace((*values_)[id.items[2]].text, elementSize(type.dtype));
            if ((*values_)[id.items[1]].text.starts_with("torch.storage."))
                sizes_.emplace((*values_)[id.items[2]].text, 1);
        }
    }
    void readStorage(const std::string& key) {
        const auto size = sizes_.find(key);
        if (size == sizes_.end()) fail("a storage has an element type that is not supported");
        std::uint64_t count = 0;
        if (rest_.size() < sizeof count) fail("is cut off");
        std::memcpy(&count, rest_.data(), sizeof count);
        rest_ = rest_.subspan(sizeof count);
        if (count > rest_.size() / size->second) fail("is cut off");
        storages_[key] = rest_.first(count * size->second);
        rest_ = rest_.subspan(count * size->second);
    }

    const std::string& where_;
    Bytes rest_;
    std::unique_ptr<Pickle> values_;
    std::map<std::string, std::uint64_t, std::less<>> sizes_;
    std::map<std::string, Bytes> storages_;
};

std::uint64_t sizeOf(const Layout& layout) {
    std::uint64_t size = elementSize(layout.dtype);
    for (const auto dimension : layout.shape)
        if (__builtin_mul_overflow(size, std::uint64_t(dimension), &size)) return ~std::uint64_t{0};
    return size;
}

// Row-major bytes of a tensor of any strides.
void copyElements(const Layout& layout, std::byte* out) {
    const std::size_t size = elementSize(layout.dtype), last = layout.shape.size() - 1;
    std::vector<std::int64_t> index(layout.shape.size(), 0);
    while (true) {
        std::int64_t element = 0;
        for (std::size_t i = 0; i < last; ++i)
            element += index[i] * layout.strides[i];
        for (std::int64_t i = 0; i < layout.shape[last]; ++i, out += size)
            std::memcpy(out, layout.bytes.data() + std::size_t(element + i * layout.strides[last]) * size, size);
        std::size_t i = last;
        while (i > 0 && ++index[i - 1] == layout.shape[i - 1])
            index[--i] = 0;
        if (i == 0) return;
    }
}

void refuseOthers(Bytes bytes, const std::string& where) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (text.starts_with("version https://git-lfs"))
        throw Error("holds a pointer of Git LFS, not the weights", where,
                    "run git lfs pull in its folder, or fetch the file again");
    if (text.size() > 262 && text.substr(257, 5) == "ustar")
        throw Error("is a tar archive of torch before 0.1.10", where, "save it again with a newer torch");
    if (!text.starts_with('\x80')) throw Error("is no pickle file that torch.save wrote", where, kDamaged);
}

}  // namespace

TorchFile::TorchFile(const std::filesystem::path& path) : file_(path) {
    const std::string where = path.string();
    const Bytes bytes = file_.bytes();
    std::map<std::string, Layout> layouts;
    const auto read = [&](const Pickle& pickle, const Storages& storages) {
        Contents contents(pickle, storages, where);
        section_ = contents.section();
        layouts = contents.take();
    };
    if (isZip(bytes)) {
        const ZipStorages zip(bytes, where);
        if (zip.pickle().size() > kMaxPickle) throw Error("its data.pkl is too large", where, kDamaged);
        read(Pickle(zip.pickle(), where), zip);
    } else {
        refuseOthers(bytes, where);
        const StreamStorages stream(bytes, where);
        read(stream.values(), stream);
    }

    for (const auto wrapper : kWrappers) {
        if (!std::ranges::all_of(layouts, [&](const auto& item) {
                return item.first.starts_with(wrapper) && item.first.size() > wrapper.size();
            }))
            continue;
        std::map<std::string, Layout> bare;
        for (auto& [name, layout] : layouts)
            bare.emplace(name.substr(wrapper.size()), std::move(layout));
        layouts = std::move(bare);
    }

    constexpr std::uint64_t kAlignment = 64;
    std::map<std::string, std::uint64_t> places;
    std::uint64_t copied = 0;
    for (const auto& [name, layout] : layouts) {
        if (isRowMajor(layout)) continue;
        const std::uint64_t size = sizeOf(layout), limit = std::max(kFreeCopies, kCopiesPerFile * bytes.size());
        if (size > limit || copied > limit - size)
            throw Error("tensor \"" + printable(name) + "\": its shape is far larger than what the file holds", where,
                        "save it in Python as it is used: tensor.clone()");
        places[name] = copied;
        copied += (size + kAlignment - 1) / kAlignment * kAlignment;
    }
    if (copied > 0) {
        const Descriptor memory(::memfd_create("atelier-tensors", MFD_CLOEXEC));
        if (memory.get() < 0 || ::ftruncate(memory.get(), off_t(copied)) != 0)
            throw Error::failure(std::string("no memory for its tensors: ") + std::strerror(errno), where);
        for (const auto& [name, place] : places) {
            std::vector<std::byte> values(sizeOf(layouts.at(name)));
            copyElements(layouts.at(name), values.data());
            for (std::size_t done = 0; done < values.size();) {
                const auto written =
                    ::pwrite(memory.get(), values.data() + done, values.size() - done, off_t(place + done));
                if (written <= 0)
                    throw Error::failure(std::string("no memory for its tensors: ") + std::strerror(errno), where);
                done += std::size_t(written);
            }
        }
        copies_.emplace("/proc/self/fd/" + std::to_string(memory.get()));
    }
    for (auto& [name, layout] : layouts) {
        const auto copy = places.find(name);
        const Bytes values =
            copy == places.end() ? layout.bytes : copies_->bytes().subspan(copy->second, sizeOf(layout));
        tensors_.emplace(name, TensorView{layout.dtype, std::move(layout.shape), values});
    }
}

}  // namespace atelier::checkpoint
