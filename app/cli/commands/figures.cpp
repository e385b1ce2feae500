#include "commands/figures.h"

#include "output.h"

namespace atelier::cli {

std::string figuresText(const evaluation::Comparison& comparison) {
    std::vector<std::vector<std::string>> rows{{std::to_string(comparison.samples.size()) + " samples"}};
    rows[0].insert(rows[0].end(), comparison.contestants.begin(), comparison.contestants.end());
    for (const auto& [name, values] : comparison.metrics) {
        rows.push_back({name});
        for (const double value : values)
            rows.back().push_back(numberText(value));
    }
    return table(rows);
}

Json figuresJson(const evaluation::Comparison& comparison) {
    Json metrics = Json::object();
    for (const auto& [name, values] : comparison.metrics)
        metrics[name] = values;
    return Json{{"contestants", comparison.contestants}, {"samples", comparison.samples.size()}, {"metrics", metrics}};
}

}  // namespace atelier::cli
