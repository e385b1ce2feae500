#pragma once

#include "evaluation/comparison.h"
#include "protocol/job.h"

#include <filesystem>

namespace atelier::protocol {

template <>
struct JsonForm<evaluation::Comparison> {
    static Json write(const evaluation::Comparison& comparison) { return evaluation::toJson(comparison); }
    static evaluation::Comparison read(const Json& json, const std::string& where) {
        return evaluation::comparisonFromJson(json, where);
    }
};

/// "vanilla" (the base model) against "tuned" (the run's result) on the test samples of the run's recipe. Kept as
/// RUN/comparison.json.
struct CompareRequest {
    std::filesystem::path project;
    std::string run = "last";     ///< name in PROJECT/runs; "last": the newest that has a result
    std::int64_t maxSamples = 0;  ///< evenly over the test samples; 0: as the recipe's max_test_samples says

    using Result = evaluation::Comparison;
    static constexpr const char* kName = "compare";
    static constexpr OnStop kOnStop = OnStop::Ends;
    static constexpr auto fields() {
        return std::tuple(field("project", &CompareRequest::project), optionalField("run", &CompareRequest::run),
                          optionalField("max_samples", &CompareRequest::maxSamples));
    }
};

/// The same of one contestant on one split.
struct EvaluateRequest {
    std::filesystem::path project;
    std::string run = "last";
    std::string split = "test";        ///< "train", "validation" or "test" of the run's recipe
    std::string contestant = "tuned";  ///< or "vanilla"
    std::int64_t maxSamples = 0;       ///< evenly over the split; 0: as the recipe's max_test_samples says

    using Result = evaluation::Comparison;
    static constexpr const char* kName = "evaluate";
    static constexpr OnStop kOnStop = OnStop::Ends;
    static constexpr auto fields() {
        return std::tuple(field("project", &EvaluateRequest::project), optionalField("run", &EvaluateRequest::run),
                          optionalField("split", &EvaluateRequest::split),
                          optionalField("contestant", &EvaluateRequest::contestant),
                          optionalField("max_samples", &EvaluateRequest::maxSamples));
    }
};

}  // namespace atelier::protocol
