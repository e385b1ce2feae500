#include "nn/recompute.h"

#include <ATen/Context.h>
#include <torch/torch.h>

#include <mutex>
#include <vector>

namespace atelier::nn {
namespace {

// Those that an operation on this device draws from.
class GeneratorStates {
public:
    explicit GeneratorStates(const torch::Device& device)
        : generators_{at::globalContext().defaultGenerator(at::kCPU)} {
        if (!device.is_cpu() && !device.is_meta()) generators_.push_back(at::globalContext().defaultGenerator(device));
        for (auto& generator : generators_) {
            const std::lock_guard lock(generator.mutex());
            states_.push_back(generator.get_state());
        }
    }
    void restore() {
        for (std::size_t i = 0; i < generators_.size(); ++i) {
            const std::lock_guard lock(generators_[i].mutex());
            generators_[i].set_state(states_[i]);
        }
    }

private:
    std::vector<at::Generator> generators_;
    std::vector<torch::Tensor> states_;
};

struct Piece : torch::CustomClassHolder {
    std::function<torch::Tensor(const torch::Tensor&)> f;
    std::optional<GeneratorStates> before;
    torch::Tensor result;  // until it is handed out
};

class Recompute : public torch::autograd::Function<Recompute> {
public:
    // `marker` requires a gradient: x need not, where only what is inside f is trained.
    static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                                 const torch::Tensor& /*marker*/, const c10::intrusive_ptr<Piece>& piece) {
        context->save_for_backward({x});
        context->saved_data["piece"] = c10::IValue::make_capsule(piece);
        return std::exchange(piece->result, {});
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list grads) {
        const auto piece = c10::static_intrusive_pointer_cast<Piece>(context->saved_data["piece"].toCapsule());
        const auto x = context->get_saved_variables()[0];
        const auto input = x.detach().requires_grad_(x.requires_grad());
        GeneratorStates now(x.device());
        piece->before->restore();
        torch::Tensor result;
        {
            torch::AutoGradMode recording(true);
            result = piece->f(input);
        }
        now.restore();
        torch::autograd::backward({result}, {grads[0]});
        return {input.grad(), torch::Tensor(), torch::Tensor()};
    }
};

}  // namespace

torch::Tensor recomputed(const std::function<torch::Tensor(const torch::Tensor&)>& f, const torch::Tensor& x) {
    if (!torch::GradMode::is_enabled()) return f(x);
    auto piece = c10::make_intrusive<Piece>();
    piece->f = f;
    piece->before.emplace(x.device());
    if (x.requires_grad()) {
        torch::NoGradGuard noGrad;
        piece->result = f(x);
    } else {
        // Whether anything inside is trained only shows when it is recorded.
        const auto result = f(x);
        if (!result.requires_grad()) return result;
        piece->result = result.detach();
    }
    return Recompute::apply(x, torch::empty({0}).requires_grad_(), piece);
}

}  // namespace atelier::nn
