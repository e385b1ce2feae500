#include "models/model_folder.h"

#include "checkpoint/folder_weights.h"
#include "common/error.h"
#include "common/file.h"
#include "hub/local.h"
#include "models/remote_code.h"

#include <array>
#include <fstream>
#include <system_error>

namespace atelier::models {
namespace fs = std::filesystem;
namespace {

bool isGguf(const fs::path& path) {
    std::array<char, 4> magic{};
    std::ifstream(path, std::ios::binary).read(magic.data(), magic.size());
    return std::string_view(magic.data(), magic.size()) == "GGUF";
}

void checkFolder(const fs::path& path) {
    const std::string where = path.string();
    std::error_code code;
    const fs::file_status status = fs::status(path, code);
    if (status.type() == fs::file_type::not_found)
        throw Error("no such model folder", where,
                    "give the folder that holds the model's config.json; download the model first");
    if (!fs::status_known(status)) throw Error("cannot open: " + code.message(), where);
    if (fs::is_directory(status)) return;
    if (fs::is_regular_file(status) && isGguf(path))
        throw Error("is a GGUF file, which is quantised for inference and cannot be trained", where,
                    "give the folder of the original model: config.json and model.safetensors");
    throw Error("is a file, not a model folder", where, "give the folder that holds it");
}

Json readObject(const fs::path& path) {
    Json object = readJson(path);
    if (!object.is_object()) throw Error("is no JSON object", path.string());
    return object;
}

}  // namespace

ModelFolder openModelFolder(const fs::path& name, Weights weights) {
    const fs::path path = hub::modelFolder(name);
    checkFolder(path);
    const fs::path config = path / "config.json", generation = path / "generation_config.json";
    if (!pathExists(config)) {
        if (pathExists(path / "adapter_config.json"))
            throw Error("is an adapter, not a model", path.string(),
                        "give its base model as the model, and this folder as the adapter");
        throw Error("has no config.json", path.string(), "give the folder of a Hugging Face model");
    }
    ModelFolder folder{path, readObject(config), pathExists(generation) ? readObject(generation) : Json::object(), {}};
    folder.modelType = jsonAt<std::string>(folder.config, "model_type", config.string());
    refuseRemoteCode(folder.config, folder.modelType, fs::absolute(path).lexically_normal().filename().string(),
                     config.string());
    if (!checkpoint::hasWeights(path) && (weights == Weights::Required || !checkpoint::torchFiles(path).empty()))
        checkpoint::refuseMissingWeights(path);
    return folder;
}

TensorFacts tensorFacts(const std::map<std::string, checkpoint::TensorView>& tensors) {
    TensorFacts facts;
    for (const auto& [_, view] : tensors) {
        ++facts.count;
        facts.parameters += view.bytes.size() / checkpoint::elementSize(view.dtype);
        facts.bytesByType[checkpoint::name(view.dtype)] += view.bytes.size();
    }
    return facts;
}

}  // namespace atelier::models
