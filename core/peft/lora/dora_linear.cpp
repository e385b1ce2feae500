#include "peft/lora/dora_linear.h"

#include "common/error.h"
#include "nn/frozen_product.h"
#include "peft/lora/lora_linear.h"

#include <torch/torch.h>

namespace atelier::peft {

DoraLinear::DoraLinear(torch::Tensor a, torch::Tensor b, torch::Tensor magnitude, double scale, double dropout,
                       std::optional<double> plusRatio)
    : a_(std::move(a)),
      b_(std::move(b)),
      magnitude_(std::move(magnitude)),
      scale_(scale),
      dropout_(dropout),
      plusRatio_(plusRatio) {}

torch::Tensor DoraLinear::rowNorms(const nn::Weight& matrix) {
    torch::NoGradGuard noGrad;
    return matrix.dense(torch::kFloat32).norm(2, {1});
}

torch::Tensor DoraLinear::norms(const nn::LinearImpl& layer) {
    torch::NoGradGuard noGrad;
    if (!squares_.defined()) squares_ = rowNorms(layer.matrix()).square();
    const auto a = a_.to(torch::kFloat32), b = b_.to(torch::kFloat32);
    const auto cross = layer.matrix().productNoGrad(a, {}).t();  // W Aᵀ [out, rank]
    const auto squares =
        squares_ + 2 * scale_ * (cross * b).sum(1) + scale_ * scale_ * (at::mm(b, at::mm(a, a.t())) * b).sum(1);
    return squares.clamp_min(0).sqrt();
}

torch::Tensor DoraLinear::forward(nn::LinearImpl& layer, const torch::Tensor& x, const nn::LinearCall& below,
                                  const nn::ForwardContext&) {
    const auto dtype = x.scalar_type();
    const auto factor = (magnitude_ / norms(layer)).to(dtype);
    const auto mask = training ? dropoutMask(x, dropout_) : torch::Tensor();
    const auto input = mask.defined() ? x * mask : x;
    const auto update = nn::trainedProduct(nn::trainedProduct(input, a_.to(dtype)), b_.to(dtype)) * scale_;
    // Of what lies below only the layer's own product is rescaled; without dropout that is known already.
    const auto y = below(x);
    auto own = mask.defined() || !below.isLayer() ? layer.matrix().product(input, {}) : y;
    if (own.is_same(y) && layer.bias.defined()) own = y - layer.bias.to(dtype);
    return y + ((factor - 1) * own + factor * update) * weight;
}

std::vector<Parameter> DoraLinear::parameters() const {
    auto found = lowRankParameters(a_, b_, plusRatio_);
    found.push_back({"lora_magnitude_vector", magnitude_});
    return found;
}

void DoraLinear::mergeInto(nn::LinearImpl& layer) const {
    if (weight != 1) throw Error("a weighted DoRA adapter cannot be merged", {}, "give it the weight 1");
    torch::NoGradGuard noGrad;
    const auto merged = layer.matrix().dense(torch::kFloat32) + scale_ * at::mm(b_, a_);
    layer.matrix().assign(merged * (magnitude_ / merged.norm(2, {1})).unsqueeze(1));
}

}  // namespace atelier::peft
