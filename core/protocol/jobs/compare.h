#pragma once

#include "protocol/comparison.h"
#include "protocol/job.h"

#include <filesystem>

namespace atelier::protocol {

/// Contestants against each other on the test samples of the run's recipe. Kept as RUN/comparison.json.
struct CompareRequest {
    std::filesystem::path project;
    std::string run = "last";     ///< name in PROJECT/runs; "last": the newest that has a result
    std::int64_t maxSamples = 0;  ///< evenly over the test samples; 0: as the recipe's max_test_samples says
    std::vector<Contestant> contestants = runContestants();
    std::string baseline;  ///< name of the contestant that the others are measured against; empty: the first

    using Result = Comparison;
    static constexpr const char* kName = "compare";
    static constexpr OnStop kOnStop = OnStop::Ends;
    static constexpr auto fields() {
        return std::tuple(field("project", &CompareRequest::project), optionalField("run", &CompareRequest::run),
                          optionalField("max_samples", &CompareRequest::maxSamples),
                          optionalField("contestants", &CompareRequest::contestants),
                          optionalField("baseline", &CompareRequest::baseline));
    }
};

/// The same of one of the run's own contestants on one split.
struct EvaluateRequest {
    std::filesystem::path project;
    std::string run = "last";
    std::string split = "test";       ///< "train", "validation" or "test" of the run's recipe
    std::string contestant = kTuned;  ///< name of one of runContestants()
    std::int64_t maxSamples = 0;      ///< evenly over the split; 0: as the recipe's max_test_samples says

    using Result = Comparison;
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
