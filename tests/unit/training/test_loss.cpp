#include "training/loss.h"
#include "unit/training/support.h"

#include <torch/torch.h>

namespace atelier::training::test {
namespace {

struct Numbers {
    torch::Tensor loss, hidden, weight;
};

Numbers reference(const torch::Tensor& hidden, const torch::Tensor& weight, const torch::Tensor& targets) {
    auto h = hidden.detach().to(torch::kDouble).requires_grad_(),
         w = weight.detach().to(torch::kDouble).requires_grad_();
    auto loss = at::cross_entropy_loss(at::linear(h, w), targets, {}, at::Reduction::Sum);
    (loss * 0.25).backward();
    return {loss, h.grad(), w.grad()};
}

Numbers ours(const torch::Tensor& hidden, const torch::Tensor& weight, const torch::Tensor& targets) {
    auto h = hidden.detach().clone().requires_grad_(), w = weight.detach().clone().requires_grad_();
    auto loss = linearCrossEntropy(h, w, targets);
    (loss * 0.25).backward();
    return {loss, h.grad(), w.grad()};
}

void expectClose(const torch::Tensor& a, const torch::Tensor& b, double tolerance) {
    const double scale = b.abs().max().item<double>();
    EXPECT_LT((a.to(torch::kDouble) - b.to(torch::kDouble)).abs().max().item<double>(), tolerance * scale);
}

TEST(LinearCrossEntropy, LossAndGradientsAreCrossEntropys) {
    torch::manual_seed(1);
    // 300 rows of a vocabulary of 90,000: several chunks.
    for (const auto& [rows, vocabulary] : {std::pair{7, 11}, std::pair{300, 90000}}) {
        const auto type = torch::dtype(vocabulary < 100 ? torch::kDouble : torch::kFloat32);
        const auto hidden = torch::randn({rows, 8}, type), weight = torch::randn({vocabulary, 8}, type);
        const auto targets = torch::randint(vocabulary, {rows}, torch::kInt64);
        const auto a = ours(hidden, weight, targets), b = reference(hidden, weight, targets);
        const double tolerance = vocabulary < 100 ? 1e-12 : 1e-5;
        expectClose(a.loss, b.loss, tolerance);
        expectClose(a.hidden, b.hidden, tolerance);
        expectClose(a.weight, b.weight, tolerance);
    }
}

TEST(LinearCrossEntropy, FrozenHeadGetsNoGradient) {
    auto hidden = torch::randn({4, 8}, torch::requires_grad());
    auto weight = torch::randn({10, 8});
    linearCrossEntropy(hidden, weight, torch::tensor({1, 2, 3, 4}, torch::kInt64)).backward();
    EXPECT_TRUE(hidden.grad().defined());
    EXPECT_FALSE(weight.grad().defined());
    torch::NoGradGuard noGrad;
    EXPECT_FALSE(linearCrossEntropy(hidden, weight, torch::tensor({1, 2, 3, 4}, torch::kInt64)).requires_grad());
}

TEST(LinearCrossEntropy, HalfPrecisionStaysClose) {
    torch::manual_seed(2);
    const auto hidden = torch::randn({64, 32}), weight = torch::randn({500, 32}) * 0.2;
    const auto targets = torch::randint(500, {64}, torch::kInt64);
    const auto a = ours(hidden.to(torch::kBFloat16), weight, targets), b = reference(hidden, weight, targets);
    EXPECT_EQ(a.loss.scalar_type(), torch::kFloat32);
    EXPECT_EQ(a.weight.scalar_type(), torch::kFloat32);
    expectClose(a.loss, b.loss, 0.01);
    expectClose(a.hidden, b.hidden, 0.03);
    expectClose(a.weight, b.weight, 0.03);
}

TEST(LinearCrossEntropy, CertainMistakesStayFinite) {
    const auto hidden = torch::full({1, 1}, 1000.0), weight = torch::tensor({{1.0f}, {-1.0f}});
    const auto a = ours(hidden, weight, torch::tensor({1}, torch::kInt64));
    EXPECT_NEAR(a.loss.item<double>(), 2000, 1e-3);
}

// Loss and gradients of a list of batches, summed.
std::vector<torch::Tensor> gradientsOf(Bench& bench, const std::vector<std::vector<const models::Encoded*>>& batches,
                                       double* loss) {
    for (auto& parameter : bench.parameters())
        parameter.tensor.mutable_grad().reset();
    *loss = 0;
    for (const auto& samples : batches) {
        const auto batch = models::pack(samples);
        const auto sum = batchLoss(*bench.model, batch);
        sum.backward();
        *loss += sum.item<double>();
    }
    std::vector<torch::Tensor> grads;
    for (auto& parameter : bench.parameters())
        grads.push_back(parameter.tensor.grad().clone());
    return grads;
}

TEST(BatchLoss, PackedIsTheSumOfSingleSamples) {
    Bench bench(0, 7);
    peft::test::shake(bench.trainable.parameters());
    std::vector<const models::Encoded*> all;
    std::vector<std::vector<const models::Encoded*>> single;
    for (const auto& sample : bench.samples) {
        all.push_back(&sample);
        single.push_back({&sample});
    }
    double packedLoss = 0, singleLoss = 0;
    const auto packed = gradientsOf(bench, {all}, &packedLoss);
    const auto sum = gradientsOf(bench, single, &singleLoss);
    EXPECT_NEAR(packedLoss, singleLoss, 1e-5 * singleLoss);
    for (std::size_t i = 0; i < packed.size(); ++i)
        expectClose(packed[i], sum[i], 2e-5);
}

TEST(BatchLoss, AWeightMultipliesItsSample) {
    Bench bench(0, 5);
    peft::test::shake(bench.trainable.parameters());
    const std::vector<const models::Encoded*> all{&bench.samples[0], &bench.samples[1], &bench.samples[2]};
    double first = 0, rest = 0, weighted = 0;
    const auto ofFirst = gradientsOf(bench, {{all[0]}}, &first);
    const auto ofRest = gradientsOf(bench, {{all[1], all[2]}}, &rest);
    bench.samples[0].weight = 2.5;
    bench.samples[2].weight = 1;
    const auto together = gradientsOf(bench, {all}, &weighted);
    EXPECT_NEAR(weighted, 2.5 * first + rest, 1e-5 * weighted);
    for (std::size_t i = 0; i < together.size(); ++i)
        expectClose(together[i], 2.5 * ofFirst[i] + ofRest[i], 2e-5);
}

}  // namespace
}  // namespace atelier::training::test
