#pragma once

#include "checkpoint/safetensors.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace atelier::checkpoint {

/// Tensors that torch.save wrote (`.bin`, `.pt`, `.pth`, `.ckpt`), as a zip or as the older single stream. The pickle
/// is read as data (pickle.h): nothing is executed. Tensors lie where they do in the map, so two can share memory as
/// they did; those that are not row-major are copied.
///
/// The state dict is the dict itself where it holds tensors, else what it has under "state_dict", "model",
/// "model_state_dict", "module", "params" or "network"; else every dict and list inside, with names joined by dots. A
/// prefix "module." or "_orig_mod." of all names (DataParallel, torch.compile) is left out. What is no tensor is left
/// out and reported once.
///
/// Throws Error naming file and tensor: a forbidden name or code, no torch file, cut off, big-endian, TorchScript,
/// sizes beyond the storage, a type that DType lacks.
class TorchFile {
public:
    explicit TorchFile(const std::filesystem::path& path);

    const std::map<std::string, TensorView>& tensors() const { return tensors_; }
    /// Where in the file the state dict stands ("model"), empty for the whole file.
    const std::string& section() const { return section_; }

private:
    MappedFile file_;
    std::optional<MappedFile> copies_;  // of tensors that are not row-major; given back and read again like the file
    std::map<std::string, TensorView> tensors_;
    std::string section_;
};

}  // namespace atelier::checkpoint
