#include "engine/load_model.h"

#include "common/error.h"

#include <torch/torch.h>

namespace atelier::engine {
namespace fs = std::filesystem;
namespace {

// "eos_token_id": 7 or [7, 8]; nothing when the key is missing or null.
std::vector<std::int64_t> tokenIds(const Json& object, const std::string& where) {
    const auto found = object.find("eos_token_id");
    if (found == object.end() || found->is_null()) return {};
    const auto one = [&](const Json& value) {
        if (!value.is_number_integer()) throw Error("\"eos_token_id\" must be a whole number or a list of them", where);
        return value.get<std::int64_t>();
    };
    if (!found->is_array()) return {one(*found)};
    std::vector<std::int64_t> ids;
    for (const auto& value : *found)
        ids.push_back(one(value));
    return ids;
}

}  // namespace

torch::Dtype dtypeFrom(const std::string& name) {
    if (name == "fp32") return torch::kFloat32;
    if (name == "bf16") return torch::kBFloat16;
    if (name == "fp16") return torch::kFloat16;
    throw Error("unknown dtype \"" + name + "\"", "dtype", "known: fp32, bf16, fp16");
}

torch::Device deviceFrom(const std::string& name) {
    if (name == "cpu") return torch::kCPU;
    if (name != "auto" && name != "cuda")
        throw Error("unknown device \"" + name + "\"", "device", "known: auto, cpu, cuda");
    if (torch::cuda::is_available()) return torch::Device(torch::kCUDA, 0);
    if (name == "cuda") throw Error("no usable NVIDIA GPU here", "device", "take auto or cpu");
    return torch::kCPU;
}

std::vector<std::int64_t> endTokensOf(const models::ModelFolder& folder, const text::Tokenizer& tokenizer) {
    const fs::path generation = folder.path / "generation_config.json";
    if (fs::exists(generation))
        if (auto ids = tokenIds(readJson(generation), generation.string()); !ids.empty()) return ids;
    const std::string config = (folder.path / "config.json").string();
    for (const Json* part : {&folder.config, &models::textConfig(folder.config)})
        if (auto ids = tokenIds(*part, config); !ids.empty()) return ids;
    const fs::path names = folder.path / "tokenizer_config.json";
    if (fs::exists(names)) {
        const Json object = readJson(names);
        if (const auto found = object.find("eos_token"); found != object.end() && !found->is_null()) {
            const Json& token = found->is_object() ? found->value("content", Json()) : *found;
            if (token.is_string())
                if (const auto id = tokenizer.id(token.get<std::string>())) return {*id};
        }
    }
    throw Error("no token that ends an answer", folder.path.string(),
                "give generation_config.json an \"eos_token_id\"");
}

LoadedModel openModel(const ModelRequest& request) {
    const auto dtype = dtypeFrom(request.dtype);
    const auto device = deviceFrom(request.device);
    LoadedModel loaded;
    loaded.folder = models::openModelFolder(request.model, models::Weights::Required);
    loaded.processor = models::loadProcessor(request.model, request.processor);
    loaded.endTokens = endTokensOf(loaded.folder, loaded.processor->tokenizer());
    models::LoadOptions options{dtype, device, {}};
    if (request.quantization.bits) options.quantization = request.quantization;
    loaded.model = models::loadModel(loaded.folder, options);
    if (!request.adapter.empty()) {
        const auto& family = models::familyOf(loaded.folder.modelType, (loaded.folder.path / "config.json").string());
        loaded.adapter = peft::loadAdapter(*loaded.model, family, request.adapter);
        loaded.adapter->train(false);
    }
    return loaded;
}

data::Sample promptSample(const std::string& prompt, const std::vector<fs::path>& images, const std::string& system) {
    data::Sample sample;
    sample.id = "prompt";
    for (const auto& path : images)
        sample.media.push_back({data::Media::Kind::Image, path, std::nullopt});
    std::string text = prompt;
    if (prompt.find(data::kImageMark) == std::string::npos)
        for (std::size_t i = 0; i < images.size(); ++i)
            text.insert(0, data::kImageMark);
    if (!system.empty()) sample.turns.push_back({data::Turn::Role::System, system});
    sample.turns.push_back({data::Turn::Role::User, text});
    return sample;
}

}  // namespace atelier::engine
