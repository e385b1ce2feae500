#include "kernels/kernels.h"

#include "kernels/cpu.h"

#include <torch/torch.h>

#ifdef ATELIER_CUDA_KERNELS
#include "kernels/cuda.h"
#include "kernels/cuda_call.h"
#endif

namespace atelier::kernels {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

bool onCpu(const Tensor& x) {
    return x.device().is_cpu() && (x.scalar_type() == torch::kFloat32 || x.scalar_type() == torch::kBFloat16);
}

template <class F>
void dispatchCpu(const Tensor& x, F&& f) {
    if (x.scalar_type() == torch::kFloat32)
        f(float{});
    else
        f(c10::BFloat16{});
}

#ifdef ATELIER_CUDA_KERNELS
using cuda::check, cuda::stream;

bool onCuda(const Tensor& x) {
    return x.device().is_cuda() && cuda::hasElement(x.scalar_type());
}

cuda::Element element(const Tensor& x) {
    return cuda::element(x.scalar_type());
}
#endif

// --- rotary ---

Tensor composedRotary(const Tensor& x, const Tensor& cos, const Tensor& sin, float sign) {
    const auto f = x.to(torch::kFloat32);
    const auto halves = f.chunk(2, -1);
    return (f * cos.unsqueeze(1) + torch::cat({-halves[1], halves[0]}, -1) * (sin.unsqueeze(1) * sign))
        .to(x.scalar_type());
}

Tensor turned(const Tensor& given, const Tensor& cos, const Tensor& sin, float sign) {
    const std::int64_t tokens = given.size(0), heads = given.size(1), size = given.size(2);
    // Heads side by side within a token; tokens may lie apart, as in a fused qkv.
    const Tensor x = given.stride(2) == 1 && given.stride(1) == size ? given : given.contiguous();
    if (onCpu(x)) {
        Tensor out = at::empty({tokens, heads, size}, x.options());
        dispatchCpu(x, [&](auto type) {
            using T = decltype(type);
            cpu::rotary(x.const_data_ptr<T>(), x.stride(0), cos.const_data_ptr<float>(), sin.const_data_ptr<float>(),
                        out.mutable_data_ptr<T>(), tokens, heads, size, sign);
        });
        return out;
    }
#ifdef ATELIER_CUDA_KERNELS
    if (onCuda(x)) {
        Tensor out = at::empty({tokens, heads, size}, x.options());
        check(cuda::rotary(element(x), x.const_data_ptr(), x.stride(0), cos.const_data_ptr<float>(),
                           sin.const_data_ptr<float>(), out.mutable_data_ptr(), tokens, heads, size, sign, stream(x)));
        return out;
    }
#endif
    return composedRotary(x, cos, sin, sign);
}

struct Rotary : torch::autograd::Function<Rotary> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& cos, const Tensor& sin) {
        context->save_for_backward({cos, sin});
        return turned(x, cos, sin, 1);
    }
    static tensor_list backward(AutogradContext* context, tensor_list grads) {
        const auto saved = context->get_saved_variables();
        return {turned(grads[0], saved[0], saved[1], -1), Tensor(), Tensor()};
    }
};

// --- RMSNorm ---

struct RmsNorm : torch::autograd::Function<RmsNorm> {
    static Tensor forward(AutogradContext* context, const Tensor& given, const Tensor& weight, double eps) {
        const Tensor x = given.contiguous();
        const std::int64_t width = x.size(-1), tokens = x.numel() / width;
        const Tensor w = weight.to(torch::kFloat32).contiguous();
        Tensor out = at::empty_like(x), scale = at::empty({tokens}, x.options().dtype(torch::kFloat32));
        if (onCpu(x)) {
            dispatchCpu(x, [&](auto type) {
                using T = decltype(type);
                cpu::rmsNorm(x.const_data_ptr<T>(), w.const_data_ptr<float>(), out.mutable_data_ptr<T>(),
                             scale.mutable_data_ptr<float>(), tokens, width, static_cast<float>(eps));
            });
        } else {
#ifdef ATELIER_CUDA_KERNELS
            check(cuda::rmsNorm(element(x), x.const_data_ptr(), w.const_data_ptr<float>(), out.mutable_data_ptr(),
                                scale.mutable_data_ptr<float>(), tokens, width, static_cast<float>(eps), stream(x)));
#endif
        }
        context->save_for_backward({x, weight, scale});
        return out;
    }
    static tensor_list backward(AutogradContext* context, tensor_list grads) {
        const auto saved = context->get_saved_variables();
        const Tensor &x = saved[0], &weight = saved[1], &scale = saved[2];
        const Tensor grad = grads[0].contiguous();
        const std::int64_t width = x.size(-1), tokens = x.numel() / width;
        const Tensor w = weight.to(torch::kFloat32).contiguous();
        Tensor gradX, gradWeight;
        if (context->needs_input_grad(0)) {
            gradX = at::empty_like(x);
            if (onCpu(x)) {
                dispatchCpu(x, [&](auto type) {
                    using T = decltype(type);
                    cpu::rmsNormGradient(grad.const_data_ptr<T>(), x.const_data_ptr<T>(), w.const_data_ptr<float>(),
                                         scale.const_data_ptr<float>(), gradX.mutable_data_ptr<T>(), tokens, width);
                });
            } else {
#ifdef ATELIER_CUDA_KERNELS
                check(cuda::rmsNormGradient(element(x), grad.const_data_ptr(), x.const_data_ptr(),
                                            w.const_data_ptr<float>(), scale.const_data_ptr<float>(),
                                            gradX.mutable_data_ptr(), tokens, width, stream(x)));
#endif
            }
        }
        if (context->needs_input_grad(1))
            gradWeight = (grad.view({tokens, width}).to(torch::kFloat32) * x.view({tokens, width}).to(torch::kFloat32) *
                          scale.unsqueeze(1))
                             .sum(0)
                             .to(weight.scalar_type());
        return {gradX, gradWeight, Tensor()};
    }
};

bool hasRmsNormKernel(const Tensor& x) {
#ifdef ATELIER_CUDA_KERNELS
    if (onCuda(x)) return true;
#endif
    return onCpu(x);
}

// --- SwiGLU ---

struct SwiGlu : torch::autograd::Function<SwiGlu> {
    static Tensor forward(AutogradContext* context, const Tensor& gate, const Tensor& up) {
        context->save_for_backward({gate, up});
        return at::silu(gate).mul_(up);
    }
    static tensor_list backward(AutogradContext* context, tensor_list grads) {
        const auto saved = context->get_saved_variables();
        const Tensor &gate = saved[0], &up = saved[1];
        Tensor gradGate, gradUp;
        if (context->needs_input_grad(1)) gradUp = at::silu(gate).mul_(grads[0]);
        if (context->needs_input_grad(0)) gradGate = at::silu_backward(grads[0] * up, gate);
        return {gradGate, gradUp};
    }
};

}  // namespace

Tensor rotary(const Tensor& x, const Tensor& cos, const Tensor& sin) {
    return Rotary::apply(x, cos, sin);
}

Tensor rmsNorm(const Tensor& x, const Tensor& weight, double eps) {
    if (!hasRmsNormKernel(x)) return at::rms_norm(x, {x.size(-1)}, weight.to(x.scalar_type()), eps);
    return RmsNorm::apply(x, weight, eps);
}

Tensor swiglu(const Tensor& gate, const Tensor& up) {
    return SwiGlu::apply(gate, up);
}

}  // namespace atelier::kernels
