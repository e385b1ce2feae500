#pragma once

#include "data/dataset_source.h"
#include "engine/load_model.h"
#include "evaluation/compare_options.h"
#include "peft/options.h"
#include "peft/trainable.h"
#include "training/footprint.h"
#include "training/options.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

/// What estimate() and preflight() share: a training that is set up as train() does, but for the weights.
namespace atelier::engine {

/// How long a sample is.
struct SampleSize {
    std::int64_t tokens = 0, targets = 0, imageTokens = 0, patches = 0, pixelElements = 0;
    std::int64_t largestPicture = 0;  ///< pixels that the tower sees of it
};

/// A recipe's options and its model with what is trained in it. The model is built and not loaded: its weights have no
/// values, and cost no memory.
class PlannedModel {
public:
    /// Throws Error for options that do not fit the model or each other.
    explicit PlannedModel(const settings::Recipe& recipe);

    training::ModelOptions modelOptions;
    training::TrainOptions train;
    data::DataOptions data;
    peft::FinetuningOptions finetuning;
    evaluation::CompareOptions compare;
    models::ModelFolder folder;
    torch::Device device = torch::kCPU;
    std::shared_ptr<models::VisionLanguageModel> model;
    peft::Trainable trainable;  // goes before its model
    training::ModelShape shape;
    training::Numbers numbers;

    bool wholeWeights() const { return finetuning.type == "full" || finetuning.type == "freeze"; }
    models::EncodeOptions encoding() const { return {data.cutoffLength, train.trainOnPrompt, train.maskHistory, {}}; }
};

/// The sizes of up to `limit` of the samples, evenly chosen; samples that cannot be encoded are left out. Pictures are
/// looked at as far as their header. `done` may throw.
std::vector<SampleSize> measureSamples(const std::vector<data::Sample>& samples, const models::Processor& processor,
                                       const models::EncodeOptions& encoding, std::size_t limit,
                                       const std::function<void(std::int64_t done, std::int64_t total)>& done);

}  // namespace atelier::engine
