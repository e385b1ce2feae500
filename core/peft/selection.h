#pragma once

#include "models/places.h"
#include "peft/targets.h"
#include "settings/recipe.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace atelier::peft {

/// Which of a model's parameters a recipe lets a method touch: the keys trainable_layers, trainable_vision_layers,
/// trainable_parameters and frozen_parameters. Whole parts are frozen by isFrozen().
class Selection {
public:
    /// Throws Error for layers that the model does not have.
    Selection(models::Model& model, const FinetuningOptions& options, const settings::Recipe& recipe);

    /// For a parameter of the base model.
    bool allows(const std::string& parameter, const models::Part& part);
    /// After the last allows(): throws Error for a pattern that names nothing.
    void throwIfUnused() const;

private:
    std::map<std::string, std::int64_t> layers_;  // "model.language_model.layers.3." -> 3
    std::map<models::Role, std::set<std::int64_t>> chosen_;
    NamePatterns only_, frozen_;
};

/// Of the model's linear layers those that get an update: what `targets` selects, without what the recipe's Selection
/// forbids and without what additional_target trains as a whole. Throws Error where nothing is left.
std::vector<LinearPlace> selectTargets(models::Model& model, Targets& targets, const settings::Recipe& recipe);

/// Names of the modules that `items` (names, or their ends after a dot) mean, without modules inside others of them.
/// Throws Error for an item without a module that has parameters.
std::vector<std::string> namedModules(const models::Model& model, const std::vector<std::string>& items,
                                      const std::string& where);

/// Names of the model's blocks, such as "model.language_model.layers.0", with the layer's number.
std::map<std::string, std::int64_t> layerModules(models::Model& model);

}  // namespace atelier::peft
