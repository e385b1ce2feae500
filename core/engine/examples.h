#pragma once

#include "data/augmentation/augmentation.h"
#include "data/dataset_source.h"
#include "engine/recipe_options.h"
#include "models/processor.h"
#include "training/objectives/example.h"
#include "training/objectives/objective_info.h"

#include <memory>
#include <vector>

/// From the samples of a dataset to what an objective learns from.
namespace atelier::engine {

/// What a recipe trains on and watches: data::resolveData(), of which training and validation keep what the recipe's
/// objective can learn from. What it cannot is counted in the notes. Throws Error where nothing is left to train on.
data::Splits resolveSamples(const data::Project& project, const RecipeOptions& options);
/// The same of what resolveData() gave.
data::Splits learnable(data::Splits splits, const RecipeOptions& options);

models::EncodeOptions encodeOptions(const RecipeOptions& options);

/// Makes examples of the samples of a split. Thread-safe.
class Examples {
public:
    using Learns = training::ObjectiveInfo::Learns;
    Examples(std::shared_ptr<const std::vector<data::Sample>> samples,
             std::shared_ptr<const models::Processor> processor, const RecipeOptions& options);

    /// Encodes the sample. Throws Error naming it: it cannot be read, or nothing of a judged answer is left after
    /// cutting.
    training::Example of(std::int64_t sample) const { return of(sample, encoding_); }
    /// The same with pictures that options.picture gives.
    training::Example of(std::int64_t sample, const models::EncodeOptions& options) const;
    /// As an epoch shows it: varied, and weighed by its concept. All sequences show the same pictures.
    training::Example of(std::int64_t sample, std::int64_t epoch, const data::Augmenter& augmenter) const;

    /// The sequences of a sample, as samples that end with the answer; and what each is called, "" for a sample that is
    /// learned as it is.
    struct Sequence {
        data::Sample sample;
        std::string name;
    };
    std::vector<Sequence> sequencesOf(std::int64_t sample) const;

private:
    data::Sample joined(std::int64_t sample) const;
    std::vector<Sequence> parted(data::Sample sample, std::int64_t number) const;
    training::Example encoded(const std::vector<Sequence>& sequences, std::int64_t number,
                              const models::EncodeOptions& options) const;
    const std::string& otherAnswer(std::int64_t sample) const;

    std::shared_ptr<const std::vector<data::Sample>> samples_;
    std::shared_ptr<const models::Processor> processor_;
    models::EncodeOptions encoding_;
    Learns learns_;
};

}  // namespace atelier::engine
