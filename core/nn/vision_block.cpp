#include "nn/vision_block.h"

#include <torch/torch.h>

namespace atelier::nn {

VisionBlockImpl::VisionBlockImpl(const VisionBlockOptions& o)
    : Block(o.attention.layer), attentionName_(o.attentionName), mlpName_(o.mlpName) {
    const std::int64_t width = o.attention.hidden;
    norm1 = register_module(o.norm1Name, Norm(o.norm, width));
    attention = register_module(o.attentionName, SelfAttention(o.attention));
    norm2 = register_module(o.norm2Name, Norm(o.norm, width));
    auto own = o.mlp;
    own.width = width;
    if (o.gatedMlp)
        mlp = std::make_shared<GatedMlpImpl>(width, own.inner, own.activation, own.bias);
    else
        mlp = std::make_shared<MlpImpl>(own);
    register_module(o.mlpName, mlp);
}

torch::Tensor VisionBlockImpl::forward(const torch::Tensor& x, const ForwardContext& context) {
    const auto same = [](torch::Tensor output) { return output; };
    const auto attended = residual(
        x, attentionHooks, context, [&](const torch::Tensor& input) { return norm1->forward(input); },
        [&](const torch::Tensor& input) { return attention->forward(input, context); }, same);
    return residual(
        attended, mlpHooks, context, [&](const torch::Tensor& input) { return norm2->forward(input); },
        [&](const torch::Tensor& input) { return mlp->forward(input, context); }, same);
}

std::vector<Block::Sublayer> VisionBlockImpl::sublayers() {
    const std::int64_t width = attention->options.hidden;
    return {{attentionName_, true, width, &attentionHooks}, {mlpName_, false, width, &mlpHooks}};
}

std::vector<std::shared_ptr<Block>> visionBlocks(torch::nn::Module& parent, const std::string& name,
                                                 VisionBlockOptions options, std::int64_t count) {
    std::vector<std::shared_ptr<Block>> blocks;
    torch::nn::ModuleList list;
    for (std::int64_t i = 0; i < count; ++i) {
        options.attention.layer = i;
        blocks.push_back(std::make_shared<VisionBlockImpl>(options));
        list->push_back(blocks.back());
    }
    parent.register_module(name, list);
    return blocks;
}

}  // namespace atelier::nn
