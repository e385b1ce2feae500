#pragma once

#include "common/file.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace atelier::checkpoint {

/// Element types of the safetensors format that we read and write.
enum class DType { Bool, U8, I8, F8_E4M3, F8_E5M2, I16, U16, I32, U32, I64, U64, F16, BF16, F32, F64, C64 };
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
/// type that is not in DType (F4, ...) is named. Views stay valid when the object is moved.
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

/// Writes one file, atomically; tensors sorted by (alignment, name), header padded to 8 bytes, as the reference
/// implementation does.
void writeSafetensors(const std::filesystem::path& path, const std::map<std::string, TensorView>& tensors,
                      const std::map<std::string, std::string>& metadata = {{"format", "pt"}});

/// Writes `model.safetensors`, or, above `shardBytes`, `model-00001-of-0000N.safetensors` ... and their index, into
/// `folder`.
void writeSharded(const std::filesystem::path& folder, const std::map<std::string, TensorView>& tensors,
                  std::uint64_t shardBytes, const std::string& stem = "model");

}  // namespace atelier::checkpoint
