#include "engine/plan.h"

#include "common/error.h"
#include "engine/model_shape.h"
#include "peft/lora/options.h"
#include "settings/effective.h"
#include "training/optimizer.h"
#include "training/prefetcher.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace atelier::engine {
namespace {

// Bytes of fp32 logits at a time, as training/loss.cpp takes them.
constexpr std::int64_t kLossChunkCpu = 24 << 20, kLossChunkDevice = 256 << 20;

// A picture as large as the tower will see it, so that nothing is decoded or resampled.
vision::Image blankPicture(const data::Media& media, const vision::Preprocessor& preprocessor) {
    const auto info = vision::probeImage(media.path);
    int width = info.width, height = info.height;
    if (media.crop) {
        width = std::clamp(static_cast<int>(std::ceil(media.crop->width())), 1, width);
        height = std::clamp(static_cast<int>(std::ceil(media.crop->height())), 1, height);
    }
    const auto planned = preprocessor.plannedSize(width, height);
    return {planned[0], planned[1],
            std::vector<std::uint8_t>(std::size_t(3) * std::size_t(planned[0]) * std::size_t(planned[1]))};
}

SampleSize sizeOf(const models::Encoded& encoded) {
    SampleSize size;
    size.tokens = std::ssize(encoded.ids);
    size.targets = training::targetTokens(encoded);
    size.imageTokens = encoded.imageTokens;
    const auto& shape = encoded.pixels.shape;
    // Frames have one more token each, of the whole picture.
    if (!shape.empty()) size.patches = shape.size() == 2 ? shape[0] : encoded.imageTokens + shape[0];
    size.pixelElements = std::ssize(encoded.pixels.values);
    return size;
}

}  // namespace

PlannedModel::PlannedModel(const settings::Recipe& recipe)
    : modelOptions(training::ModelOptions::schema().read(recipe)),
      train(training::TrainOptions::schema().read(recipe)),
      data(data::DataOptions::schema().read(recipe)),
      finetuning(peft::FinetuningOptions::schema().read(recipe)),
      compare(evaluation::CompareOptions::schema().read(recipe)) {
    train.optimization = training::OptimizationOptions::schema().read(recipe);
    if (modelOptions.model.empty())
        throw Error("no model is named", "model_name_or_path", "give the folder of a model");
    device = deviceFrom(modelOptions.device);
    folder = models::openModelFolder(modelOptions.model);
    const auto& family = Registry<models::Family>::instance().at(folder.modelType, "model_type (model family)");
    {
        torch::NoGradGuard noGrad;
        model = family.build(folder.config, (folder.path / "config.json").string());
    }
    std::optional<std::filesystem::path> start;
    if (modelOptions.adapter) start = *modelOptions.adapter;
    trainable = peft::makeTrainable(*model, family, recipe, static_cast<std::uint64_t>(train.seed), start);
    const auto lora = peft::LoraOptions::schema().read(recipe);
    shape = shapeOf(*model, trainable, finetuning.type == "lora" ? lora.dropout : 0);

    numbers.compute = train.precision() == "fp32" ? 4 : 2;
    numbers.frozen = numbers.compute;
    numbers.trained = train.pureBf16 ? 2 : 4;
    numbers.lossChunk = device.is_cpu() ? kLossChunkCpu : kLossChunkDevice;
    numbers.checkpointing = !train.disableGradientCheckpointing;
    numbers.accumulates = train.accumulation > 1;
    std::vector<training::Trained> parameters;
    for (const auto& parameter : trainable.parameters)
        parameters.push_back({parameter.name, parameter.tensor});
    numbers.optimizerState = training::makeOptimizer(std::move(parameters), train)->stateBytes();
    // Its state has its parameters' type, but for one of 8 bits.
    if (train.pureBf16 && train.optimizer.find("8bit") == std::string::npos) numbers.optimizerState /= 2;
    if (train.optimization.emaDecay)
        for (const auto& parameter : trainable.parameters)
            numbers.optimizerState += static_cast<std::uint64_t>(parameter.tensor.numel()) * sizeof(float);
}

std::vector<SampleSize> measureSamples(const std::vector<data::Sample>& samples, const models::Processor& processor,
                                       const models::EncodeOptions& encoding, std::size_t limit,
                                       const std::function<void(std::int64_t, std::int64_t)>& done) {
    std::vector<SampleSize> sizes;
    const std::size_t count = std::min(limit, samples.size());
    for (std::size_t i = 0; i < count; ++i) {
        done(static_cast<std::int64_t>(i), static_cast<std::int64_t>(count));
        const auto& sample = samples[i * samples.size() / count];
        auto options = encoding;
        std::int64_t largest = 0;
        options.picture = [&](std::size_t medium) {
            auto picture = blankPicture(sample.media[medium], processor.preprocessor());
            largest = std::max(largest, std::int64_t(picture.width) * picture.height);
            return picture;
        };
        try {
            sizes.push_back(sizeOf(processor.encode(sample, options)));
            sizes.back().largestPicture = largest;
        } catch (const Error&) {
            // preflight() lists what cannot be read; a size is not needed of it.
        }
    }
    return sizes;
}

}  // namespace atelier::engine
