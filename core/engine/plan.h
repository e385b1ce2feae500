#pragma once

#include "engine/examples.h"
#include "engine/model_setup.h"
#include "models/processor.h"
#include "planning/memory.h"
#include "training/objectives/objective.h"
#include "training/sampler.h"

#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

/// What estimate() and preflight() share: a training that is set up as train() does, but for the weights.
namespace atelier::engine {

/// A sample as a plan sees it: its tokens, and its media's sizes without their numbers. Figures are of all its
/// sequences.
struct PlannedSample {
    training::Example example;
    std::int64_t tokens = 0, mediaTokens = 0;
    std::int64_t targets = 0;                       ///< tokens that are learned
    std::int64_t pixelElements = 0;                 ///< numbers of its media
    std::map<Modality, std::int64_t> patches = {};  ///< rows that encoders see of them
    std::int64_t largestPicture = 0;                ///< pixels of its largest picture as the encoder sees it
};

/// A recipe's options and its model with what is trained in it, as sizes alone.
struct PlannedModel {
    /// Throws Error for options that do not fit the model or each other.
    explicit PlannedModel(const settings::Recipe& recipe);

    settings::Recipe recipe;
    RecipeOptions options;
    models::ModelFolder folder;
    torch::Device device;  ///< that the training will use
    TrainingModel sized;   ///< on the meta device
    planning::StepOptions step;
    std::unique_ptr<training::Objective> objective;

    models::Model& model() const { return *sized.model; }
};

/// Width and height of a picture as the encoder will see it, from its file's header. Throws Error as probeImage().
std::pair<int, int> plannedPicture(const data::Media& media, const vision::Preprocessor& preprocessor);
/// A picture of that size without content: encoding it decodes and resamples nothing.
vision::Image blankPicture(int width, int height);

/// Up to `limit` of the samples, evenly chosen; samples that cannot be encoded are left out. Pictures are looked at as
/// far as their header. `done` may throw.
std::vector<PlannedSample> measureSamples(const std::shared_ptr<const std::vector<data::Sample>>& samples,
                                          const std::shared_ptr<const models::Processor>& processor,
                                          const RecipeOptions& options, std::size_t limit,
                                          const std::function<void(std::int64_t done, std::int64_t total)>& done);

}  // namespace atelier::engine
