#pragma once

#include "data/dataset_source.h"
#include "evaluation/compare_options.h"
#include "models/quantization_options.h"
#include "peft/method_info.h"
#include "peft/options.h"
#include "settings/recipe.h"
#include "training/options.h"

namespace atelier::engine {

/// All options of a recipe that a training reads, resolved once.
struct RecipeOptions {
    training::ModelOptions model;
    models::QuantizationOptions quantization;
    training::TrainOptions train;
    data::DataOptions data;
    peft::FinetuningOptions finetuning;
    evaluation::CompareOptions compare;

    /// Throws Error for values that cannot be, also together. Reads no file.
    explicit RecipeOptions(const settings::Recipe& recipe);
    bool wholeWeights() const { return !peft::methodInfo(finetuning.type).isAdapter(); }
};

}  // namespace atelier::engine
