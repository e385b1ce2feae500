#include "engine/estimate.h"
#include "nn/decoder.h"

#include <ATen/DeviceAccelerator.h>
#include <torch/torch.h>

#include <algorithm>
#include <chrono>

namespace atelier::engine {
namespace {

using Clock = std::chrono::steady_clock;

// Multiply-adds (or, of a copy, bytes) a second: the best of what fits into a moment.
template <class F>
double best(double amount, const torch::Device& device, F&& action) {
    constexpr double kSeconds = 0.25;
    const auto wait = [&] {
        if (device.is_cuda()) at::accelerator::synchronizeDevice(device.index());
    };
    action();  // sets up what the first call needs
    wait();
    double fastest = 1e30;
    const auto began = Clock::now();
    do {
        const auto once = Clock::now();
        action();
        wait();
        fastest = std::min(fastest, std::chrono::duration<double>(Clock::now() - once).count());
    } while (std::chrono::duration<double>(Clock::now() - began).count() < kSeconds);
    return amount / std::max(fastest, 1e-9);
}

struct Speed {
    double products, bytes;
};

Speed measure(const PlannedModel& planned, std::int64_t rows) {
    torch::NoGradGuard noGrad;
    const auto& blocks = planned.shape.blocks;
    const auto& block = *std::max_element(blocks.begin(), blocks.end(),
                                          [](const auto& a, const auto& b) { return a.parameters < b.parameters; });
    const auto type = planned.numbers.compute == 2 ? torch::kBFloat16 : torch::kFloat32;
    const auto options = torch::dtype(type).device(planned.device);
    // Few enough rows that one product is a matter of milliseconds.
    rows = std::clamp<std::int64_t>(rows, 16, 1024);
    const auto x = torch::ones({rows, block.hidden}, options),
               weight = torch::ones({block.inner, block.hidden}, options);
    const double products = static_cast<double>(rows) * static_cast<double>(block.hidden * block.inner);
    const auto from = torch::zeros({8 << 20}, options.dtype(torch::kFloat32));
    auto to = torch::zeros_like(from);
    return {best(products, planned.device, [&] { return at::linear(x, weight); }),
            best(2.0 * static_cast<double>(from.nbytes()), planned.device, [&] { return to.copy_(from); })};
}

training::BatchShape meanBatch(const std::vector<SampleSize>& sizes, std::int64_t samples) {
    training::BatchShape batch;
    if (sizes.empty()) return batch;
    const auto mean = [&](std::int64_t SampleSize::* field) {
        double sum = 0;
        for (const auto& size : sizes)
            sum += static_cast<double>(size.*field);
        return sum / static_cast<double>(sizes.size());
    };
    const auto of = [&](std::int64_t SampleSize::* field) {
        return static_cast<std::int64_t>(mean(field) * static_cast<double>(samples));
    };
    batch.samples = samples;
    batch.tokens = of(&SampleSize::tokens);
    batch.targets = of(&SampleSize::targets);
    batch.imageTokens = of(&SampleSize::imageTokens);
    batch.patches = of(&SampleSize::patches);
    batch.pixelElements = of(&SampleSize::pixelElements);
    batch.lengths.assign(static_cast<std::size_t>(samples), static_cast<std::int64_t>(mean(&SampleSize::tokens)));
    return batch;
}

double secondsOf(const training::Work& work, const Speed& speed, std::int64_t elementBytes) {
    return work.products / speed.products + work.traffic * static_cast<double>(elementBytes) / speed.bytes;
}

// A part of a batch that one layer trains on in some tenths of a second.
training::BatchShape sliceOf(const training::BatchShape& batch, const training::BlockShape& block) {
    constexpr double kProducts = 2e10;
    const auto fits = static_cast<std::int64_t>(kProducts / 3 / static_cast<double>(block.parameters));
    const auto length = batch.lengths.empty() ? 0 : batch.lengths.front();
    training::BatchShape slice;
    const auto shortest = std::clamp<std::int64_t>(length, 1, std::max<std::int64_t>(fits, 64));
    slice.samples = std::clamp<std::int64_t>(fits / shortest, 1, std::max<std::int64_t>(1, batch.samples));
    slice.lengths.assign(static_cast<std::size_t>(slice.samples), shortest);
    slice.tokens = slice.samples * shortest;
    return slice;
}

// The layer's weights are there as sizes only; what they are does not matter for the time.
void giveWeights(nn::DecoderLayerImpl& layer, const PlannedModel& planned, torch::Dtype type) {
    torch::NoGradGuard noGrad;
    for (auto& parameter : layer.parameters()) {
        const auto own = parameter.requires_grad() && planned.numbers.trained == 4 ? torch::kFloat32 : type;
        parameter.set_data(torch::full(parameter.sizes(), 0.01, torch::dtype(own).device(planned.device)));
    }
    for (const auto& trained : planned.trainable.parameters) {
        torch::Tensor tensor = trained.tensor;
        if (planned.device.is_cuda()) tensor.set_data(tensor.to(planned.device));
    }
}

// How much longer a layer of the model takes, forward and backward with all that the method adds, than its products and
// its traffic alone: small matrices, many operations.
double slowdown(const PlannedModel& planned, const training::BatchShape& batch, const Speed& speed) {
    const auto block = std::find_if(planned.shape.blocks.rbegin(), planned.shape.blocks.rend(),
                                    [](const auto& one) { return !one.tower; });
    const auto& decoder = planned.model->decoder;
    if (block == planned.shape.blocks.rend() || decoder->layers.empty() || batch.tokens == 0) return 1;
    const auto slice = sliceOf(batch, *block);
    training::ModelShape alone;
    alone.blocks = {*block};
    auto numbers = planned.numbers;
    numbers.checkpointing = false;
    const double bare = secondsOf(training::trainingWork(alone, slice, numbers), speed, numbers.compute);

    nn::DecoderLayer layer = decoder->layers.back();
    const auto type = numbers.compute == 2 ? torch::kBFloat16 : torch::kFloat32;
    giveWeights(*layer, planned, type);
    const auto& o = decoder->options;
    nn::AttentionContext context;
    context.segments = nn::Segments::ofLengths(slice.lengths);
    context.rotary = nn::makeRotary(torch::arange(slice.tokens, torch::dtype(torch::kInt64).device(planned.device)),
                                    o.headSize, o.ropeTheta);
    const auto x = torch::full({slice.tokens, o.hidden}, 0.01, torch::dtype(type).device(planned.device))
                       .set_requires_grad(block->recorded);
    const double taken = 1 / best(1, planned.device, [&] {
                             const auto y = layer->forward(x, context);
                             if (y.requires_grad()) y.sum().backward();
                         });
    for (const auto& trained : planned.trainable.parameters) {
        torch::Tensor tensor = trained.tensor;
        tensor.mutable_grad() = torch::Tensor();
    }
    return taken / bare;
}

}  // namespace

void estimateTime(const PlannedModel& planned, const EstimateInput& input, protocol::Estimate& estimate) {
    if (planned.modelOptions.threads > 0) torch::set_num_threads(static_cast<int>(planned.modelOptions.threads));
    const auto& train = planned.train;
    const auto perStep = std::min(samplerOf(planned, input).samplesInStep(), input.trainSamples);
    const auto batch = meanBatch(input.train, std::max<std::int64_t>(1, perStep / train.accumulation));
    Speed speed = measure(planned, batch.tokens);
    const double slower = slowdown(planned, batch, speed);
    speed.products /= slower;
    speed.bytes /= slower;
    const double batches = static_cast<double>(perStep) / static_cast<double>(std::max<std::int64_t>(1, batch.samples));
    estimate.secondsPerStep = batches * secondsOf(training::trainingWork(planned.shape, batch, planned.numbers), speed,
                                                  planned.numbers.compute);
    estimate.time.push_back({"training", estimate.secondsPerStep * static_cast<double>(estimate.steps)});
    if (train.evalStrategy == "no" || input.validationSamples == 0) return;

    auto shape = planned.shape;
    for (auto& block : shape.blocks)
        block.recorded = false, block.trainedElements = 0;
    shape.trained = 0;
    const auto whole = meanBatch(input.validation, input.validationSamples);
    const auto every = train.evalStrategy == "steps"
                           ? train.evalSteps.value_or(train.loggingSteps)
                           : std::max<std::int64_t>(1, input.trainSamples / std::max<std::int64_t>(1, perStep));
    const double times = static_cast<double>(std::max<std::int64_t>(1, estimate.steps / every));
    estimate.time.push_back({"evaluation", times * secondsOf(training::trainingWork(shape, whole, planned.numbers),
                                                             speed, planned.numbers.compute)});
}

}  // namespace atelier::engine
