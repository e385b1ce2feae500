// The product with a quantised matrix against at::linear with the dense one, as ratios of times.
//   quantized_products [SIZE [ROUNDS]]
#include "kernels/int8/int8.h"
#include "kernels/nf4/nf4.h"
#include "kernels/product.h"

#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>

namespace {

using namespace atelier;
using torch::Tensor;
using Clock = std::chrono::steady_clock;

// Medians in ms of functions that take turns, so that a busy machine disturbs all alike.
std::vector<double> medians(const std::vector<std::function<Tensor()>>& functions, int rounds) {
    std::vector<std::vector<double>> times(functions.size());
    for (int round = -1; round < rounds; ++round)
        for (std::size_t f = 0; f < functions.size(); ++f) {
            const auto begin = Clock::now();
            functions[f]();
            if (round >= 0) times[f].push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
        }
    std::vector<double> result;
    for (auto& of : times) {
        std::nth_element(of.begin(), of.begin() + rounds / 2, of.end());
        result.push_back(of[static_cast<std::size_t>(rounds / 2)]);
    }
    return result;
}

}  // namespace

int main(int count, char** values) {
    const torch::NoGradGuard noGrad;
    const std::int64_t size = count > 1 ? std::stoll(values[1]) : 2048;
    const int rounds = count > 2 ? std::stoi(values[2]) : 21;
    const Tensor weight = torch::randn({size, size}) / std::sqrt(static_cast<double>(size));
    const auto nf4 = kernels::quantizeNf4(weight);
    const auto int8 = kernels::quantizeInt8(weight);
    std::printf("%lld x %lld; times as multiples of at::linear with the dense matrix (its ms)\n",
                static_cast<long long>(size), static_cast<long long>(size));
    std::printf("%-5s %7s %5s %12s %9s | %6s %10s %12s | %6s %10s %12s\n", "dtype", "threads", "rows", "at::linear",
                "product()", "nf4", "transposed", "dequantize", "int8", "transposed", "dequantize");
    for (const auto dtype : {torch::kFloat32, torch::kBFloat16})
        for (const int threads : {1, 2})
            for (const std::int64_t rows : {1, 8, 256}) {
                torch::set_num_threads(threads);
                const Tensor x = torch::randn({rows, size}).to(dtype), dense = weight.to(dtype);
                const auto ms = medians(
                    {[&] { return at::linear(x, dense); }, [&] { return kernels::product(x, dense); },
                     [&] { return kernels::nf4Linear(x, nf4); }, [&] { return kernels::nf4LinearTransposed(x, nf4); },
                     [&] { return kernels::dequantizeNf4(nf4, dtype); }, [&] { return kernels::int8Linear(x, int8); },
                     [&] { return kernels::int8LinearTransposed(x, int8); },
                     [&] { return kernels::dequantizeInt8(int8, dtype); }},
                    rounds);
                std::printf("%-5s %7d %5lld %12.3f %9.2f | %6.2f %10.2f %12.2f | %6.2f %10.2f %12.2f\n",
                            dtype == torch::kFloat32 ? "fp32" : "bf16", threads, static_cast<long long>(rows), ms[0],
                            ms[1] / ms[0], ms[2] / ms[0], ms[3] / ms[0], ms[4] / ms[0], ms[5] / ms[0], ms[6] / ms[0],
                            ms[7] / ms[0]);
            }
    return 0;
}
