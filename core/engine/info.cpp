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

#include <algorithm>
#include <cctype>
#include <iterator>
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

std::string roleWord(models::Role role) {
    return role == models::Role::Encoder ? "encoder" : role == models::Role::Bridge ? "bridge" : "language";
}

// "model.visual.blocks.3.attn.qkv.weight" -> "model.visual.blocks" and 3; without a number the module that it is in.
std::pair<std::string, std::string> blockOf(const std::string& parameter) {
    for (auto dot = parameter.find('.'); dot != parameter.npos; dot = parameter.find('.', dot + 1)) {
        const auto end = std::min(parameter.find('.', dot + 1), parameter.size());
        const std::string word = parameter.substr(dot + 1, end - dot - 1);
        if (!word.empty() && std::ranges::all_of(word, [](unsigned char c) { return std::isdigit(c); }))
            return {parameter.substr(0, dot), word};
    }
    return {parameter.substr(0, std::min(parameter.rfind('.'), parameter.size())), ""};
}

std::vector<protocol::ModelPart> outlineOf(const models::Model& model) {
    std::vector<protocol::ModelPart> outline;
    std::map<std::string, std::size_t> places;
    for (const auto& part : model.parts()) {
        places[part.name] = outline.size();
        outline.push_back({models::partTitle(part.name), roleWord(part.role), 0, {}});
    }
    std::vector<std::map<std::int64_t, int>> widths(outline.size());  // sizes of vectors, and how often
    std::map<std::string, std::set<std::string>> layers;
    for (const auto& item : model.named_parameters()) {
        const auto place = places.at(model.partOf(item.key()).name);
        const auto [block, layer] = blockOf(item.key());
        auto& blocks = outline[place].blocks;
        auto found = std::ranges::find(blocks, block, &protocol::ModelPart::Block::name);
        if (found == blocks.end()) {
            blocks.push_back({block, 0, 0});
            found = std::prev(blocks.end());
        }
        if (!layer.empty() && layers[block].insert(layer).second) ++found->layers;
        found->parameters += static_cast<std::uint64_t>(item.value().numel());
        if (item.value().dim() == 1) ++widths[place][item.value().numel()];
    }
    for (std::size_t i = 0; i < outline.size(); ++i) {
        // Norms have the width of the hidden states, and are the most frequent vectors.
        int most = 0;
        for (const auto& [width, count] : widths[i])
            if (count > most && outline[i].role == "encoder") {
                most = count;
                outline[i].width = width;
            }
        if (outline[i].role == "language") outline[i].width = model.language().hidden;
    }
    std::ranges::stable_sort(outline, {}, [](const protocol::ModelPart& part) {
        return part.role == "encoder" ? 0 : part.role == "bridge" ? 1 : 2;
    });
    return outline;
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
        info.outline = outlineOf(*model);
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
