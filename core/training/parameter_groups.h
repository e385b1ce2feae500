#pragma once

#include "models/model.h"
#include "peft/adapter.h"
#include "training/optimizer.h"

#include <utility>
#include <vector>

namespace atelier::training {

/// The parameters with their group and their rate as a multiple of learning_rate, as the options and the method say.
/// Groups are named after the model's parts, with what the method adds ("language_model_lora_b"). From layer to layer
/// the rate falls within each part, from its last block down; embeddings lie below the first block. Throws Error for
/// rates of parts that the model does not have.
std::vector<Trained> withRates(const std::vector<peft::Parameter>& parameters, models::Model& model,
                               const TrainOptions& options);

/// Groups in the order of the parameters, each with its largest multiple of learning_rate; nothing where all learn
/// alike.
std::vector<std::pair<std::string, double>> rateGroups(const std::vector<Trained>& parameters);

}  // namespace atelier::training
