#include "engine/recipe_options.h"

#include "common/error.h"

namespace atelier::engine {

RecipeOptions::RecipeOptions(const settings::Recipe& recipe)
    : model(training::ModelOptions::schema().read(recipe)),
      quantization(models::QuantizationOptions::schema().read(recipe)),
      train(training::TrainOptions::read(recipe)),
      data(data::DataOptions::schema().read(recipe)),
      finetuning(peft::FinetuningOptions::schema().read(recipe)),
      compare(evaluation::CompareOptions::schema().read(recipe)) {
    if (model.model.empty()) throw Error("no model is named", "model_name_or_path", "give the folder of a model");
    peft::checkMethod(recipe);
}

}  // namespace atelier::engine
