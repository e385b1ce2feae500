#pragma once

#include "checkpoint/safetensors.h"
#include "checkpoint/torch_file.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace atelier::checkpoint {

/// The tensors of one file: safetensors by its ending, else what torch.save wrote.
class TensorFile {
public:
    explicit TensorFile(const std::filesystem::path& path);
    const std::map<std::string, TensorView>& tensors() const;

private:
    std::variant<SafetensorsFile, TorchFile> file_;
};

/// The weights of a folder: `STEM.safetensors`, or the shards that `STEM.safetensors.index.json` lists; else the same
/// of torch: `pytorch_model.bin` (of the stem "model"; `STEM.bin` of others), or the shards of its index; else the one
/// file that ends in .bin, .pt, .pth or .ckpt. Error for a shard that is missing or no plain file name, and for a
/// tensor in two shards or in another one than the index says. Shards may be links (the hub's cache is made of them).
/// Tensors of torch files can share memory (TorchFile).
class ShardedTensors {
public:
    explicit ShardedTensors(const std::filesystem::path& folder, const std::string& stem = "model");

    const std::map<std::string, TensorView>& tensors() const { return tensors_; }
    std::uint64_t totalBytes() const;

private:
    std::vector<TensorFile> files_;
    std::map<std::string, TensorView> tensors_;
};

/// Whether ShardedTensors would find something to open. Reads nothing.
bool hasWeights(const std::filesystem::path& folder, const std::string& stem = "model");
/// The files of a folder that, by their endings, hold what torch saved; those of a trainer's state are left out.
std::vector<std::filesystem::path> torchFiles(const std::filesystem::path& folder);
/// Throws the Error for a folder where it would find nothing: none, or several torch files without an index.
[[noreturn]] void refuseMissingWeights(const std::filesystem::path& folder, const std::string& stem = "model");

}  // namespace atelier::checkpoint
