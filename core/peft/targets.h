#pragma once

#include "common/json.h"
#include "models/places.h"
#include "peft/options.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace atelier::peft {

using LinearPlace = models::Places::Place<nn::Linear>;

/// A regular expression (PCRE2; Python's syntax for what module names need). Throws Error naming `where` for a bad one.
class NamePattern {
public:
    NamePattern(const std::string& expression, const std::string& where);
    bool matchesWhole(const std::string& name) const;

private:
    std::shared_ptr<void> code_;
    std::string where_;
};

/// PEFT's rule for names in a list: the name itself, or its end after a dot.
bool isNamed(const std::string& name, const std::string& target);

/// Names and regular expressions of a recipe's option. An item with any character that no module name has is an
/// expression.
class Targets {
public:
    Targets(const std::vector<std::string>& items, const std::string& where);

    bool matches(const std::string& name) const;
    bool isAll() const { return all_; }  ///< "all"
    /// The item as an expression, where there is just this one; else empty.
    std::string expression() const;

    /// "all": every linear layer of the parts that are not frozen, as LLaMA-Factory means it; "all-linear": every one
    /// of the model but the head, as PEFT means it; names: those in parts that are not frozen; expressions: wherever
    /// they match. Throws Error for an item that selects nothing.
    std::vector<LinearPlace> select(const models::Places& places, const FinetuningOptions& parts) const;

private:
    struct Item {
        std::string text;
        std::shared_ptr<NamePattern> pattern;  ///< null: a name
        bool matches(const std::string& name) const {
            return pattern ? pattern->matchesWhole(name) : isNamed(name, text);
        }
    };
    std::vector<Item> items_;
    std::string where_;
    bool all_ = false, allLinear_ = false;
};

bool isFrozen(models::Part part, const FinetuningOptions& parts);

/// target_modules, exclude_modules, layers_to_transform and layers_pattern of an adapter_config.json.
class SavedTargets {
public:
    using Rename = std::function<std::string(const std::string&)>;
    /// `moduleName` brings names in lists to the newest generation.
    SavedTargets(const Json& config, const std::string& where, const Rename& moduleName);

    /// Of the linears: those selected. Expressions see the names through `naming`.
    std::vector<std::string> select(const models::Places& places, const Rename& naming) const;

private:
    struct Rule {
        bool given = false;
        std::vector<std::string> names;
        std::shared_ptr<NamePattern> pattern;
        bool matches(const std::string& name, const std::string& asWritten) const;
    };
    static Rule rule(const Json& config, const char* key, const std::string& where, const Rename& moduleName);
    bool inLayers(const std::string& name) const;

    Rule targets_, excluded_;
    bool allLinear_ = false;
    std::vector<std::int64_t> layers_;
    std::vector<std::shared_ptr<NamePattern>> layerPatterns_;
    std::string where_;
};

/// The shortest "target_modules" that selects just `chosen` in PEFT: the ends of the names where no other module has
/// them, else the whole names.
Json targetModules(const std::vector<std::string>& chosen, const models::VisionLanguageModel& model);

/// "a, b, c and 12 more"
std::string listed(const std::vector<std::string>& names);

}  // namespace atelier::peft
