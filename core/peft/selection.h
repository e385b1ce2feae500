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

/// Patterns over names of parameters. An item is the name of a parameter or a module, or the end of one after a dot; a
/// pattern with * and ? (any characters, dots too); with other special characters, or with ".*" where no star begins
/// it, a regular expression for the whole name.
class NamePatterns {
public:
    NamePatterns(const std::vector<std::string>& items, const std::string& where);

    bool empty() const { return items_.empty(); }
    bool matches(const std::string& name);
    /// Throws Error for an item that has matched nothing so far.
    void throwIfUnused() const;

private:
    struct Item {
        std::string text;
        std::shared_ptr<NamePattern> pattern;  ///< null: a name
        bool used = false;
    };
    std::vector<Item> items_;
    std::string where_;
};

/// Which of a model's parameters a recipe lets a method touch: the keys trainable_layers, trainable_vision_layers,
/// trainable_parameters and frozen_parameters. Whole parts are frozen by isFrozen().
class Selection {
public:
    /// Throws Error for layers that the model does not have.
    Selection(models::VisionLanguageModel& model, const FinetuningOptions& options, const settings::Recipe& recipe);

    /// For a parameter of the base model.
    bool allows(const std::string& parameter, models::Part part);
    /// After the last allows(): throws Error for a pattern that names nothing.
    void throwIfUnused() const;

private:
    std::map<std::string, std::int64_t> layers_;  // "model.language_model.layers.3." -> 3
    std::map<models::Part, std::set<std::int64_t>> chosen_;
    NamePatterns only_, frozen_;
};

/// Of the model's linear layers those that get an update: what `targets` selects, without what the recipe's Selection
/// forbids and without what additional_target trains as a whole. Throws Error where nothing is left.
std::vector<LinearPlace> selectTargets(models::VisionLanguageModel& model, const Targets& targets,
                                       const settings::Recipe& recipe);

/// Names of the modules that `items` (names, or their ends after a dot) mean, without modules inside others of them.
/// Throws Error for an item without a module that has parameters.
std::vector<std::string> namedModules(const models::VisionLanguageModel& model, const std::vector<std::string>& items,
                                      const std::string& where);

/// Names of the modules that hold the model's layers, such as "model.language_model.layers.0", with the layer's number.
std::map<std::string, std::int64_t> layerModules(models::VisionLanguageModel& model);

/// Where a recipe sets `key`; the key itself where it does not.
std::string whereOf(const settings::Recipe& recipe, const std::string& key);

}  // namespace atelier::peft
