#pragma once

#include "settings/schema.h"

#include <optional>
#include <string>

namespace atelier::training {

/// What shapes the steps beyond rate, schedule and optimizer: their details, groups of learning rates, regularisers.
/// Keys are LLaMA-Factory's and transformers' where they have one.
struct OptimizationOptions {
    std::string optimizerArguments;        ///< "momentum=0.9, nesterov=true"; which there are: the optimizer's file
    std::string scheduleArguments = "{}";  ///< a JSON object; which there are: schedules/shapes.cpp
    std::optional<double> towerRate, projectorRate, languageModelRate;  ///< not set: learning_rate
    std::string partRates = "{}";                                       ///< a JSON object: rates of parts by name
    double layerDecay = 1;
    std::optional<double> neftuneAlpha;
    std::optional<double> balanceLoss;  ///< not set: as the model's config says
    double labelSmoothing = 0;
    std::optional<double> emaDecay;

    static const settings::Schema<OptimizationOptions>& schema();
};

}  // namespace atelier::training
