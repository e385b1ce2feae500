#include "nn/build_device.h"
#include "nn/expert_loads.h"
#include "nn/recompute.h"
#include "nn/sparse_mlp.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace atelier::nn {
namespace {

constexpr std::int64_t kHidden = 8, kExperts = 5, kPerToken = 2;

SparseMlp filled(std::int64_t sharedInner = 0, std::int64_t layer = 0) {
    SparseMlp mlp(SparseMlpOptions{.hidden = kHidden,
                                   .inner = 6,
                                   .experts = kExperts,
                                   .perToken = kPerToken,
                                   .sharedInner = sharedInner,
                                   .layer = layer});
    torch::NoGradGuard noGrad;
    auto generator = at::detail::createCPUGenerator(7 + static_cast<std::uint64_t>(layer));
    for (auto& parameter : mlp->parameters())
        parameter.normal_(0, 0.5, generator);
    return mlp;
}

torch::Tensor tokens(std::int64_t count, std::uint64_t seed = 3) {
    auto generator = at::detail::createCPUGenerator(seed);
    return torch::randn({count, kHidden}, generator);
}

double largest(const torch::Tensor& a, const torch::Tensor& b) {
    return (a - b).abs().max().item<double>();
}

// Every expert on every token, times a weight that is zero where it was not chosen.
torch::Tensor writtenOut(SparseMlp mlp, const torch::Tensor& x) {
    const auto probabilities = at::softmax(at::linear(x, mlp->gate->weight), -1);
    const auto [values, chosen] = at::topk(probabilities, kPerToken, -1);
    const auto weights = torch::zeros_like(probabilities).scatter(1, chosen, values / values.sum(-1, true));
    auto y = torch::zeros_like(x);
    for (std::int64_t i = 0; i < kExperts; ++i) {
        auto& expert = mlp->experts->experts[static_cast<std::size_t>(i)];
        const auto halves = at::linear(x, expert->gateUpProj->weight).chunk(2, -1);
        y = y +
            at::linear(at::silu(halves[0]) * halves[1], expert->downProj->weight) * weights.select(1, i).unsqueeze(1);
    }
    return mlp->sharedExpert ? y + at::sigmoid(mlp->sharedExpertGate->base(x)) * mlp->sharedExpert->forward(x) : y;
}

TEST(SparseMlp, isTheWeightedSumOfTheChosenExperts) {
    for (const std::int64_t shared : {0, 10})
        for (const std::int64_t count : {1, 40}) {
            auto mlp = filled(shared);
            const auto a = tokens(count).requires_grad_(), b = a.detach().clone().requires_grad_();
            const auto actual = mlp->forward(a), expected = writtenOut(mlp, b);
            EXPECT_LT(largest(actual, expected), 1e-5);
            const auto weights = tokens(count, 9);
            (actual * weights).sum().backward();
            std::vector<torch::Tensor> gradients;
            for (auto& parameter : mlp->parameters()) {
                gradients.push_back(parameter.grad().clone());
                parameter.mutable_grad().reset();
            }
            (expected * weights).sum().backward();
            EXPECT_LT(largest(a.grad(), b.grad()), 1e-5);
            for (std::size_t i = 0; i < gradients.size(); ++i)
                EXPECT_LT(largest(gradients[i], mlp->parameters()[i].grad()), 1e-5);
        }
}

TEST(SparseMlp, expertsWithoutTokensHaveAGradientWhereTheyAreTrained) {
    auto mlp = filled();
    for (auto& parameter : mlp->parameters())
        parameter.set_requires_grad(false);
    const auto& experts = mlp->experts->experts;
    for (std::size_t i = 0; i < 3; ++i)
        experts[i]->downProj->weight.set_requires_grad(true);
    const auto x = tokens(1);
    const auto chosen = mlp->gate->forward(x, ForwardContext::none()).experts;
    mlp->forward(x).sum().backward();
    for (std::size_t i = 0; i < 3; ++i) {
        const bool seen = chosen.eq(static_cast<std::int64_t>(i)).any().item<bool>();
        ASSERT_TRUE(experts[i]->downProj->weight.grad().defined());
        EXPECT_EQ(experts[i]->downProj->weight.grad().abs().sum().item<double>() > 0, seen);
    }
    EXPECT_FALSE(experts[4]->downProj->weight.grad().defined());
}

TEST(SparseMlp, computesSizesOnTheMetaDevice) {
    const BuildDevice place(torch::kMeta);
    SparseMlp mlp(SparseMlpOptions{.hidden = kHidden, .inner = 6, .experts = kExperts, .perToken = kPerToken});
    const auto y = mlp->forward(torch::empty({13, kHidden}, torch::kMeta));
    EXPECT_EQ(y.sizes(), (std::vector<std::int64_t>{13, kHidden}));
}

TEST(SparseMlp, namesTheStacksOfItsExperts) {
    const auto stacks = filled()->experts->stacks();
    ASSERT_EQ(stacks.size(), 2U);
    EXPECT_EQ(stacks[0].name, "gate_up_proj");
    EXPECT_EQ(stacks[1].name, "down_proj");
    EXPECT_EQ(stacks[1].layers[3], "3.down_proj");
}

// The loss over two layers as one formula.
torch::Tensor balanceOf(const std::vector<torch::Tensor>& logits) {
    const auto probabilities = at::softmax(torch::cat(logits), -1);
    const auto [_, chosen] = at::topk(probabilities, kPerToken, -1);
    const auto share = at::one_hot(chosen, kExperts).to(torch::kFloat32).sum(1).mean(0);
    return (share * probabilities.mean(0)).sum() * kExperts;
}

TEST(ExpertLoads, hasTheGradientOfTheLossOverAllLayers) {
    for (const bool again : {false, true}) {
        auto first = filled(0, 0), second = filled(0, 1);
        ForwardContext context;
        context.expertLoads = std::make_shared<ExpertLoads>();
        const auto through = [&](SparseMlp mlp, const torch::Tensor& x) {
            const auto f = [own = mlp.ptr(), context](const torch::Tensor& input) {
                return own->forward(input, context);
            };
            return again ? recomputed(f, x) : f(x);
        };
        const auto x = tokens(30).requires_grad_(), y = x.detach().clone().requires_grad_();
        const auto middle = through(first, x);
        const auto [out, loss] = context.expertLoads->attach(through(second, middle));
        (out.sum() * 0.1 + loss * 3).backward();
        const std::vector<torch::Tensor> actual{x.grad(), first->gate->weight.grad().clone(),
                                                second->gate->weight.grad().clone()};
        for (auto& mlp : std::vector<SparseMlp>{first, second})
            for (auto& parameter : mlp->parameters())
                parameter.mutable_grad().reset();
        const auto inner = writtenOut(first, y);
        const auto expected = balanceOf({at::linear(y, first->gate->weight), at::linear(inner, second->gate->weight)});
        EXPECT_NEAR(loss.item<double>(), expected.item<double>(), 1e-5);
        (writtenOut(second, inner).sum() * 0.1 + expected * 3).backward();
        EXPECT_LT(largest(actual[0], y.grad()), 1e-5);
        EXPECT_LT(largest(actual[1], first->gate->weight.grad()), 1e-5);
        EXPECT_LT(largest(actual[2], second->gate->weight.grad()), 1e-5);
    }
}

}  // namespace
}  // namespace atelier::nn
