#include "training/loss.h"

#include "kernels/product.h"
#include "kernels/stand_in.h"
#include "nn/frozen_product.h"
#include "nn/recompute.h"

#include <torch/torch.h>

#include <algorithm>

namespace atelier::training {
namespace {

// Bytes of fp32 logits that exist at a time: on a CPU what stays near the caches, on a graphics card what keeps it
// busy.
constexpr std::int64_t kChunkBytesCpu = 24 << 20, kChunkBytesDevice = 256 << 20;

std::int64_t chunkRows(std::int64_t vocabulary, const torch::Tensor& hidden) {
    const std::int64_t bytes = kernels::pathDevice(hidden).is_cpu() ? kChunkBytesCpu : kChunkBytesDevice;
    return std::max<std::int64_t>(64, bytes / (vocabulary * 4));
}

// out = grad · matrix. Libraries for CPUs sum over the whole vocabulary in one chain, with thirty times the rounding of
// blocks (90,000 words, fp32). Half precision sums in fp32 by itself, and would round at each block.
void productOverVocabulary(torch::Tensor& out, const torch::Tensor& grad, const torch::Tensor& matrix) {
    constexpr std::int64_t kBlock = 4096;
    const std::int64_t words = matrix.size(0);
    if (kernels::widensProducts(grad)) {
        out.copy_(kernels::product(grad, matrix.t()));
        return;
    }
    if (!kernels::pathDevice(out).is_cpu() || at::isReducedFloatingType(out.scalar_type()) || words <= kBlock) {
        at::mm_out(out, grad, matrix);
        return;
    }
    out.zero_();
    for (std::int64_t word = 0; word < words; word += kBlock) {
        const std::int64_t count = std::min(kBlock, words - word);
        out.add_(at::mm(grad.narrow(1, word, count), matrix.narrow(0, word, count)));
    }
}

class LinearCrossEntropy : public torch::autograd::Function<LinearCrossEntropy> {
public:
    static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& hidden,
                                 const torch::Tensor& weight, const torch::Tensor& targets,
                                 const std::optional<torch::Tensor>& rowWeights, double smoothing, bool wantHidden,
                                 bool wantWeight) {
        // Double stays double, for gradient checks.
        const auto wide = hidden.scalar_type() == torch::kDouble ? torch::kDouble : torch::kFloat32;
        const auto matrix = weight.to(hidden.scalar_type());
        torch::Tensor hiddenGrad, weightGrad;
        if (wantHidden) hiddenGrad = torch::empty_like(hidden);
        if (wantWeight) weightGrad = torch::zeros_like(weight, torch::dtype(wide));
        auto sum = torch::zeros({}, hidden.options().dtype(wide));
        const std::int64_t step = chunkRows(weight.size(0), hidden);
        for (std::int64_t begin = 0; begin < hidden.size(0); begin += step) {
            const std::int64_t size = std::min(step, hidden.size(0) - begin);
            const auto rows = hidden.narrow(0, begin, size);
            const auto labels = targets.narrow(0, begin, size).unsqueeze(1);
            auto chances = at::log_softmax(nn::frozenProduct(rows, matrix), -1, wide);
            auto logs = chances.gather(1, labels);
            if (smoothing > 0) logs = logs.mul_(1 - smoothing).add_(chances.mean(1, true), smoothing);
            const auto counts = rowWeights ? rowWeights->narrow(0, begin, size).unsqueeze(1).to(wide) : torch::Tensor();
            sum.sub_((rowWeights ? logs * counts : logs).sum());
            if (!wantHidden && !wantWeight) continue;
            // d loss / d logits = softmax - one-hot, or the smoothed target
            chances.exp_();
            chances.div_(chances.sum(1, true));  // log_softmax's own sum is off by 1e-5 for a large vocabulary
            if (smoothing > 0) chances.sub_(smoothing / static_cast<double>(weight.size(0)));
            chances.scatter_add_(1, labels, chances.new_full({size, 1}, smoothing - 1));
            if (rowWeights) chances.mul_(counts);
            const auto grad = chances.to(hidden.scalar_type());
            if (wantHidden) {
                auto out = hiddenGrad.narrow(0, begin, size);
                productOverVocabulary(out, grad, matrix);
            }
            if (wantWeight) {
                if (grad.scalar_type() == wide)
                    weightGrad.addmm_(grad.t(), rows);
                else
                    weightGrad.add_(kernels::matrixProduct(grad.t(), rows));
            }
        }
        context->saved_data["hidden"] = hiddenGrad;
        context->saved_data["weight"] = weightGrad;
        context->saved_data["weightType"] = static_cast<std::int64_t>(weight.scalar_type());
        return sum;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list grads) {
        const auto take = [&](const char* key) {
            const auto& value = context->saved_data[key];
            torch::Tensor grad = value.isTensor() ? value.toTensor() : torch::Tensor();
            // Ours alone, and needed once: scaled in place.
            return grad.defined() ? grad.mul_(grads[0].to(grad.scalar_type())) : grad;
        };
        torch::Tensor weight = take("weight");
        if (weight.defined())
            weight = weight.to(static_cast<torch::ScalarType>(context->saved_data["weightType"].toInt()));
        torch::autograd::variable_list result{take("hidden"), weight, {}, {}, {}, {}, {}};
        context->saved_data.clear();
        return result;
    }
};

}  // namespace

torch::Tensor linearCrossEntropy(const torch::Tensor& hidden, const torch::Tensor& weight, const torch::Tensor& targets,
                                 const std::optional<torch::Tensor>& rowWeights, double smoothing) {
    const bool grad = torch::GradMode::is_enabled();
    return LinearCrossEntropy::apply(hidden, weight, targets, rowWeights, smoothing, grad && hidden.requires_grad(),
                                     grad && weight.requires_grad());
}

namespace {

// Of a head that a method changes: its logits a chunk at a time, computed again for the gradient.
torch::Tensor hookedCrossEntropy(models::Model& model, const torch::Tensor& hidden, const models::TargetTokens& targets,
                                 double smoothing) {
    auto sum = torch::zeros({}, hidden.options().dtype(torch::kFloat32));
    const std::int64_t step = chunkRows(model.language().vocabulary, hidden);
    for (std::int64_t begin = 0; begin < hidden.size(0); begin += step) {
        const std::int64_t size = std::min(step, hidden.size(0) - begin);
        const auto labels = targets.ids.narrow(0, begin, size).unsqueeze(1);
        const auto counts = targets.weights ? targets.weights->narrow(0, begin, size).unsqueeze(1) : torch::Tensor();
        sum = sum + nn::recomputed(
                        [&model, labels, counts, smoothing](const torch::Tensor& rows) {
                            const auto chances = at::log_softmax(model.logits(rows), -1, torch::kFloat32);
                            auto logs = chances.gather(1, labels);
                            if (smoothing > 0) logs = logs * (1 - smoothing) + chances.mean(1, true) * smoothing;
                            return -(counts.defined() ? logs * counts : logs).sum();
                        },
                        hidden.narrow(0, begin, size));
    }
    return sum;
}

}  // namespace

torch::Tensor targetLogProbs(models::Model& model, const torch::Tensor& hidden, const torch::Tensor& targets) {
    const auto wide = hidden.scalar_type() == torch::kDouble ? torch::kDouble : torch::kFloat32;
    std::vector<torch::Tensor> parts{torch::empty({0}, hidden.options().dtype(wide))};
    const std::int64_t step = chunkRows(model.language().vocabulary, hidden);
    for (std::int64_t begin = 0; begin < hidden.size(0); begin += step) {
        const std::int64_t size = std::min(step, hidden.size(0) - begin);
        const auto labels = targets.narrow(0, begin, size).unsqueeze(1);
        parts.push_back(nn::recomputed(
            [&model, labels, wide](const torch::Tensor& rows) {
                return at::log_softmax(model.logits(rows), -1, wide).gather(1, labels).squeeze(1);
            },
            hidden.narrow(0, begin, size)));
    }
    return at::cat(parts);
}

torch::Tensor batchLoss(models::Model& model, const models::Batch& batch, double smoothing) {
    const auto rows = model.hidden(batch).index_select(0, batch.targets.rows);
    if (!model.headIsPlain()) return hookedCrossEntropy(model, rows, batch.targets, smoothing);
    return linearCrossEntropy(rows, model.headMatrix(), batch.targets.ids, batch.targets.weights, smoothing);
}

}  // namespace atelier::training
