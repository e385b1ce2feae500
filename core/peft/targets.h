#pragma once

#include "common/json.h"
#include "models/places.h"
#include "peft/name_patterns.h"
#include "peft/options.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace atelier::peft {

using LinearPlace = models::Places::Place<nn::Linear>;

/// Which linear layers a recipe's option means. "all": every one of the parts that are not frozen, as LLaMA-Factory
/// means it; "all-linear": every one of the model but the head, as PEFT means it; else name patterns: plain names count
/// in parts that are not frozen, patterns and expressions wherever they match. Layers of experts (Places::stacks) are
/// meant by patterns, by the name of a module around them ("experts", "mlp"), and by a name that no other layer has;
/// not by "all" and "all-linear": transformers has no linear layers there.
class Targets {
public:
    Targets(const std::vector<std::string>& items, const std::string& where);

    bool matches(const std::string& name) { return patterns_.matches(name); }
    /// Throws Error for an item that selects nothing.
    std::vector<LinearPlace> select(const models::Places& places, const FinetuningOptions& parts);

private:
    NamePatterns patterns_;
    bool all_ = false, allLinear_ = false;
};

/// Whether a recipe keeps a part of the model as it is.
bool isFrozen(const models::Part& part, const FinetuningOptions& parts);

/// target_modules, exclude_modules, layers_to_transform and layers_pattern of an adapter_config.json.
class SavedTargets {
public:
    using Rename = std::function<std::string(const std::string&)>;
    /// `moduleName` brings names in lists to the newest generation.
    SavedTargets(const Json& config, const std::string& where, const Rename& moduleName);

    /// Of the linears: those selected. Expressions see the names through `naming`. Layers of experts are selected by
    /// their whole names alone: PEFT knows no such modules.
    std::vector<std::string> select(const models::Places& places, const Rename& naming) const;

private:
    struct Rule {
        bool given = false;
        std::vector<std::string> names;
        std::shared_ptr<NameExpression> expression;
        bool matches(const std::string& name, const std::string& asWritten) const;
    };
    static Rule rule(const Json& config, const char* key, const std::string& where, const Rename& moduleName);
    bool inLayers(const std::string& name) const;

    Rule targets_, excluded_;
    bool allLinear_ = false;
    std::vector<std::int64_t> layers_;
    std::vector<std::shared_ptr<NameExpression>> layerExpressions_;
    std::string where_;
};

/// The linear layers of each stack that are among `names`, where all of its layers are: PEFT can name such a stack in
/// target_parameters.
std::vector<models::TensorStack> wholeStacks(const models::Model& model, const std::vector<std::string>& names);

/// The shortest "target_modules" that selects just `chosen` in PEFT: the ends of the names where no other module has
/// them, else the whole names.
Json targetModules(const std::vector<std::string>& chosen, const models::Model& model);

}  // namespace atelier::peft
