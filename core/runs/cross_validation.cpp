#include "runs/cross_validation.h"

#include "common/error.h"
#include "common/file.h"

#include <algorithm>
#include <cmath>

namespace atelier::runs {
namespace fs = std::filesystem;

CrossValidation summarised(const std::vector<std::vector<std::pair<std::string, double>>>& folds,
                           std::vector<std::int64_t> samples) {
    CrossValidation summary;
    summary.samples = std::move(samples);
    if (folds.empty()) return summary;
    for (const auto& [name, _] : folds.front()) {
        CrossValidation::Figure figure{name, {}, 0, 0};
        for (const auto& fold : folds) {
            const auto found =
                std::find_if(fold.begin(), fold.end(), [&, &key = name](const auto& one) { return one.first == key; });
            if (found != fold.end()) figure.values.push_back(found->second);
        }
        const auto count = figure.values.size();
        if (count != folds.size()) continue;
        for (const double value : figure.values)
            figure.mean += value / static_cast<double>(count);
        double squares = 0;
        for (const double value : figure.values)
            squares += (value - figure.mean) * (value - figure.mean);
        if (count > 1) figure.deviation = std::sqrt(squares / static_cast<double>(count - 1));
        summary.figures.push_back(std::move(figure));
    }
    return summary;
}

fs::path crossValidationFile(const fs::path& run) {
    return run / "cross_validation.json";
}

Json toJson(const CrossValidation& summary) {
    Json metrics = Json::object();
    for (const auto& figure : summary.figures)
        metrics[figure.name] = {{"mean", figure.mean}, {"std", figure.deviation}, {"values", figure.values}};
    return {{"folds", summary.samples.size()}, {"samples", summary.samples}, {"metrics", std::move(metrics)}};
}

void writeCrossValidation(const CrossValidation& summary, const fs::path& run) {
    writeFileAtomically(crossValidationFile(run), toJson(summary).dump(2) + "\n");
}

CrossValidation readCrossValidation(const fs::path& run) {
    const std::string where = crossValidationFile(run).string();
    const Json json = readJson(where);
    CrossValidation summary;
    try {
        summary.samples = json.at("samples").get<std::vector<std::int64_t>>();
        for (const auto& [name, figure] : json.at("metrics").items())
            summary.figures.push_back({name, figure.at("values").get<std::vector<double>>(),
                                       figure.at("mean").get<double>(), figure.at("std").get<double>()});
    } catch (const Json::exception& error) {
        throw Error("is no summary of a cross-validation: " + std::string(error.what()), where);
    }
    return summary;
}

}  // namespace atelier::runs
