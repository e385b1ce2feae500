#include "planning/time.h"

#include "models/places.h"
#include "nn/stand_alone.h"
#include "training/loss.h"

#include <ATen/DeviceAccelerator.h>
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <typeinfo>

namespace atelier::planning {
namespace {

using Clock = std::chrono::steady_clock;

// Seconds of an action: the best of what fits into a moment.
template <class F>
double secondsOf(torch::Device device, F&& action) {
    constexpr double kMoment = 0.15;
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
    } while (std::chrono::duration<double>(Clock::now() - began).count() < kMoment);
    return fastest;
}

// Blocks that compute alike: of one type, with parameters of the same shapes, trained alike.
struct Kind {
    models::Places::Place<std::shared_ptr<nn::Block>> first;
    bool recorded = false;  ///< a gradient flows through
    std::int64_t count = 0;
};

std::string signatureOf(const nn::Block& block, bool recorded) {
    std::string text = typeid(block).name() + std::string(recorded ? "+" : "-");
    for (const auto& item : block.named_parameters()) {
        text += item.key() + (item.value().requires_grad() ? "*" : "");
        for (const auto size : item.value().sizes())
            text += "," + std::to_string(size);
    }
    return text;
}

std::vector<Kind> kindsOf(models::Model& model, const peft::Trainable& trainable) {
    std::map<std::string, Kind> kinds;
    std::map<const models::Part*, bool> flows;
    const auto trains = [&](const std::string& block) {
        return std::any_of(trainable.parameters().begin(), trainable.parameters().end(), [&](const auto& parameter) {
            return peft::moduleNameOf(parameter).starts_with(block + ".");
        });
    };
    // A gradient also comes from what lies before the language model's first block: other parts, embeddings, tokens.
    const bool fromBefore =
        std::any_of(trainable.parameters().begin(), trainable.parameters().end(), [&](const auto& parameter) {
            return peft::partOf(model, parameter).role != models::Role::Language ||
                   peft::moduleNameOf(parameter).find(".layers.") == std::string::npos;
        });
    const bool fromEncoders = std::any_of(
        trainable.parameters().begin(), trainable.parameters().end(),
        [&](const auto& parameter) { return peft::partOf(model, parameter).role == models::Role::Encoder; });
    for (const auto& place : models::findPlaces(model).blocks) {
        bool& flow = flows[place.part];
        if (place.part->role == models::Role::Bridge) flow |= fromEncoders;
        if (place.part->role == models::Role::Language) flow |= fromBefore;
        flow |= trains(place.name);
        auto& kind = kinds[place.part->name + signatureOf(*place.module, flow)];
        if (kind.count++ == 0) kind.first = place, kind.recorded = flow;
    }
    std::vector<Kind> all;
    for (auto& [_, kind] : kinds)
        all.push_back(std::move(kind));
    return all;
}

void giveValues(nn::Block& block, torch::Dtype dtype) {
    torch::NoGradGuard noGrad;
    for (auto& parameter : block.parameters()) {
        const auto own = parameter.requires_grad() ? parameter.scalar_type() : dtype;
        parameter.set_data(torch::full(parameter.sizes(), 0.01, parameter.options().dtype(own)));
    }
    for (auto& buffer : block.buffers())
        buffer.set_data(torch::full(buffer.sizes(), 0.01, buffer.options().dtype(dtype)));
}

// Rows of a part of the batch that one block passes in a fraction of a second, as sequences of a length.
nn::Segments sliceOf(const nn::Block& block, std::int64_t rows, std::int64_t sequences) {
    constexpr double kProducts = 7e9;
    double parameters = 1;
    for (const auto& parameter : block.parameters())
        parameters += static_cast<double>(parameter.numel());
    const auto fits = std::max<std::int64_t>(64, static_cast<std::int64_t>(kProducts / parameters));
    const std::int64_t length = std::clamp<std::int64_t>(rows / std::max<std::int64_t>(1, sequences), 1, fits);
    const std::int64_t count = std::clamp<std::int64_t>(fits / length, 1, std::max<std::int64_t>(1, sequences));
    return nn::Segments::ofLengths(std::vector<std::int64_t>(static_cast<std::size_t>(count), length));
}

// Rows of a batch that a part's blocks pass.
std::int64_t rowsOf(const models::Part& part, const BatchSizes& batch) {
    switch (part.role) {
        case models::Role::Encoder:
            return batch.patchesFor(part);
        case models::Role::Bridge:
            return batch.mediaTokens;
        case models::Role::Language:
            return batch.tokens;
    }
    throw std::logic_error("role");
}

nn::ForwardContext contextFor(const models::Model& model, const nn::Block& block, const models::Part& part,
                              std::int64_t rows, const BatchSizes& batch, torch::Device device) {
    constexpr std::int64_t kMost = 1024;  // tokens of media
    if (const auto* own = dynamic_cast<const nn::StandAlone*>(&block))
        return own->example(std::min(rows, kMost), batch.patchesFor(part) * std::min(rows, kMost) / rows,
                            model.computeType, device);
    const bool language = part.role == models::Role::Language;
    nn::ForwardContext context;
    context.segments = sliceOf(block, rows, batch.samples);
    context.causal = language;
    if (language)
        for (const auto& rotary : model.language().rotaries)
            context.rotaries.push_back(nn::makeRotary(
                torch::arange(context.segments.total(), torch::dtype(torch::kInt64).device(device)).expand({3, -1}),
                rotary));
    return context;
}

PassTimes timeBlock(models::Model& model, const Kind& kind, const BatchSizes& batch, torch::Device device) {
    const std::int64_t rows = rowsOf(*kind.first.part, batch);
    if (rows == 0) return {};
    auto& block = *kind.first.module;
    giveValues(block, model.computeType);
    const auto context = contextFor(model, block, *kind.first.part, rows, batch, device);
    const std::int64_t width = block.sublayers().front().width;
    const auto x = torch::full({context.segments.total(), width}, 0.01, torch::dtype(model.computeType).device(device));
    const double scale =
        static_cast<double>(kind.count) * static_cast<double>(rows) / static_cast<double>(context.segments.total());
    PassTimes times;
    {
        torch::NoGradGuard noGrad;
        times.evaluation = scale * secondsOf(device, [&] { block.forward(x, context); });
    }
    if (!kind.recorded) {
        times.training = times.evaluation;
        return times;
    }
    const auto input = x.clone().set_requires_grad(true);
    times.training = scale * secondsOf(device, [&] {
                         const auto y = block.forward(input, context);
                         if (y.requires_grad()) y.sum().backward();
                     });
    if (model.recompute) times.training += times.evaluation;
    return times;
}

PassTimes timeLoss(const models::Model& model, const BatchSizes& batch, torch::Device device) {
    constexpr std::int64_t kRows = 64, kWords = 16384;
    const auto& o = model.language();
    const std::int64_t rows = std::clamp<std::int64_t>(batch.targets, 1, kRows), words = std::min(o.vocabulary, kWords);
    const auto options = torch::dtype(model.computeType).device(device);
    const auto matrix = torch::full({words, o.hidden}, 0.01, options);
    const auto targets = torch::zeros({rows}, options.dtype(torch::kInt64));
    const auto hidden = torch::full({rows, o.hidden}, 0.01, options).set_requires_grad(true);
    const double scale = static_cast<double>(batch.targets) / static_cast<double>(rows) *
                         static_cast<double>(o.vocabulary) / static_cast<double>(words);
    PassTimes times;
    times.training =
        scale * secondsOf(device, [&] { training::linearCrossEntropy(hidden, matrix, targets).backward(); });
    torch::NoGradGuard noGrad;
    times.evaluation = scale * secondsOf(device, [&] { training::linearCrossEntropy(hidden, matrix, targets); });
    return times;
}

}  // namespace

std::int64_t BatchSizes::patchesFor(const models::Part& part) const {
    std::int64_t sum = 0;
    for (const auto& [modality, rows] : patches)
        if (!part.modality || part.modality == modality) sum += rows;
    return sum;
}

PassTimes timeBatch(models::Model& model, const peft::Trainable& trainable, const BatchSizes& batch,
                    torch::Device device) {
    PassTimes sum = batch.targets > 0 ? timeLoss(model, batch, device) : PassTimes{};
    for (const auto& kind : kindsOf(model, trainable)) {
        const auto one = timeBlock(model, kind, batch, device);
        sum.training += one.training;
        sum.evaluation += one.evaluation;
    }
    for (const auto& parameter : trainable.parameters()) {
        torch::Tensor tensor = parameter.tensor;
        tensor.mutable_grad().reset();
    }
    return sum;
}

}  // namespace atelier::planning
