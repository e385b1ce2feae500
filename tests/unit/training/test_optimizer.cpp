#include "common/error.h"
#include "settings/option.h"
#include "training/optimizer.h"
#include "training/optimizer_info.h"

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

// Every optimizer that is registered, with all the state that it can have.
class EachOptimizer : public testing::TestWithParam<std::string> {
protected:
    EachOptimizer() {
        options.optimizer = GetParam();
        options.optimization.optimizerArguments = Registry<OptimizerInfo>::instance().at(GetParam(), "optim").allState;
        options.weightDecay = 0.1;
        torch::manual_seed(4);
        // Of a size that is worth 8 bits, and with a broken last block.
        parameter = {"large.weight", torch::randn({75, 61}).requires_grad_()};
    }
    void step(Optimizer& optimizer, torch::Tensor& tensor, std::uint64_t seed) {
        torch::manual_seed(seed);
        tensor.mutable_grad() = torch::randn_like(tensor);
        optimizer.step(0.01, 0.5);
    }
    TrainOptions options;
    Trained parameter;
};

TEST_P(EachOptimizer, GoesOnFromItsStateToTheLastBit) {
    auto one = makeOptimizer({parameter}, options);
    for (const std::uint64_t seed : {1, 2, 3})
        step(*one, parameter.tensor, seed);
    std::map<std::string, torch::Tensor> state;
    for (const auto& [name, tensor] : one->state())
        state[name] = tensor.clone();
    EXPECT_FALSE(state.empty());
    Trained copy{parameter.name, parameter.tensor.detach().clone().requires_grad_()};
    auto two = makeOptimizer({copy}, options);
    two->restore(state, "file");
    for (const std::uint64_t seed : {4, 5}) {
        step(*one, parameter.tensor, seed);
        step(*two, copy.tensor, seed);
    }
    EXPECT_TRUE(copy.tensor.equal(parameter.tensor));
    for (const auto& [name, tensor] : one->state())
        EXPECT_TRUE(tensor.equal(two->state().at(name))) << name;

    if (state.size() > 1) {
        auto less = state;
        less.erase(less.begin());
        EXPECT_THROW(two->restore(less, "file"), Error);
    }
    state.begin()->second = torch::zeros({3});
    EXPECT_THROW(two->restore(state, "file"), Error);
}

TEST_P(EachOptimizer, CountsItsState) {
    Trained small{"small.bias", torch::randn({9}).requires_grad_()};
    auto optimizer = makeOptimizer({parameter, small}, options);
    EXPECT_TRUE(optimizer->state().empty());
    const auto predicted = optimizer->stateBytes();
    small.tensor.mutable_grad() = torch::ones({9});
    step(*optimizer, parameter.tensor, 1);
    std::uint64_t bytes = 0;
    for (const auto& [name, tensor] : optimizer->state())
        bytes += tensor.nbytes();
    EXPECT_EQ(predicted, bytes);
}

TEST_P(EachOptimizer, LearnsEachParameterAtItsOwnRate) {
    // relative to the first step: the state is the same, so the change is the rate's share, but for weight decay.
    options.weightDecay = 0;
    Trained slow{"slow.weight", parameter.tensor.detach().clone().requires_grad_(), "slow", 0.25};
    const auto start = parameter.tensor.detach().clone();
    auto optimizer = makeOptimizer({parameter, slow}, options);
    slow.tensor.mutable_grad() = torch::full_like(start, 0.5);
    parameter.tensor.mutable_grad() = slow.tensor.grad().clone();
    optimizer->step(0.5, 1);
    const auto fast = parameter.tensor - start, other = slow.tensor - start;
    EXPECT_GT(fast.abs().min().item<double>(), 1e-3);
    EXPECT_LT((fast * 0.25 - other).abs().max().item<double>(), 1e-6);
}

TEST_P(EachOptimizer, RefusesDetailsItDoesNotKnow) {
    options.optimization.optimizerArguments = "momentun=0.9";
    EXPECT_THROW(makeOptimizer({parameter}, options), Error);
}

INSTANTIATE_TEST_SUITE_P(Optimizers, EachOptimizer, testing::ValuesIn(optimizerNames()),
                         [](const auto& info) { return info.param; });

TEST(Optimizers, EveryOneCanBeChosen) {
    EXPECT_EQ(settings::findOption("optim")->choices, optimizerNames());
    EXPECT_EQ(Registry<OptimizerFactory>::instance().all().size(), optimizerNames().size());
}

TEST(AdamW8bit, KeepsAQuarterOfTheState) {
    TrainOptions options;
    const Trained parameter{"p.weight", torch::zeros({1024, 1024})};
    const auto wide = makeOptimizer({parameter}, options)->stateBytes();
    options.optimizer = "adamw_8bit";
    const auto narrow = makeOptimizer({parameter}, options)->stateBytes();
    EXPECT_LT(static_cast<double>(narrow), 0.26 * static_cast<double>(wide));
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
