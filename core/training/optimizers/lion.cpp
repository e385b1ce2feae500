#include "training/optimizers/blockwise.h"
#include "training/optimizers/stateful.h"

#include <torch/torch.h>

namespace atelier::training {
namespace {

/// Lion (Chen et al., 2023, arXiv 2302.06675): steps of the sign of a mean gradient. State in fp32, or in blocks of
/// 8-bit numbers where that pays.
class Lion : public StatefulOptimizer {
public:
    Lion(std::vector<Trained> parameters, const TrainOptions& options, bool narrow, bool paged)
        : StatefulOptimizer(std::move(parameters), options.weightDecay, paged),
          beta1_(options.beta1),
          beta2_(options.beta2),
          narrow_(narrow) {
        detailsOf(options).finish(options.optimizer);
    }

protected:
    std::vector<StateTensor> layout(const torch::Tensor& parameter) const override {
        if (narrow_ && isBlockwise(parameter)) return blockwiseLayout("exp_avg", parameter);
        return {{"exp_avg", sizesOf(parameter), torch::kFloat32}};
    }

    void update(std::vector<Update>& updates, double rate, double decay, double scale) override {
        std::vector<Update> whole;
        for (auto& one : updates)
            if (narrow_ && isBlockwise(one.parameter))
                updateBlocks(one, rate, decay, scale);
            else
                whole.push_back(one);
        if (!whole.empty()) updateWhole(parametersOf(whole), gradsOf(whole), stateOf(whole, 0), rate, decay, scale);
    }

private:
    void updateWhole(const std::vector<torch::Tensor>& parameters, const std::vector<torch::Tensor>& given,
                     const std::vector<torch::Tensor>& means, double rate, double decay, double scale) const {
        if (decay > 0) at::_foreach_mul_(parameters, 1 - rate * decay);
        const auto grads = at::_foreach_mul(given, scale);
        const auto changes = at::_foreach_mul(means, beta1_);
        at::_foreach_add_(changes, grads, 1 - beta1_);
        at::_foreach_sign_(changes);
        at::_foreach_add_(parameters, changes, -rate);
        at::_foreach_mul_(means, beta2_);
        at::_foreach_add_(means, grads, 1 - beta2_);
    }

    void updateBlocks(Update& one, double rate, double decay, double scale) const {
        forChunks(one, [&](Chunk& chunk) {
            const auto mean = decodeBlocks(chunk.state[0], chunk.state[1], Sign::Either);
            updateWhole({chunk.parameter}, {chunk.grad}, {mean}, rate, decay, scale);
            encodeBlocks(mean, chunk.state[0], chunk.state[1], Sign::Either);
        });
    }

    double beta1_, beta2_;
    bool narrow_;
};

OptimizerFactory factory(bool narrow, bool paged) {
    return [=](std::vector<Trained> parameters, const TrainOptions& options) {
        return std::make_unique<Lion>(std::move(parameters), options, narrow, paged);
    };
}

const Registry<OptimizerFactory>::Entry wideEntry{"lion_32bit", factory(false, false)};
const Registry<OptimizerFactory>::Entry narrowEntry{"lion_8bit", factory(true, false)};
const Registry<OptimizerFactory>::Entry pagedWideEntry{"paged_lion_32bit", factory(false, true)};
const Registry<OptimizerFactory>::Entry pagedNarrowEntry{"paged_lion_8bit", factory(true, true)};

}  // namespace
}  // namespace atelier::training
