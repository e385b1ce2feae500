#include "common/error.h"
#include "training/optimizer.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace atelier::training {
namespace {

struct Twins {
    Twins() {
        torch::manual_seed(3);
        for (const auto& shape : {std::vector<std::int64_t>{5, 7}, {7}, {3, 2}}) {
            ours.push_back({"p" + std::to_string(ours.size()) + ".weight", torch::randn(shape).requires_grad_()});
            theirs.push_back(ours.back().tensor.detach().clone().requires_grad_());
        }
    }
    void gradients(double scale, bool withoutLast = false) {
        for (std::size_t i = 0; i < ours.size(); ++i) {
            const auto grad = torch::randn_like(theirs[i]);
            const bool none = withoutLast && i + 1 == ours.size();
            ours[i].tensor.mutable_grad() = none ? torch::Tensor() : grad.detach().clone();
            theirs[i].mutable_grad() = none ? torch::Tensor() : (grad * scale).detach();
        }
    }
    void expectEqual() {
        for (std::size_t i = 0; i < ours.size(); ++i)
            EXPECT_LT((ours[i].tensor - theirs[i]).abs().max().item<double>(), 1e-6) << i;
    }
    std::vector<Trained> ours;
    std::vector<torch::Tensor> theirs;
};

TEST(AdamW, FollowsTorch) {
    Twins twins;
    TrainOptions options;
    options.weightDecay = 0.1;
    options.beta2 = 0.95;
    auto optimizer = makeOptimizer(twins.ours, options);
    // Matrices decay, the vector does not.
    const auto plain = torch::optim::AdamWOptions(0.01).betas({0.9, 0.95}).eps(1e-8);
    torch::optim::AdamW decaying({twins.theirs[0], twins.theirs[2]},
                                 torch::optim::AdamWOptions(plain).weight_decay(0.1));
    torch::optim::AdamW flat({twins.theirs[1]}, torch::optim::AdamWOptions(plain).weight_decay(0));
    for (int i = 0; i < 20; ++i) {
        twins.gradients(0.125, i == 4);
        optimizer->step(0.01, 0.125);
        decaying.step();
        flat.step();
    }
    twins.expectEqual();
}

TEST(AdamW, GoesOnFromItsState) {
    Twins twins;
    TrainOptions options;
    auto one = makeOptimizer(twins.ours, options);
    std::vector<Trained> copies;
    twins.gradients(1);
    one->step(0.01, 1);
    std::map<std::string, torch::Tensor> state;
    for (const auto& [name, tensor] : one->state())
        state[name] = tensor.clone();
    EXPECT_EQ(state.size(), 9u);
    for (const auto& parameter : twins.ours)
        copies.push_back({parameter.name, parameter.tensor.detach().clone().requires_grad_()});
    auto two = makeOptimizer(copies, options);
    two->restore(state, "file");
    for (int i = 0; i < 3; ++i) {
        twins.gradients(1);
        for (std::size_t k = 0; k < copies.size(); ++k)
            copies[k].tensor.mutable_grad() = twins.ours[k].tensor.grad().clone();
        one->step(0.01, 1);
        two->step(0.01, 1);
    }
    for (std::size_t k = 0; k < copies.size(); ++k)
        EXPECT_TRUE(copies[k].tensor.equal(twins.ours[k].tensor));

    state.erase("p0.weight.exp_avg");
    EXPECT_THROW(two->restore(state, "file"), Error);
}

TEST(Sgd, MovesByRateTimesGradient) {
    auto parameter = torch::zeros({2, 2}).requires_grad_();
    TrainOptions options;
    options.optimizer = "sgd";
    auto optimizer = makeOptimizer({{"w", parameter}}, options);
    parameter.mutable_grad() = torch::full({2, 2}, 4.0);
    optimizer->step(0.5, 0.25);
    EXPECT_TRUE(parameter.equal(torch::full({2, 2}, -0.5)));
}

}  // namespace
}  // namespace atelier::training
