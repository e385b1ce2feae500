#include "checkpoint/folder_weights.h"

#include "checkpoint/pickle.h"
#include "common/error.h"
#include "common/json.h"

#include <algorithm>
#include <optional>
#include <set>
#include <system_error>

namespace atelier::checkpoint {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMaxIndexBytes = 200'000'000, kMaxIndexValues = 4'000'000;

std::string shown(const std::string& name) {
    return "\"" + printable(name) + "\"";
}

bool isTorchName(const fs::path& path) {
    static const std::set<std::string> endings = {".bin", ".pt", ".pth", ".ckpt"};
    return endings.contains(path.extension().string());
}

// A file name of the index that stays a file name: no folder, no way out.
void checkShardName(const std::string& shard, const std::string& index, bool torch) {
    if (shard.empty() || shard.find('/') != std::string::npos || shard.find('\0') != std::string::npos ||
        shard == "." || shard == "..")
        throw Error("names the shard " + shown(shard) + ", which is no file of this folder", index);
    if (torch ? !isTorchName(shard) : !shard.ends_with(".safetensors"))
        throw Error("names the shard " + shown(shard) + ", which is no " + (torch ? "torch" : "safetensors") + " file",
                    index, "fetch the model again");
}

std::map<std::string, std::string> readIndex(const fs::path& path, bool torch) {
    const std::string where = path.string();
    const Json index = parseJson(readFile(path, kMaxIndexBytes), where, kMaxIndexValues);
    const auto weights = index.is_object() ? index.find("weight_map") : index.end();
    if (!index.is_object() || weights == index.end() || !weights->is_object())
        throw Error("has no weight_map", where, "fetch the model again");
    std::map<std::string, std::string> shards;
    for (const auto& [tensor, shard] : weights->items()) {
        if (!shard.is_string()) throw Error("tensor " + shown(tensor) + ": its shard is no text", where);
        checkShardName(shard.get<std::string>(), where, torch);
        shards.emplace(tensor, shard.get<std::string>());
    }
    return shards;
}

struct Found {
    fs::path path;
    bool index, torch;
};

std::vector<Found> candidates(const fs::path& folder, const std::string& stem) {
    const std::string torch = (stem == "model" ? "pytorch_model" : stem) + ".bin";
    return {{folder / (stem + ".safetensors"), false, false},
            {folder / (stem + ".safetensors.index.json"), true, false},
            {folder / torch, false, true},
            {folder / (torch + ".index.json"), true, true}};
}

std::optional<Found> find(const fs::path& folder, const std::string& stem) {
    for (const Found& candidate : candidates(folder, stem))
        if (pathExists(candidate.path)) return candidate;
    if (const auto files = torchFiles(folder); files.size() == 1) return Found{files[0], false, true};
    return {};
}

}  // namespace

TensorFile::TensorFile(const fs::path& path)
    : file_(path.extension() == ".safetensors" ? decltype(file_)(std::in_place_type<SafetensorsFile>, path)
                                               : decltype(file_)(std::in_place_type<TorchFile>, path)) {}

const std::map<std::string, TensorView>& TensorFile::tensors() const {
    return std::visit([](const auto& file) -> const std::map<std::string, TensorView>& { return file.tensors(); },
                      file_);
}

ShardedTensors::ShardedTensors(const fs::path& folder, const std::string& stem) {
    const auto found = find(folder, stem);
    if (!found) refuseMissingWeights(folder, stem);
    if (!found->index) {
        files_.emplace_back(found->path);
        tensors_ = files_.back().tensors();
        return;
    }
    const fs::path& index = found->path;
    const auto shards = readIndex(index, found->torch);
    std::set<std::string> opened;
    for (const auto& [_, shard] : shards) {
        if (!opened.insert(shard).second) continue;
        if (!pathExists(folder / shard))
            throw Error("the shard " + shard + " is missing", folder.string(),
                        "fetch the model again: " + index.filename().string() + " lists it");
        files_.emplace_back(folder / shard);
        for (const auto& [tensor, view] : files_.back().tensors()) {
            const auto listed = shards.find(tensor);
            if (listed == shards.end())
                throw Error("tensor " + shown(tensor) + " stands in " + shard + ", but not in the index",
                            index.string());
            if (listed->second != shard)
                throw Error("tensor " + shown(tensor) + " stands in " + shard + ", the index says " + listed->second,
                            index.string());
            tensors_.emplace(tensor, view);
        }
    }
    for (const auto& [tensor, shard] : shards)
        if (!tensors_.contains(tensor))
            throw Error("tensor " + shown(tensor) + " is not in " + shard + ", as the index says", index.string());
}

std::uint64_t ShardedTensors::totalBytes() const {
    std::uint64_t bytes = 0;
    for (const auto& [_, view] : tensors_)
        bytes += view.bytes.size();
    return bytes;
}

bool hasWeights(const fs::path& folder, const std::string& stem) {
    return find(folder, stem).has_value();
}

std::vector<fs::path> torchFiles(const fs::path& folder) {
    // The trainer's own leftovers, which hold no weights.
    static const std::set<std::string> others = {"training_args.bin", "optimizer.pt", "optimizer.bin", "scheduler.pt",
                                                 "scheduler.bin",     "scaler.pt",    "rng_state.pth"};
    std::vector<fs::path> files;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(folder, code)) {
        const std::string name = entry.path().filename().string();
        if (isTorchName(entry.path()) && !others.contains(name) && !name.starts_with("rng_state_"))
            files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

void refuseMissingWeights(const fs::path& folder, const std::string& stem) {
    if (const auto files = torchFiles(folder); files.size() > 1) {
        std::string names;
        for (const auto& file : files)
            names += (names.empty() ? "" : ", ") + file.filename().string();
        throw Error("holds several files of torch and no index that joins them: " + names, folder.string(),
                    "keep the one with the weights, or name it pytorch_model.bin");
    }
    throw Error("holds no weights", folder.string(),
                "expected " + stem + ".safetensors, or " + stem +
                    ".safetensors.index.json with its shards, or the same as pytorch_model.bin");
}

}  // namespace atelier::checkpoint
