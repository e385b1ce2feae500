#pragma once

#include "settings/schema.h"
#include "training/objectives/objective_info.h"

#include <string>

namespace atelier::training {

/// What is learned from. Keys and defaults are LLaMA-Factory's, but for `reference`.
struct ObjectiveOptions {
    std::string stage = "sft", loss = "sigmoid";
    double beta = 0.1;
    std::string reference = "base";
    double ftx = 0;
    double labelSmoothing = 0;
    double simpoGamma = 0.5;
    double chosenWeight = 1, rejectedWeight = 1;

    /// The objective's name: pref_loss where the stage has several.
    std::string name() const;
    const ObjectiveInfo& info() const { return objectiveInfo(name()); }
    /// Whether a reference model is asked.
    bool compares() const { return info().reference && reference != "none"; }
    /// Throws Error for options that contradict each other. Reads no file.
    void check() const;

    static const settings::Schema<ObjectiveOptions>& schema();
};

}  // namespace atelier::training
