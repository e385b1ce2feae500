#pragma once

#include "models/vision_language_model.h"
#include "training/optimizer.h"

#include <utility>

namespace atelier::training {

/// Gives each parameter its group ("vision_tower", "projector", "language_model"; "…_lora_b" and "lora_embedding" with
/// LoRA+) and its rate as a multiple of learning_rate, as the options say. LoRA+ (Hayou et al., 2024, arXiv 2402.12354)
/// speeds up what LLaMA-Factory does: B matrices and vectors. From layer to layer the rate falls within each part, from
/// its last block down; embeddings lie below the first block.
void assignRates(std::vector<Trained>& parameters, models::VisionLanguageModel& model, const TrainOptions& options);

/// Groups in the order of the parameters, each with its largest multiple of learning_rate; nothing where all learn
/// alike.
std::vector<std::pair<std::string, double>> rateGroups(const std::vector<Trained>& parameters);

}  // namespace atelier::training
