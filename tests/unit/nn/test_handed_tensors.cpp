#include "nn/block.h"
#include "nn/clipped_linear.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace atelier::nn {
namespace {

constexpr std::int64_t kWidth = 6;

// Multiplies by a weight; gives x times another one, or adds what another block gave.
struct HandingBlock : Block {
    HandingBlock(std::int64_t layer, bool gives) : Block(layer), gives_(gives) {
        weight = register_parameter("weight", torch::randn({kWidth, kWidth}));
        other = register_parameter("other", torch::randn({kWidth, kWidth}));
    }
    torch::Tensor forward(const torch::Tensor& x, const ForwardContext& context) override {
        if (gives_) {
            (*context.handed)["rows"] = at::tanh(at::matmul(x, other));
            return at::tanh(at::matmul(x, weight));
        }
        return at::tanh(at::matmul(x, weight)) + at::matmul(context.handed->at("rows"), other);
    }
    std::vector<Sublayer> sublayers() override { return {}; }
    std::vector<std::string> takes() const override {
        return gives_ ? std::vector<std::string>{} : std::vector<std::string>{"rows"};
    }
    std::vector<std::string> gives() const override {
        return gives_ ? std::vector<std::string>{"rows"} : std::vector<std::string>{};
    }

    torch::Tensor weight, other;

private:
    bool gives_;
};

// Gradients of a block that gives, and of two that take.
std::vector<torch::Tensor> gradientsOf(bool recompute, bool trainsInput) {
    torch::manual_seed(3);
    const std::vector<std::shared_ptr<Block>> blocks{std::make_shared<HandingBlock>(0, true),
                                                     std::make_shared<HandingBlock>(1, false),
                                                     std::make_shared<HandingBlock>(2, false)};
    const auto x = torch::randn({5, kWidth}).requires_grad_(trainsInput);
    ForwardContext context;
    context.segments = Segments::ofLengths({5});
    context.recompute = recompute;
    throughBlocks(blocks, blocks.size(), x, context).square().sum().backward();
    std::vector<torch::Tensor> gradients;
    if (trainsInput) gradients.push_back(x.grad());
    for (const auto& block : blocks)
        for (const auto& parameter : block->parameters())
            gradients.push_back(parameter.grad());
    return gradients;
}

TEST(HandedTensors, GradientsReachWhatGaveThemAlsoWhereBlocksAreRecomputed) {
    for (const bool trainsInput : {false, true}) {
        const auto kept = gradientsOf(false, trainsInput), again = gradientsOf(true, trainsInput);
        ASSERT_EQ(kept.size(), again.size());
        for (std::size_t i = 0; i < kept.size(); ++i) {
            ASSERT_TRUE(kept[i].defined() && again[i].defined());
            EXPECT_GT(kept[i].abs().max().item<double>(), 0);
            EXPECT_TRUE(torch::allclose(kept[i], again[i])) << i;
        }
    }
}

TEST(ClippedLinear, InputsAndOutputsStayWithinTheirBounds) {
    torch::nn::Module parent;
    auto linear = addLinear(parent, "proj", {2, 1, false}, Wrapping::Clipped);
    {
        torch::NoGradGuard noGrad;
        linear->weight.fill_(1);
        linear->bounds->inputMin.fill_(-1);
        linear->bounds->inputMax.fill_(2);
        linear->bounds->outputMin.fill_(-1.5);
        linear->bounds->outputMax.fill_(3);
    }
    const auto y = linear->forward(torch::tensor({{5.F, 0.5F}, {-7.F, -7.F}, {9.F, 9.F}}));
    EXPECT_TRUE(torch::equal(y, torch::tensor({{2.5F}, {-1.5F}, {3.F}})));
    EXPECT_TRUE(parent.named_parameters().contains("proj.linear.weight"));
    EXPECT_TRUE(parent.named_buffers().contains("proj.output_max"));
}

}  // namespace
}  // namespace atelier::nn
