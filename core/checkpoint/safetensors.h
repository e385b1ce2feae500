#pragma once

#include "common/file.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace atelier::checkpoint {

/// Element types of the safetensors format that we read and write.
enum class DType { Bool, U8, I8, I16, I32, I64, F16, BF16, F32, F64 };
std::size_t elementSize(DType dtype);
const char* name(DType dtype);  ///< "F32", "BF16", ... as in the file

/// One tensor of a file: a view into the map (row-major, little-endian, not necessarily aligned to more than 1 byte).
struct TensorView {
    DType dtype;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;
};

/// Memory-mapped safetensors file, checked whole before any tensor is handed out: header length (at most 100 MB),
/// UTF-8, duplicate keys, anything before '{', dtypes, shapes (no overflow, no negative), offsets (no overlap, hole,
/// trailing byte). Memory stays within a small multiple of the header. Throws Error naming file and tensor; an element
/// type that is not in DType (F8_E4M3, ...) is named. Views stay valid when the object is moved.
class SafetensorsFile {
public:
    explicit SafetensorsFile(const std::filesystem::path& path);

    const std::filesystem::path& path() const { return path_; }
    const std::map<std::string, TensorView>& tensors() const { return tensors_; }
    const TensorView& at(const std::string& name) const;  ///< throws Error naming file and tensor
    const std::map<std::string, std::string>& metadata() const { return metadata_; }

private:
    std::filesystem::path path_;
    MappedFile file_;
    std::map<std::string, TensorView> tensors_;
    std::map<std::string, std::string> metadata_;
};

/// The weights of a folder: `model.safetensors`, or the shards that `model.safetensors.index.json` lists. Error for a
/// shard that is missing or no plain file name, and for a tensor in two shards or in another one than the index says.
/// Shards may be links (the hub's cache is made of them). A folder with only pickle files (.bin, .pt, .pth, .ckpt) is
/// refused with how to convert.
class ShardedTensors {
public:
    explicit ShardedTensors(const std::filesystem::path& folder, const std::string& stem = "model");

    const std::map<std::string, TensorView>& tensors() const { return tensors_; }
    std::uint64_t totalBytes() const;

private:
    std::vector<SafetensorsFile> files_;
    std::map<std::string, TensorView> tensors_;
};

/// Whether ShardedTensors would find something to open. Reads nothing.
bool hasWeights(const std::filesystem::path& folder, const std::string& stem = "model");
/// A file that, by its ending, holds pickled weights; such files are never opened.
std::optional<std::filesystem::path> pickleFile(const std::filesystem::path& folder);
/// Throws the Error for a folder without safetensors: only pickle files (with how to convert), or nothing.
[[noreturn]] void refuseMissingWeights(const std::filesystem::path& folder, const std::string& stem = "model");

/// Writes one file, atomically; tensors sorted by (alignment, name), header padded to 8 bytes, as the reference
/// implementation does.
void writeSafetensors(const std::filesystem::path& path, const std::map<std::string, TensorView>& tensors,
                      const std::map<std::string, std::string>& metadata = {{"format", "pt"}});

/// Writes `model.safetensors`, or, above `shardBytes`, `model-00001-of-0000N.safetensors` ... and their index, into
/// `folder`.
void writeSharded(const std::filesystem::path& folder, const std::map<std::string, TensorView>& tensors,
                  std::uint64_t shardBytes, const std::string& stem = "model");

}  // namespace atelier::checkpoint
