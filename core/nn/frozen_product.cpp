#include "nn/frozen_product.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/torch.h>

#include <cstdlib>

namespace atelier::nn {
namespace {

using Signature = torch::Tensor(const torch::Tensor&, const torch::Tensor&, const std::optional<torch::Tensor>&,
                                std::string_view, c10::List<std::optional<at::Scalar>>,
                                std::optional<std::string_view>);

std::optional<c10::OperatorHandle> oneDnnLinear() {
    static const auto found = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
    return found;
}

// oneDNN keeps what it compiled for each shape, and torch's binding what it prepared, 1,024 of each unless the
// environment says otherwise. Samples of all lengths never use most of them again, and they grew to 0.3 GB with the
// starter model. Before the first use of either.
[[maybe_unused]] const bool cachesLimited = [] {
    constexpr int kKeepWhatIsSet = 0;
    ::setenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64", kKeepWhatIsSet);
    ::setenv("LRU_CACHE_CAPACITY", "16", kKeepWhatIsSet);
    return true;
}();

// Below this many rows starting oneDNN costs more than it saves.
constexpr std::int64_t kFewRows = 4;

bool suits(const torch::Tensor& x, const torch::Tensor& weight) {
    return x.device().is_cpu() && x.scalar_type() == torch::kFloat32 && weight.scalar_type() == torch::kFloat32 &&
           x.numel() >= kFewRows * x.size(-1) && x.numel() > 0 && oneDnnLinear();
}

torch::Tensor product(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias) {
    if (!suits(x, weight)) return at::linear(x, weight, bias);
    at::AutoDispatchBelowADInplaceOrView below;
    return oneDnnLinear()->typed<Signature>().call(x.contiguous(), weight,
                                                   bias.defined() ? std::optional(bias) : std::nullopt, "none",
                                                   c10::List<std::optional<at::Scalar>>(), "");
}

struct FrozenProduct : torch::autograd::Function<FrozenProduct> {
    static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                                 const torch::Tensor& weight, const std::optional<torch::Tensor>& bias) {
        context->save_for_backward({weight});
        return product(x, weight, bias.value_or(torch::Tensor()));
    }
    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   const torch::autograd::variable_list& gradients) {
        const auto weight = context->get_saved_variables()[0];
        return {product(gradients[0], weight.t(), {}), {}, {}};
    }
};

}  // namespace

torch::Tensor frozenProduct(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias) {
    if (!suits(x, weight)) return at::linear(x, weight, bias);
    if (!torch::GradMode::is_enabled() || !x.requires_grad()) return product(x, weight, bias);
    return FrozenProduct::apply(x, weight, bias.defined() ? std::optional(bias) : std::nullopt);
}

}  // namespace atelier::nn
