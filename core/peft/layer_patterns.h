#pragma once

#include "peft/method.h"
#include "peft/name_patterns.h"

#include <string>
#include <utility>
#include <vector>

namespace atelier::peft {

/// rank_pattern, alpha_pattern and the like of an adapter_config.json: a number for each layer.
class LayerPattern {
public:
    /// Throws Error for a pattern that is not an object of numbers.
    LayerPattern(const SavedAdapter& saved, const char* key, double fallback);

    double fallback() const { return fallback_; }
    /// The number of the first expression that matches the module's name or its end, older names included.
    double at(const std::string& name) const;

private:
    const SavedAdapter& saved_;
    double fallback_;
    std::vector<std::pair<NameExpression, double>> rules_;
};

}  // namespace atelier::peft
