#include "peft/layer_patterns.h"

#include "common/error.h"

namespace atelier::peft {

LayerPattern::LayerPattern(const SavedAdapter& saved, const char* key, double fallback)
    : saved_(saved), fallback_(fallback) {
    const std::string where = saved.where + "/adapter_config.json";
    const auto found = saved.config.find(key);
    if (found == saved.config.end() || found->is_null()) return;
    if (!found->is_object()) throw Error("\"" + std::string(key) + "\" must be an object", where);
    for (const auto& [expression, value] : found->items()) {
        if (!value.is_number()) throw Error("\"" + std::string(key) + "\" must hold numbers", where);
        rules_.emplace_back(NameExpression("(.*\\.)?(" + expression + ")", where + ": " + key), value.get<double>());
    }
}

double LayerPattern::at(const std::string& name) const {
    for (const auto& [pattern, value] : rules_)
        if (pattern.matchesWhole(name) || pattern.matchesWhole(saved_.olderName(name))) return value;
    return fallback_;
}

}  // namespace atelier::peft
