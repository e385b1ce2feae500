#include "training/optimizers/adamw.h"
#include "training/optimizers/blockwise.h"

#include <torch/torch.h>

#include <cmath>

namespace atelier::training {
namespace {

/// AdamW whose state is kept in blocks of 8-bit numbers (Dettmers et al., 2022, arXiv 2110.02861); the arithmetic is
/// fp32. Small tensors keep theirs in fp32.
class AdamW8bit : public StatefulOptimizer {
public:
    AdamW8bit(std::vector<Trained> parameters, const TrainOptions& options, bool paged)
        : StatefulOptimizer(std::move(parameters), options.weightDecay, paged),
          constants_{options.beta1, options.beta2, options.epsilon} {
        detailsOf(options).finish(options.optimizer);
    }

protected:
    std::vector<StateTensor> layout(const torch::Tensor& parameter) const override {
        if (!isBlockwise(parameter)) return adamLayout(parameter, parameter.scalar_type());
        auto all = blockwiseLayout("exp_avg", parameter);
        for (auto& one : blockwiseLayout("exp_avg_sq", parameter))
            all.push_back(std::move(one));
        all.push_back({"step", {}, torch::kFloat32, true});
        return all;
    }

    void update(std::vector<Update>& updates, double rate, double decay, double scale) override {
        std::vector<Update> small;
        for (auto& one : updates)
            if (isBlockwise(one.parameter))
                updateBlocks(one, rate, decay, scale);
            else
                small.push_back(one);
        if (!small.empty()) fusedAdamW(small, constants_, rate, decay, scale);
    }

private:
    void updateBlocks(Update& one, double rate, double decay, double scale) const {
        const double step = one.state[4].add_(1).item<float>();
        const double first = 1 - std::pow(constants_.beta1, step);
        const double second = std::sqrt(1 - std::pow(constants_.beta2, step));
        forChunks(one, [&](Chunk& chunk) {
            auto mean = decodeBlocks(chunk.state[0], chunk.state[1], Sign::Either);
            auto square = decodeBlocks(chunk.state[2], chunk.state[3], Sign::Positive);
            const auto grad = chunk.grad * scale;
            mean.lerp_(grad, 1 - constants_.beta1);
            square.mul_(constants_.beta2).addcmul_(grad, grad, 1 - constants_.beta2);
            if (decay > 0) chunk.parameter.mul_(1 - rate * decay);
            chunk.parameter.addcdiv_(mean, square.sqrt().div_(second).add_(constants_.epsilon), -rate / first);
            encodeBlocks(mean, chunk.state[0], chunk.state[1], Sign::Either);
            encodeBlocks(square, chunk.state[2], chunk.state[3], Sign::Positive);
        });
    }

    AdamConstants constants_;
};

OptimizerFactory factory(bool paged) {
    return [=](std::vector<Trained> parameters, const TrainOptions& options) {
        return std::make_unique<AdamW8bit>(std::move(parameters), options, paged);
    };
}

const Registry<OptimizerFactory>::Entry plainEntry{"adamw_8bit", factory(false)};
const Registry<OptimizerFactory>::Entry otherEntry{"adamw_bnb_8bit", factory(false)};
const Registry<OptimizerFactory>::Entry pagedEntry{"paged_adamw_8bit", factory(true)};

}  // namespace
}  // namespace atelier::training
