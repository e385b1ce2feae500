#pragma once

#include "common/json.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace atelier::runs {

/// What the folds of a cross-validation gave: RUN/cross_validation.json.
struct CrossValidation {
    struct Figure {
        std::string name;            ///< "eval_loss", "cer", ...
        std::vector<double> values;  ///< one a fold
        double mean = 0;
        double deviation = 0;  ///< of the sample: divided by folds - 1
    };
    std::vector<Figure> figures;
    std::vector<std::int64_t> samples;  ///< validation samples of each fold
};

/// Mean and standard deviation of the values of each fold; a figure that some fold lacks is left out.
CrossValidation summarised(const std::vector<std::vector<std::pair<std::string, double>>>& folds,
                           std::vector<std::int64_t> samples);

std::filesystem::path crossValidationFile(const std::filesystem::path& run);
void writeCrossValidation(const CrossValidation& summary, const std::filesystem::path& run);
CrossValidation readCrossValidation(const std::filesystem::path& run);
Json toJson(const CrossValidation& summary);

}  // namespace atelier::runs
