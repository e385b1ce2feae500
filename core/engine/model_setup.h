#pragma once

#include "engine/recipe_options.h"
#include "models/load.h"
#include "peft/trainable.h"

namespace atelier::engine {

/// A model with what a recipe trains in it. Members are destroyed from the last to the first: the method goes before
/// its model.
struct TrainingModel {
    std::shared_ptr<models::Model> model;
    peft::Trainable trainable;
};

enum class Values {
    Loaded,    ///< the folder's weights
    Sizes,     ///< on the meta device: sizes only
    Untouched  ///< on `device`, undefined: pages that nobody touches cost nothing
};

/// Sets up the model of a recipe as its training uses it: frozen weights in what it computes in, or quantised; trained
/// ones in fp32, except where even those are wanted in 16 bits. Throws Error for options that do not fit the model.
TrainingModel setUpModel(const settings::Recipe& recipe, const RecipeOptions& options,
                         const models::ModelFolder& folder, torch::Device device, Values values);

}  // namespace atelier::engine
