#include "engine/model_shape.h"

#include "models/family.h"
#include "models/places.h"
#include "nn/vision_block.h"

#include <torch/torch.h>

#include <algorithm>
#include <map>

namespace atelier::engine {
namespace {

// What a linear layer keeps for its gradient.
struct Kept {
    bool input = false;
    std::int64_t elements = 0;  // a token, beside the input
};
using KeptByLinear = std::map<const nn::LinearImpl*, Kept>;

KeptByLinear keptIn(models::VisionLanguageModel& model, const peft::Trainable& trainable, double dropout) {
    std::map<std::string, nn::LinearImpl*> byName;
    KeptByLinear kept;
    for (auto& place : models::findPlaces(model).linears) {
        byName[place.name] = place.module.get();
        kept[place.module.get()].input = place.module->weight.requires_grad();
    }
    if (!trainable.adapter) return kept;
    for (const auto& [name, tensor] : trainable.parameters) {
        std::string module = name;
        models::replacePrefix(module, peft::kNamePrefix, "");
        // "…q_proj.lora_A.weight": the layer's name is the longest beginning that is one.
        for (auto dot = module.rfind('.'); dot != module.npos; dot = dot ? module.rfind('.', dot - 1) : module.npos) {
            const auto found = byName.find(module.substr(0, dot));
            if (found == byName.end()) continue;
            const auto& o = found->second->options;
            Kept& one = kept[found->second];
            if (std::min(tensor.size(0), tensor.dim() > 1 ? tensor.size(1) : 1) == 1) {
                one.elements += tensor.numel();
            } else if (tensor.dim() == 2 && tensor.size(1) == o.in) {
                one.input = true;
                one.elements += tensor.size(0) + (dropout > 0 ? o.in : 0);
            }
            break;
        }
    }
    return kept;
}

template <class Block>
void addParameters(training::BlockShape& shape, const Block& block) {
    for (const auto& parameter : block.parameters()) {
        shape.parameters += parameter.numel();
        if (parameter.requires_grad()) shape.trainedElements += parameter.numel();
    }
}

void addAttention(training::BlockShape& shape, const nn::SelfAttention& attention, const KeptByLinear& kept) {
    const auto& o = attention->options;
    shape.hidden = o.hidden;
    shape.heads = o.heads;
    shape.queries = o.heads * o.headSize;
    shape.keyValues = o.keyValueHeads * o.headSize;
    shape.fused = o.fused;
    for (const auto* linear : {&attention->qProj, &attention->kProj, &attention->vProj, &attention->qkv})
        if (*linear) {
            const Kept& one = kept.at(linear->get());
            shape.keepsAttentionInput |= one.input;
            shape.methodElements += one.elements;
        }
    const Kept& out = kept.at(attention->outProj.get());
    shape.keepsMixed = out.input;
    shape.methodElements += out.elements;
    if (attention->prefix) shape.prefix = attention->prefix->keysAndValues(torch::kFloat32).first.size(0);
}

void addMlp(training::BlockShape& shape, std::initializer_list<const nn::Linear*> first, const nn::Linear& last,
            const KeptByLinear& kept) {
    for (const auto* linear : first) {
        shape.inner = (*linear)->options.out;
        shape.keepsMlpInput |= kept.at(linear->get()).input;
        shape.methodElements += kept.at(linear->get()).elements;
    }
    shape.keepsInner = kept.at(last.get()).input;
    shape.methodElements += kept.at(last.get()).elements;
}

}  // namespace

training::ModelShape shapeOf(models::VisionLanguageModel& model, const peft::Trainable& trainable, double dropout) {
    torch::NoGradGuard noGrad;
    training::ModelShape shape;
    const KeptByLinear kept = keptIn(model, trainable, dropout);
    shape.hidden = model.decoder->options.hidden;
    shape.vocabulary = model.decoder->options.vocabulary;
    shape.projectorTrains = model.projectorTrains;
    shape.towerTrains = model.towerTrains;
    shape.headTrains = model.headWeight().requires_grad();
    shape.embeddingsTrain = model.decoder->embedTokens->weight.requires_grad();
    for (const auto& item : model.named_parameters()) {
        shape.parameters += item.value().numel();
        if (model.partOf(item.key()) == models::Part::Projector) shape.projectorParameters += item.value().numel();
    }
    for (const auto& parameter : trainable.parameters)
        shape.trained += parameter.tensor.numel();
    if (trainable.adapter) shape.methodParameters = shape.trained;
    for (const auto& [name, part, linear] : models::findPlaces(model).linears)
        if (part == models::Part::Projector)
            shape.projectorWidth = std::max({shape.projectorWidth, linear->options.in, linear->options.out});

    // A gradient flows through a block when something in it or before it is trained.
    bool towerFlows = false, languageFlows = shape.towerTrains || shape.projectorTrains || shape.embeddingsTrain;
    const auto finish = [&](training::BlockShape& block, bool& flows) {
        flows |= block.trainedElements > 0 || block.methodElements > 0 || block.prefix > 0 ||
                 block.keepsAttentionInput || block.keepsMixed || block.keepsMlpInput || block.keepsInner;
        block.recorded = flows;
        shape.blocks.push_back(block);
    };
    for (const auto& item : model.named_modules()) {
        training::BlockShape block;
        if (auto layer = std::dynamic_pointer_cast<nn::DecoderLayerImpl>(item.value())) {
            block.gated = block.rotary = true;
            addParameters(block, *layer);
            addAttention(block, layer->attention, kept);
            addMlp(block, {&layer->mlp->gateProj, &layer->mlp->upProj}, layer->mlp->downProj, kept);
            finish(block, languageFlows);
        } else if (auto vision = std::dynamic_pointer_cast<nn::VisionBlockImpl>(item.value())) {
            block.tower = true;
            addParameters(block, *vision);
            addAttention(block, vision->attention, kept);
            block.rotary = block.fused;
            addMlp(block, {&vision->mlp->fc1}, vision->mlp->fc2, kept);
            finish(block, towerFlows);
        }
    }
    return shape;
}

}  // namespace atelier::engine
