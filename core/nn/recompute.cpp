#include "nn/recompute.h"

#include <ATen/Context.h>
#include <torch/torch.h>

#include <algorithm>
#include <mutex>
#include <utility>
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
    TensorsFunction f;
    std::optional<GeneratorStates> before;
    std::vector<torch::Tensor> results;  // until they are handed out
};

class Recompute : public torch::autograd::Function<Recompute> {
public:
    // `marker` requires a gradient: inputs need not, where only what is inside f is trained.
    static torch::autograd::variable_list forward(torch::autograd::AutogradContext* context, at::TensorList inputs,
                                                  const torch::Tensor& /*marker*/,
                                                  const c10::intrusive_ptr<Piece>& piece) {
        context->save_for_backward(inputs.vec());
        context->saved_data["piece"] = c10::IValue::make_capsule(piece);
        return std::exchange(piece->results, {});
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list grads) {
        const auto piece = c10::static_intrusive_pointer_cast<Piece>(context->saved_data["piece"].toCapsule());
        std::vector<torch::Tensor> inputs;
        for (const auto& saved : context->get_saved_variables())
            inputs.push_back(saved.detach().requires_grad_(saved.requires_grad()));
        GeneratorStates now(inputs.front().device());
        piece->before->restore();
        std::vector<torch::Tensor> results;
        {
            torch::AutoGradMode recording(true);
            results = piece->f(inputs);
        }
        now.restore();
        // Results that nothing was made of have no gradient; others may not depend on what is trained.
        std::vector<torch::Tensor> reached, theirs;
        for (std::size_t i = 0; i < results.size(); ++i)
            if (grads[i].defined() && results[i].requires_grad())
                reached.push_back(results[i]), theirs.push_back(grads[i]);
        if (!reached.empty()) torch::autograd::backward(reached, theirs);
        torch::autograd::variable_list gradients;
        for (const auto& input : inputs)
            gradients.push_back(input.grad());
        gradients.insert(gradients.end(), 2, torch::Tensor());
        return gradients;
    }
};

}  // namespace

std::vector<torch::Tensor> recomputed(const TensorsFunction& f, const std::vector<torch::Tensor>& inputs) {
    if (!torch::GradMode::is_enabled()) return f(inputs);
    const auto needed = [](const std::vector<torch::Tensor>& tensors) {
        return std::any_of(tensors.begin(), tensors.end(), [](const auto& one) { return one.requires_grad(); });
    };
    auto piece = c10::make_intrusive<Piece>();
    piece->f = f;
    piece->before.emplace(inputs.front().device());
    if (needed(inputs)) {
        torch::NoGradGuard noGrad;
        piece->results = f(inputs);
    } else {
        // Whether anything inside is trained only shows when it is recorded.
        auto results = f(inputs);
        if (!needed(results)) return results;
        for (const auto& result : results)
            piece->results.push_back(result.detach());
    }
    // As a list: torch takes no gradient to the tensors of a vector.
    return Recompute::apply(at::TensorList(inputs), torch::empty({0}).requires_grad_(), piece);
}

torch::Tensor recomputed(const std::function<torch::Tensor(const torch::Tensor&)>& f, const torch::Tensor& x) {
    const TensorsFunction one = [f](const std::vector<torch::Tensor>& inputs) {
        return std::vector<torch::Tensor>{f(inputs.front())};
    };
    return recomputed(one, {x}).front();
}

}  // namespace atelier::nn
