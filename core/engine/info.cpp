#include "checkpoint/folder_weights.h"
#include "common/error.h"
#include "engine/boundary.h"
#include "engine/handler.h"
#include "engine/load_model.h"
#include "peft/method.h"
#include "peft/method_info.h"
#include "protocol/jobs/adapter.h"
#include "protocol/jobs/model.h"
#include "text/chat_template.h"

#include <torch/torch.h>

#include <set>

namespace atelier::engine {
namespace fs = std::filesystem;
namespace {

// Runs one check; what it throws becomes a line of the answer.
template <class F>
void tried(std::vector<std::string>& problems, F&& check) {
    try {
        guarded(check);
    } catch (const Error& error) {
        problems.push_back(error.what());
    }
}

protocol::ModelInfo modelInfo(const protocol::ModelInfoRequest& job) {
    const auto folder = models::openModelFolder(job.model);
    models::familyOf(folder.modelType, (folder.path / "config.json").string());
    protocol::ModelInfo info;
    info.family = folder.modelType;
    tried(info.problems, [&] { info.device = deviceFrom("auto").is_cuda() ? "cuda" : "cpu"; });
    tried(info.problems, [&] {
        const auto model = models::buildModel(folder, torch::kMeta);
        info.vocabulary = model->language().vocabulary;
        info.tiedEmbeddings = !model->head;
        std::map<std::string, std::uint64_t> counts;
        for (const auto& item : model->named_parameters())
            counts[model->partOf(item.key()).name] += static_cast<std::uint64_t>(item.value().numel());
        for (const auto& part : model->parts())
            info.parts.emplace_back(models::partTitle(part.name), counts[part.name]);
        const checkpoint::ShardedTensors weights(folder.path);
        const auto facts = models::tensorFacts(weights.tensors());
        info.tensors = facts.count;
        info.parameters = facts.parameters;
        info.bytesByType = facts.bytesByType;
        for (const auto& [_, bytes] : info.bytesByType)
            info.bytes += bytes;
        for (auto& problem : models::tensorProblems(*model, folder))
            info.problems.push_back(std::move(problem));
    });
    tried(info.problems, [&] {
        const auto processor = models::loadProcessor(folder.path);
        info.tokens = processor->tokenizer().size();
        const auto encoded = processor->encodePrompt(promptSample("Hello", {}));
        info.example = processor->tokenizer().decode(encoded.ids, false);
    });
    return info;
}

protocol::AdapterInfo adapterInfo(const protocol::AdapterInfoRequest& job) {
    const fs::path configPath = job.adapter / "adapter_config.json";
    protocol::AdapterInfo info;
    info.config = readJson(configPath);
    info.method = jsonAt<std::string>(info.config, "peft_type", configPath.string());
    info.baseModel = jsonAt<std::string>(info.config, "base_model_name_or_path", configPath.string(), std::string());
    const checkpoint::TensorFile weights(peft::weightsOf(job.adapter));
    std::set<std::string> modules, marks;
    for (const auto& method : peft::methodNames())
        if (const auto& known = peft::methodInfo(method); known.peftType == info.method)
            marks.insert(known.tensorNames.begin(), known.tensorNames.end());
    for (const auto& [name, view] : weights.tensors()) {
        std::uint64_t elements = 1;
        for (const auto size : view.shape)
            elements *= static_cast<std::uint64_t>(size);
        info.parameters += elements;
        info.bytes += view.bytes.size();
        ++info.tensors;
        // "...layers.0.self_attn.q_proj.lora_A.weight": the word before the method's own.
        for (const auto& own : marks)
            if (const auto end = name.find("." + own); end != std::string::npos)
                modules.insert(name.substr(name.rfind('.', end - 1) + 1, end - name.rfind('.', end - 1) - 1));
    }
    info.modules.assign(modules.begin(), modules.end());
    return info;
}

const Handler<protocol::ModelInfoRequest> modelInfoHandler{modelInfo};
const Handler<protocol::AdapterInfoRequest> adapterInfoHandler{adapterInfo};

}  // namespace
}  // namespace atelier::engine
