#include "nn/linear.h"

#include "nn/build_device.h"

#include <torch/torch.h>

namespace atelier::nn {

torch::Tensor LinearCall::operator()(const torch::Tensor& x) const {
    if (below_ == 0) return layer_.base(x);
    const auto& hooks = layer_.hooks.active();
    return hooks[below_ - 1]->forward(layer_, x, LinearCall(layer_, context_, below_ - 1), context_);
}

LinearImpl::LinearImpl(const LinearOptions& o) : options(o) {
    weight = register_parameter("weight", emptyParameter({o.out, o.in}));
    if (o.bias) bias = register_parameter("bias", emptyParameter({o.out}));
    matrix_ = std::make_shared<DenseWeight>(weight);
}

torch::Tensor LinearImpl::forward(const torch::Tensor& x, const ForwardContext& context) {
    const LinearCall call(*this, context, hooks.active().size());
    if (!bounds) return call(x);
    const auto within = [](const torch::Tensor& values, const torch::Tensor& low, const torch::Tensor& high) {
        return at::clamp(values, low.to(values.scalar_type()), high.to(values.scalar_type()));
    };
    return within(call(within(x, bounds->inputMin, bounds->inputMax)), bounds->outputMin, bounds->outputMax);
}

void LinearImpl::setMatrix(std::shared_ptr<Weight> matrix) {
    if (matrix->out() != options.out || matrix->in() != options.in)
        throw std::logic_error("a matrix of another shape than the layer's");
    matrix_ = std::move(matrix);
    if (parameters_.contains("weight")) parameters_.erase("weight");
    weight = torch::Tensor();
}

EmbeddingImpl::EmbeddingImpl(std::int64_t rows, std::int64_t width) {
    weight = register_parameter("weight", emptyParameter({rows, width}));
}

torch::Tensor EmbeddingImpl::forward(const torch::Tensor& ids, torch::Dtype dtype) const {
    auto rows = at::embedding(weight, ids).to(dtype);
    for (const auto& hook : hooks.active())
        rows = hook->forward(*this, ids, rows);
    return rows;
}

}  // namespace atelier::nn
