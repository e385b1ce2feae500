#include "kernels/kernels.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

using namespace atelier;

// Each kernel against the same function composed of torch's operations: values and gradients, on the CPU and, where
// there is one, on the GPU.
namespace {

struct Case {
    torch::Device device;
    torch::Dtype dtype;
    double tolerance;
};

std::vector<Case> cases() {
    std::vector<Case> all{{torch::kCPU, torch::kFloat32, 1e-5}, {torch::kCPU, torch::kBFloat16, 2e-2}};
    if (torch::cuda::is_available())
        for (const auto& [dtype, tolerance] :
             {std::pair{torch::kFloat32, 1e-5}, {torch::kBFloat16, 2e-2}, {torch::kFloat16, 4e-3}})
            all.push_back({torch::kCUDA, dtype, tolerance});
    return all;
}

// Compares f and g, given the same inputs, in value and in every gradient.
template <class F, class G>
void expectSame(const Case& c, std::vector<torch::Tensor> inputs, F&& f, G&& g) {
    const auto run = [&](auto&& function) {
        std::vector<torch::Tensor> leaves;
        for (const auto& input : inputs)
            leaves.push_back(input.detach().clone().requires_grad_());
        const auto out = function(leaves);
        const auto weights =
            torch::linspace(-1, 1, out.numel(), torch::dtype(torch::kFloat32).device(c.device)).view(out.sizes());
        (out.to(torch::kFloat32) * weights).sum().backward();
        std::vector<torch::Tensor> results{out.detach()};
        for (const auto& leaf : leaves)
            results.push_back(leaf.grad());
        return results;
    };
    const auto ours = run(f), reference = run(g);
    for (std::size_t i = 0; i < ours.size(); ++i) {
        ASSERT_TRUE(ours[i].defined() && reference[i].defined());
        EXPECT_EQ(ours[i].scalar_type(), reference[i].scalar_type());
        const double scale = reference[i].to(torch::kFloat64).abs().max().template item<double>();
        const double difference =
            (ours[i].to(torch::kFloat64) - reference[i].to(torch::kFloat64)).abs().max().template item<double>();
        EXPECT_LE(difference, c.tolerance * std::max(1.0, scale))
            << "result " << i << " " << c.device << " " << c.dtype;
    }
}

torch::Tensor random(const Case& c, std::vector<std::int64_t> shape) {
    return torch::randn(shape, torch::dtype(torch::kFloat32)).to(c.device, c.dtype);
}

}  // namespace

TEST(Kernels, rotary) {
    torch::manual_seed(1);
    for (const auto& c : cases()) {
        const auto angles = torch::randn({70, 12}).to(c.device);
        const auto both = torch::cat({angles, angles}, -1);
        const auto cos = both.cos(), sin = both.sin();
        const auto composed = [&](const torch::Tensor& x) {
            const auto f = x.to(torch::kFloat32);
            const auto halves = f.chunk(2, -1);
            return (f * cos.unsqueeze(1) + torch::cat({-halves[1], halves[0]}, -1) * sin.unsqueeze(1))
                .to(x.scalar_type());
        };
        expectSame(
            c, {random(c, {70, 3, 24})}, [&](auto& x) { return kernels::rotary(x[0], cos, sin); },
            [&](auto& x) { return composed(x[0]); });
        // Queries cut out of a fused qkv: rows lie apart.
        expectSame(
            c, {random(c, {70, 200})},
            [&](auto& x) { return kernels::rotary(x[0].narrow(1, 72, 72).reshape({70, 3, 24}), cos, sin); },
            [&](auto& x) { return composed(x[0].narrow(1, 72, 72).reshape({70, 3, 24})); });
    }
}

TEST(Kernels, rmsNorm) {
    torch::manual_seed(2);
    for (const auto& c : cases())
        for (const std::int64_t width : {5, 64, 200}) {
            expectSame(
                c, {random(c, {33, width}), random(c, {width})},
                [](auto& x) { return kernels::rmsNorm(x[0], x[1], 1e-5); },
                [](auto& x) {
                    const auto f = x[0].to(torch::kFloat32);
                    const auto scaled = f * (f.pow(2).mean(-1, true) + 1e-5).rsqrt();
                    return (scaled * x[1].to(torch::kFloat32)).to(x[0].scalar_type());
                });
        }
}

TEST(Kernels, swiglu) {
    torch::manual_seed(3);
    for (const auto& c : cases())
        expectSame(
            c, {random(c, {40, 48}), random(c, {40, 48})}, [](auto& x) { return kernels::swiglu(x[0], x[1]); },
            [](auto& x) {
                return (torch::silu(x[0].to(torch::kFloat32)) * x[1].to(torch::kFloat32)).to(x[0].scalar_type());
            });
}

TEST(Kernels, noTokens) {
    const auto empty = torch::empty({0, 2, 8});
    EXPECT_EQ(kernels::rotary(empty, torch::empty({0, 8}), torch::empty({0, 8})).size(0), 0);
}
