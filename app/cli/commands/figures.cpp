#include "commands/figures.h"

#include "output.h"

namespace atelier::cli {

std::string figuresText(const protocol::Comparison& comparison) {
    std::vector<std::vector<std::string>> rows{{std::to_string(comparison.samples.size()) + " samples"}};
    for (const auto& contestant : comparison.contestants)
        rows[0].push_back(contestant.name);
    const std::size_t baseline = comparison.baselineIndex();
    for (const auto& [name, values] : comparison.metrics) {
        rows.push_back({name});
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double difference = values[i] - values[baseline];
            const std::string sign = difference > 0 ? "+" : "";
            rows.back().push_back(numberText(values[i]) +
                                  (i == baseline ? "" : " (" + sign + numberText(difference) + ")"));
        }
    }
    return table(rows);
}

Json figuresJson(const protocol::Comparison& comparison) {
    Json metrics = Json::object();
    for (const auto& [name, values] : comparison.metrics)
        metrics[name] = values;
    Json names = Json::array();
    for (const auto& contestant : comparison.contestants)
        names.push_back(contestant.name);
    return Json{{"contestants", names},
                {"baseline", comparison.baseline},
                {"samples", comparison.samples.size()},
                {"metrics", metrics}};
}

}  // namespace atelier::cli
