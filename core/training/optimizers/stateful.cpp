#include "training/optimizers/stateful.h"

#include "common/error.h"

#include <ATen/DeviceAccelerator.h>
#include <torch/torch.h>

#include <algorithm>

namespace atelier::training {

StatefulOptimizer::StatefulOptimizer(std::vector<Trained> parameters, double weightDecay, bool paged) : paged_(paged) {
    for (auto& parameter : parameters) {
        const double factor = parameter.rateFactor, decay = decays(parameter) ? weightDecay : 0;
        auto bucket = std::find_if(buckets_.begin(), buckets_.end(),
                                   [&](const Bucket& one) { return one.rateFactor == factor && one.decay == decay; });
        if (bucket == buckets_.end()) bucket = buckets_.insert(bucket, {factor, decay, {}});
        bucket->items.push_back(items_.size());
        items_.push_back({std::move(parameter), {}});
    }
}

void StatefulOptimizer::begin(Item& item) const {
    const auto& tensor = item.parameter.tensor;
    for (const auto& one : layout(tensor)) {
        const bool onHost = one.onHost || paged(item);
        item.state.push_back(torch::zeros(one.sizes, torch::dtype(one.type)
                                                         .device(onHost ? torch::kCPU : tensor.device())
                                                         .pinned_memory(paged(item) && !one.onHost)));
    }
}

void StatefulOptimizer::step(double rate, double scale) {
    forUpdates(rate,
               [&](std::vector<Update>& updates, double own, double decay) { update(updates, own, decay, scale); });
}

void StatefulOptimizer::stepUnread(double rate, const torch::Tensor& scale, const torch::Tensor& finite) {
    forUpdates(rate, [&](std::vector<Update>& updates, double own, double decay) {
        updateUnread(updates, own, decay, scale, finite);
    });
}

void StatefulOptimizer::updateUnread(std::vector<Update>&, double, double, const torch::Tensor& scale,
                                     const torch::Tensor& finite) {
    Optimizer::stepUnread(0, scale, finite);
}

void StatefulOptimizer::forUpdates(double rate, const Apply& apply) {
    torch::NoGradGuard noGrad;
    bool waits = false;
    for (const auto& bucket : buckets_) {
        std::vector<Update> updates;
        for (const std::size_t index : bucket.items) {
            auto& item = items_[index];
            if (!item.parameter.tensor.grad().defined()) continue;
            if (item.state.empty()) begin(item);
            if (paged(item)) {
                updatePaged(item, rate * bucket.rateFactor, bucket.decay, apply);
                waits = true;
            } else {
                updates.push_back({item.parameter.tensor, item.parameter.tensor.grad(), item.state});
            }
        }
        if (!updates.empty()) apply(updates, rate * bucket.rateFactor, bucket.decay);
    }
    // Whoever reads the state in main memory next must find it there.
    if (waits) at::accelerator::synchronizeDevice(items_.front().parameter.tensor.device().index());
}

void StatefulOptimizer::updatePaged(Item& item, double rate, double decay, const Apply& apply) {
    const auto& tensor = item.parameter.tensor;
    const auto tensors = layout(tensor);
    std::vector<Update> one{{tensor, tensor.grad(), item.state}};
    for (std::size_t i = 0; i < tensors.size(); ++i)
        if (!tensors[i].onHost) one[0].state[i] = item.state[i].to(tensor.device(), /*non_blocking=*/true);
    apply(one, rate, decay);
    for (std::size_t i = 0; i < tensors.size(); ++i)
        if (!tensors[i].onHost) item.state[i].copy_(one[0].state[i], /*non_blocking=*/true);
}

std::map<std::string, torch::Tensor> StatefulOptimizer::state() const {
    std::map<std::string, torch::Tensor> state;
    for (const auto& item : items_) {
        if (item.state.empty()) continue;
        const auto tensors = layout(item.parameter.tensor);
        for (std::size_t i = 0; i < tensors.size(); ++i)
            state[item.parameter.name + "." + tensors[i].name] = item.state[i];
    }
    return state;
}

void StatefulOptimizer::restore(const std::map<std::string, torch::Tensor>& state, const std::string& where) {
    torch::NoGradGuard noGrad;
    for (auto& item : items_) {
        const auto tensors = layout(item.parameter.tensor);
        const auto nameOf = [&](const StateTensor& one) { return item.parameter.name + "." + one.name; };
        item.state.clear();
        if (std::none_of(tensors.begin(), tensors.end(), [&](const auto& one) { return state.contains(nameOf(one)); }))
            continue;  // had no gradient yet
        begin(item);
        for (std::size_t i = 0; i < tensors.size(); ++i) {
            const auto found = state.find(nameOf(tensors[i]));
            if (found == state.end()) throw Error("the optimizer's \"" + nameOf(tensors[i]) + "\" is missing", where);
            if (found->second.sizes() != item.state[i].sizes())
                throw Error("the optimizer's \"" + nameOf(tensors[i]) + "\" has another shape", where);
            item.state[i].copy_(found->second);
        }
    }
}

std::uint64_t StatefulOptimizer::stateBytes() const {
    std::uint64_t bytes = 0;
    for (const auto& item : items_)
        for (const auto& one : layout(item.parameter.tensor)) {
            std::uint64_t count = c10::elementSize(one.type);
            for (const std::int64_t size : one.sizes)
                count *= static_cast<std::uint64_t>(size);
            bytes += count;
        }
    return bytes;
}

std::vector<torch::Tensor> parametersOf(const std::vector<Update>& updates) {
    std::vector<torch::Tensor> all;
    for (const auto& one : updates)
        all.push_back(one.parameter);
    return all;
}

std::vector<torch::Tensor> gradsOf(const std::vector<Update>& updates) {
    std::vector<torch::Tensor> all;
    for (const auto& one : updates)
        all.push_back(one.grad);
    return all;
}

std::vector<torch::Tensor> stateOf(const std::vector<Update>& updates, std::size_t index) {
    std::vector<torch::Tensor> all;
    for (const auto& one : updates)
        all.push_back(one.state[index]);
    return all;
}

std::vector<std::int64_t> sizesOf(const torch::Tensor& tensor) {
    return tensor.sizes().vec();
}

Arguments detailsOf(const TrainOptions& options) {
    return Arguments::fromPairs(options.optimization.optimizerArguments, "optim_args");
}

}  // namespace atelier::training
