#pragma once

#include "models/vision_language_model.h"
#include "peft/trainable.h"
#include "training/footprint.h"

namespace atelier::engine {

/// The sizes of a model in which `trainable` is set up. Values of weights are never read, so the model may be one that
/// was built and not loaded. `dropout`: of the method, in training. A method's own tensors are told apart by their
/// shapes: a vector on a linear layer scales what passes, the first matrix keeps the layer's input.
training::ModelShape shapeOf(models::VisionLanguageModel& model, const peft::Trainable& trainable, double dropout);

}  // namespace atelier::engine
