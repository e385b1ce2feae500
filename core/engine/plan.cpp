#include "engine/plan.h"

#include "common/error.h"
#include "engine/load_model.h"
#include "training/optimizer.h"
#include "training/parameter_groups.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace atelier::engine {
namespace {

PlannedSample planned(training::Example example) {
    PlannedSample sample;
    for (auto& sequence : example.sequences) {
        sample.tokens += std::ssize(sequence.ids);
        sample.mediaTokens += sequence.mediaTokens();
        sample.targets += training::targetTokens(sequence);
        for (auto& medium : sequence.media) {
            for (auto& [_, array] : medium.arrays) {
                sample.pixelElements += static_cast<std::int64_t>(array.size());
                if (array.numbers) array.numbers.reset();
            }
            const auto [t, h, w] = medium.grid;
            sample.patches[medium.modality] += std::max(t * h * w, medium.tokenCount());
        }
    }
    sample.example = std::move(example);
    return sample;
}

std::uint64_t optimizerBytes(const TrainingModel& sized, const training::TrainOptions& train) {
    auto parameters = training::withRates(sized.trainable.parameters(), *sized.model, train);
    auto bytes = training::makeOptimizer(std::move(parameters), train)->stateBytes();
    // Its state has its parameters' type, but for one of 8 bits.
    if (train.pureBf16 && train.optimizer.find("8bit") == std::string::npos) bytes /= 2;
    if (train.optimization.emaDecay)
        for (const auto& parameter : sized.trainable.parameters())
            bytes += static_cast<std::uint64_t>(parameter.tensor.numel()) * sizeof(float);
    return bytes;
}

}  // namespace

std::pair<int, int> plannedPicture(const data::Media& media, const vision::Preprocessor& preprocessor) {
    const auto info = vision::probeImage(media.path);
    int width = info.width, height = info.height;
    if (media.crop) {
        width = std::clamp(static_cast<int>(std::ceil(media.crop->width())), 1, width);
        height = std::clamp(static_cast<int>(std::ceil(media.crop->height())), 1, height);
    }
    const auto planned = preprocessor.plannedSize(width, height);
    return {planned[0], planned[1]};
}

vision::Image blankPicture(int width, int height) {
    return {width, height, std::vector<std::uint8_t>(std::size_t(3) * std::size_t(width) * std::size_t(height))};
}

PlannedModel::PlannedModel(const settings::Recipe& from)
    : recipe(from),
      options(recipe),
      folder(models::openModelFolder(options.model.model)),
      device(deviceFrom(options.model.device)),
      sized(setUpModel(recipe, options, folder, device, Values::Sizes)),
      objective(training::makeObjective(options.train)) {
    step.device = device;
    step.accumulates = options.train.accumulation > 1;
    step.optimizerState = optimizerBytes(sized, options.train);
}

std::vector<PlannedSample> measureSamples(const std::shared_ptr<const std::vector<data::Sample>>& samples,
                                          const std::shared_ptr<const models::Processor>& processor,
                                          const RecipeOptions& options, std::size_t limit,
                                          const std::function<void(std::int64_t, std::int64_t)>& done) {
    std::vector<PlannedSample> all;
    const Examples examples(samples, processor, options);
    const std::size_t count = std::min(limit, samples->size());
    for (std::size_t i = 0; i < count; ++i) {
        done(static_cast<std::int64_t>(i), static_cast<std::int64_t>(count));
        const auto number = i * samples->size() / count;
        const auto& sample = (*samples)[number];
        auto encoding = encodeOptions(options);
        std::int64_t largest = 0;
        encoding.picture = [&](std::size_t medium) {
            const auto [width, height] = plannedPicture(sample.media[medium], processor->preprocessor());
            auto picture = blankPicture(width, height);
            largest = std::max(largest, std::int64_t(picture.width) * picture.height);
            return picture;
        };
        try {
            all.push_back(planned(examples.of(static_cast<std::int64_t>(number), encoding)));
            all.back().largestPicture = largest;
        } catch (const Error&) {
            // preflight() lists what cannot be read; a size is not needed of it.
        }
    }
    return all;
}

}  // namespace atelier::engine
