#include "peft/random_start.h"

#include "common/random.h"

#include <torch/torch.h>

#include <cmath>

namespace atelier::peft {

at::Generator startGenerator(std::uint64_t seed, const std::string& name) {
    return at::detail::createCPUGenerator(Random({seed, stableHash(name)})());
}

torch::Tensor kaimingStart(std::int64_t rows, std::int64_t columns, std::uint64_t seed, const std::string& name) {
    const double bound = 1 / std::sqrt(static_cast<double>(columns));
    return torch::empty({rows, columns}, torch::kFloat32).uniform_(-bound, bound, startGenerator(seed, name));
}

}  // namespace atelier::peft
