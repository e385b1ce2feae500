#include "checkpoint/safetensors.h"

#include "common/error.h"
#include "common/json.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <tuple>

namespace atelier::checkpoint {
namespace fs = std::filesystem;
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors data is little-endian and mapped as it is");

// The reference implementation's limit.
constexpr std::uint64_t kMaxHeader = 100'000'000;
// Some 300,000 tensors. Bounds the memory of a header that is all brackets.
constexpr std::size_t kMaxHeaderValues = 4'000'000;

struct TypeInfo {
    DType dtype;
    const char* name;
    std::size_t size;
};
constexpr std::array<TypeInfo, 16> kTypes = {{{DType::Bool, "BOOL", 1},
                                              {DType::U8, "U8", 1},
                                              {DType::I8, "I8", 1},
                                              {DType::F8_E4M3, "F8_E4M3", 1},
                                              {DType::F8_E5M2, "F8_E5M2", 1},
                                              {DType::I16, "I16", 2},
                                              {DType::U16, "U16", 2},
                                              {DType::I32, "I32", 4},
                                              {DType::U32, "U32", 4},
                                              {DType::I64, "I64", 8},
                                              {DType::U64, "U64", 8},
                                              {DType::F16, "F16", 2},
                                              {DType::BF16, "BF16", 2},
                                              {DType::F32, "F32", 4},
                                              {DType::F64, "F64", 8},
                                              {DType::C64, "C64", 8}}};

const TypeInfo& infoOf(DType dtype) {
    for (const TypeInfo& info : kTypes)
        if (info.dtype == dtype) return info;
    throw std::logic_error("dtype");
}

std::string shown(const std::string& name) {
    constexpr std::size_t kLongest = 200;
    return "\"" + (name.size() > kLongest ? name.substr(0, kLongest) + "..." : name) + "\"";
}

const char* const kHint = "the file is damaged or was not written by a safetensors library; fetch it again";

// One tensor's entry in the header.
class EntryReader {
public:
    EntryReader(const std::string& file, const std::string& name, const Json& entry)
        : file_(file), name_(name), entry_(entry) {}

    struct Result {
        TensorView view;
        std::uint64_t begin, end;
    };

    Result read(std::span<const std::byte> data) const {
        if (!entry_.is_object()) fail("its entry is no object");
        for (const auto& [key, _] : entry_.items())
            if (key != "dtype" && key != "shape" && key != "data_offsets")
                fail("has the unknown field \"" + key + "\"");
        Result result{{dtype(), shape(), {}}, 0, 0};
        const Json& offsets = field("data_offsets");
        if (!offsets.is_array() || offsets.size() != 2) fail("data_offsets must be two numbers");
        result.begin = natural(offsets[0], "a data offset");
        result.end = natural(offsets[1], "a data offset");
        if (result.end < result.begin) fail("its data ends before it begins");
        if (result.end > data.size())
            fail("its data ends at byte " + std::to_string(result.end) + ", but the file holds " +
                 std::to_string(data.size()) + " bytes of data: it is cut off");
        const std::uint64_t wanted = byteCount(result.view);
        if (result.end - result.begin != wanted)
            fail("its shape needs " + std::to_string(wanted) + " bytes, its data has " +
                 std::to_string(result.end - result.begin));
        result.view.bytes = data.subspan(result.begin, wanted);
        return result;
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw Error("tensor " + shown(name_) + ": " + what, file_, kHint);
    }

    const Json& field(const char* key) const {
        const auto found = entry_.find(key);
        if (found == entry_.end()) fail(std::string("has no ") + key);
        return *found;
    }
    std::uint64_t natural(const Json& value, const char* what) const {
        // A whole number beyond 64 bits comes as a double.
        if (value.is_number_float() && std::abs(value.get<double>()) >= 0x1p63)
            fail(std::string(what) + " is too large");
        if (!value.is_number_integer()) fail(std::string(what) + " is no whole number");
        if (!value.is_number_unsigned()) fail(std::string(what) + " is negative");
        return value.get<std::uint64_t>();
    }
    DType dtype() const {
        const Json& value = field("dtype");
        if (!value.is_string()) fail("its dtype is no text");
        const std::string text = value.get<std::string>();
        for (const TypeInfo& info : kTypes)
            if (text == info.name) return info.dtype;
        throw Error("tensor " + shown(name_) + " has the element type " + shown(text) + ", which is not supported",
                    file_, "convert the weights to F32, BF16 or F16");
    }
    std::vector<std::int64_t> shape() const {
        const Json& value = field("shape");
        if (!value.is_array()) fail("its shape is no list");
        std::vector<std::int64_t> dimensions;
        for (const Json& item : value) {
            const std::uint64_t size = natural(item, "a dimension");
            if (size > std::uint64_t(std::numeric_limits<std::int64_t>::max())) fail("a dimension is too large");
            dimensions.push_back(static_cast<std::int64_t>(size));
        }
        return dimensions;
    }
    std::uint64_t byteCount(const TensorView& view) const {
        std::uint64_t bytes = elementSize(view.dtype);
        // A product that overflows is refused even where a later dimension is 0.
        for (const std::int64_t size : view.shape)
            if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(size), &bytes))
                fail("its shape is larger than any memory");
        return bytes;
    }

    const std::string& file_;
    const std::string& name_;
    const Json& entry_;
};

std::map<std::string, std::string> readMetadata(const Json& value, const std::string& file) {
    if (!value.is_object()) throw Error("__metadata__ is no object", file, kHint);
    std::map<std::string, std::string> metadata;
    for (const auto& [key, text] : value.items()) {
        if (!text.is_string()) throw Error("__metadata__ " + shown(key) + " is no text", file, kHint);
        metadata.emplace(key, text.get<std::string>());
    }
    return metadata;
}

std::uint64_t bytesOf(const TensorView& view, const std::string& name) {
    std::uint64_t bytes = elementSize(view.dtype);
    for (const std::int64_t size : view.shape)
        if (size < 0 || __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(size), &bytes))
            throw std::logic_error("shape of " + name);
    if (bytes != view.bytes.size()) throw std::logic_error("bytes of " + name + " do not fit its shape");
    return bytes;
}

using Item = std::pair<const std::string, TensorView>;

// Widest elements first, so that all are aligned; then by name.
std::vector<const Item*> inFileOrder(const std::map<std::string, TensorView>& tensors) {
    std::vector<const Item*> items;
    for (const Item& item : tensors)
        items.push_back(&item);
    std::sort(items.begin(), items.end(), [](const Item* a, const Item* b) {
        const std::size_t sizeA = elementSize(a->second.dtype), sizeB = elementSize(b->second.dtype);
        return sizeA != sizeB ? sizeA > sizeB : a->first < b->first;
    });
    return items;
}

std::string headerOf(const std::vector<const Item*>& items, const std::map<std::string, std::string>& metadata) {
    std::string header = "{";
    const auto member = [&](const std::string& key, const Json& value) {
        header += (header.size() > 1 ? "," : "") + Json(key).dump() + ":" + value.dump();
    };
    if (!metadata.empty()) {
        Json values = Json::object();
        for (const auto& [key, value] : metadata)
            values[key] = value;
        member("__metadata__", values);
    }
    std::uint64_t offset = 0;
    for (const Item* item : items) {
        const std::uint64_t end = offset + bytesOf(item->second, item->first);
        Json entry = Json::object();
        entry["dtype"] = name(item->second.dtype);
        entry["shape"] = item->second.shape;
        entry["data_offsets"] = {offset, end};
        member(item->first, entry);
        offset = end;
    }
    header += "}";
    header.resize((header.size() + 7) / 8 * 8, ' ');
    return header;
}

std::string shardName(const std::string& stem, std::size_t index, std::size_t count) {
    const auto padded = [](std::size_t number) {
        const std::string digits = std::to_string(number);
        return std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits;
    };
    return stem + "-" + padded(index) + "-of-" + padded(count) + ".safetensors";
}

}  // namespace

std::size_t elementSize(DType dtype) {
    return infoOf(dtype).size;
}
const char* name(DType dtype) {
    return infoOf(dtype).name;
}

SafetensorsFile::SafetensorsFile(const fs::path& path) : path_(path), file_(path) {
    const std::string where = path.string();
    const auto bytes = file_.bytes();
    const auto refuse = [&](const std::string& what) { throw Error(what, where, kHint); };
    std::uint64_t length = 0;
    if (bytes.size() < sizeof length) refuse("is no safetensors file: " + std::to_string(bytes.size()) + " bytes only");
    std::memcpy(&length, bytes.data(), sizeof length);
    constexpr std::string_view pointer = "version https://git-lfs";
    if (bytes.size() >= pointer.size() && std::memcmp(bytes.data(), pointer.data(), pointer.size()) == 0)
        throw Error("holds a pointer of Git LFS, not the weights", where,
                    "run git lfs pull in its folder, or fetch the file again");
    if (length > kMaxHeader)
        refuse("its header claims " + std::to_string(length) + " bytes; at most " + std::to_string(kMaxHeader) +
               " are allowed");
    if (length > bytes.size() - sizeof length)
        refuse("its header claims " + std::to_string(length) + " bytes, but the file has " +
               std::to_string(bytes.size()) + ": it is cut off");
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + sizeof length, length);
    if (!text.starts_with('{')) refuse("its header does not start with '{'");
    const auto data = bytes.subspan(sizeof length + length);

    const Json header = parseJson(text, where + " (header)", kMaxHeaderValues);
    struct Extent {
        std::uint64_t begin, end;
        const std::string* name;
    };
    std::vector<Extent> extents;
    for (const auto& [key, entry] : header.items()) {
        if (key == "__metadata__") {
            metadata_ = readMetadata(entry, where);
            continue;
        }
        auto tensor = EntryReader(where, key, entry).read(data);
        const auto placed = tensors_.emplace(key, std::move(tensor.view)).first;
        extents.push_back({tensor.begin, tensor.end, &placed->first});
    }
    std::sort(extents.begin(), extents.end(),
              [](const Extent& a, const Extent& b) { return std::tie(a.begin, a.end) < std::tie(b.begin, b.end); });
    std::uint64_t end = 0;
    for (const Extent& extent : extents) {
        if (extent.begin < end) refuse("tensor " + shown(*extent.name) + ": its data overlaps that of another tensor");
        if (extent.begin > end)
            refuse("tensor " + shown(*extent.name) + ": " + std::to_string(extent.begin - end) +
                   " bytes before its data belong to no tensor");
        end = extent.end;
    }
    if (end != data.size()) refuse(std::to_string(data.size() - end) + " bytes at its end belong to no tensor");
}

const TensorView& SafetensorsFile::at(const std::string& name) const {
    const auto found = tensors_.find(name);
    if (found == tensors_.end()) throw Error("has no tensor " + shown(name), path_.string());
    return found->second;
}

void writeSafetensors(const fs::path& path, const std::map<std::string, TensorView>& tensors,
                      const std::map<std::string, std::string>& metadata) {
    const auto items = inFileOrder(tensors);
    const std::string header = headerOf(items, metadata);
    if (header.size() > kMaxHeader) throw std::logic_error("safetensors header over the limit");
    writeFileAtomically(path, [&](int fd) {
        const std::uint64_t length = header.size();
        writeAll(fd, &length, sizeof length, path);
        writeAll(fd, header.data(), header.size(), path);
        for (const Item* item : items)
            writeAll(fd, item->second.bytes.data(), item->second.bytes.size(), path);
    });
}

void writeSharded(const fs::path& folder, const std::map<std::string, TensorView>& tensors, std::uint64_t shardBytes,
                  const std::string& stem) {
    std::vector<std::map<std::string, TensorView>> shards(1);
    std::uint64_t total = 0, filled = 0;
    for (const auto& [key, view] : tensors) {
        const std::uint64_t bytes = bytesOf(view, key);
        if (filled > 0 && filled + bytes > shardBytes) {
            shards.emplace_back();
            filled = 0;
        }
        shards.back().emplace(key, view);
        filled += bytes;
        total += bytes;
    }
    if (shards.size() == 1) return writeSafetensors(folder / (stem + ".safetensors"), tensors);

    std::vector<std::pair<std::string, std::string>> places;
    for (std::size_t i = 0; i < shards.size(); ++i) {
        const std::string file = shardName(stem, i + 1, shards.size());
        writeSafetensors(folder / file, shards[i]);
        for (const auto& [key, _] : shards[i])
            places.emplace_back(key, file);
    }
    std::string index =
        "{\n  \"metadata\": {\n    \"total_size\": " + std::to_string(total) + "\n  },\n  \"weight_map\": {";
    for (std::size_t i = 0; i < places.size(); ++i)
        index += (i ? ",\n    " : "\n    ") + Json(places[i].first).dump() + ": " + Json(places[i].second).dump();
    writeFileAtomically(folder / (stem + ".safetensors.index.json"), index + "\n  }\n}\n");
}

}  // namespace atelier::checkpoint
