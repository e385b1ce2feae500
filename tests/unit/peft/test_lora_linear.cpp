#include "peft/lora/lora_linear.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

using namespace atelier;

namespace {

struct Case {
    nn::Linear linear{nn::LinearOptions{24, 40, true}};
    torch::Tensor a, b, x, weights;

    explicit Case(bool inputTrains = true) {
        torch::manual_seed(3);
        torch::NoGradGuard noGrad;
        linear->weight.normal_().set_requires_grad(false);
        linear->bias.normal_().set_requires_grad(false);
        a = torch::randn({4, 24}).set_requires_grad(true);
        b = torch::randn({40, 4}).set_requires_grad(true);
        x = torch::randn({10, 24}).set_requires_grad(inputTrains);
        weights = torch::randn({10, 40});
    }
    // The formula, step by step.
    torch::Tensor plain(double scale, const torch::Tensor& mask = {}) const {
        return linear->base(x) + scale * at::matmul(at::matmul(mask.defined() ? x * mask : x, a.t()), b.t());
    }
    std::vector<torch::Tensor> gradients(const torch::Tensor& y) const {
        std::vector<torch::Tensor> inputs{a, b};
        if (x.requires_grad()) inputs.push_back(x);
        return torch::autograd::grad({(y * weights).sum()}, inputs);
    }
};

torch::Tensor forwardOf(peft::LoraLinear& lora, Case& c, const torch::Tensor& x) {
    const auto& context = nn::ForwardContext::none();
    return lora.forward(*c.linear, x, nn::LinearCall(*c.linear, context, 0), context);
}

double error(const torch::Tensor& ours, const torch::Tensor& reference) {
    return ((ours - reference).norm() / reference.norm()).item<double>();
}

}  // namespace

TEST(LoraLinear, valueAndGradientsAreTheFormulas) {
    for (const bool inputTrains : {true, false}) {
        Case c(inputTrains);
        peft::LoraLinear lora(c.a, c.b, 1.7, 0);
        const auto y = forwardOf(lora, c, c.x), reference = c.plain(1.7);
        EXPECT_LT(error(y, reference), 1e-6);
        const auto ours = c.gradients(y), theirs = c.gradients(reference);
        for (std::size_t i = 0; i < ours.size(); ++i)
            EXPECT_LT(error(ours[i], theirs[i]), 1e-6) << i;
        torch::NoGradGuard noGrad;
        EXPECT_LT(error(forwardOf(lora, c, c.x), reference), 1e-6);
    }
}

TEST(LoraLinear, dropoutOnTheUpdatesInputInTrainingOnly) {
    Case c;
    peft::LoraLinear lora(c.a, c.b, 0.5, 0.4);
    EXPECT_LT(error(forwardOf(lora, c, c.x), c.plain(0.5)), 1e-6);
    lora.training = true;
    torch::manual_seed(5);
    const auto y = forwardOf(lora, c, c.x);
    torch::manual_seed(5);  // the default generator draws the mask: a trainer can save and restore it
    const auto mask = torch::empty_like(c.x).bernoulli_(0.6).div_(0.6).detach();
    const auto reference = c.plain(0.5, mask);
    EXPECT_GT(error(y, c.plain(0.5)), 1e-2);
    EXPECT_LT(error(y, reference), 1e-6);
    const auto ours = c.gradients(y), theirs = c.gradients(reference);
    for (std::size_t i = 0; i < ours.size(); ++i)
        EXPECT_LT(error(ours[i], theirs[i]), 1e-6) << i;
}

TEST(LoraLinear, bf16ActivationsGiveFp32Gradients) {
    Case c;
    {
        torch::NoGradGuard noGrad;
        c.linear->weight.set_data(c.linear->weight.to(torch::kBFloat16));
        c.linear->bias.set_data(c.linear->bias.to(torch::kBFloat16));
    }
    peft::LoraLinear lora(c.a, c.b, 1, 0);
    const auto y = forwardOf(lora, c, c.x.to(torch::kBFloat16));
    EXPECT_EQ(y.scalar_type(), torch::kBFloat16);
    const auto ours = c.gradients(y.to(torch::kFloat32));
    Case exact;
    const auto theirs = exact.gradients(exact.plain(1));
    for (std::size_t i = 0; i < ours.size(); ++i) {
        EXPECT_EQ(ours[i].scalar_type(), torch::kFloat32);
        EXPECT_LT(error(ours[i], theirs[i]), 0.02) << i;
    }
}

// A second hook below: the parts are computed one by one, with the same result.
TEST(LoraLinear, twoAddUp) {
    Case c, other;
    const auto& context = nn::ForwardContext::none();
    c.linear->hooks.add(std::make_shared<peft::LoraLinear>(c.a, c.b, 1.7, 0));
    c.linear->hooks.add(std::make_shared<peft::LoraLinear>(other.a.detach() * 2, other.b.detach(), 0.5, 0));
    const auto expected = c.plain(1.7) + 0.5 * at::matmul(at::matmul(c.x, (other.a * 2).t()), other.b.t());
    const auto y = c.linear->forward(c.x, context);
    EXPECT_LT(error(y, expected), 1e-6);
    const auto ours = c.gradients(y), theirs = c.gradients(expected);
    for (std::size_t i = 0; i < ours.size(); ++i)
        EXPECT_LT(error(ours[i], theirs[i]), 1e-6) << i;
}
