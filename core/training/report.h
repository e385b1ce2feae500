#pragma once

#include "common/json.h"
#include "runs/run_folder.h"
#include "training/options.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace atelier::training {

/// The run's figures in a form that another program reads. What it holds follows from trainer_log.jsonl alone: it is
/// made again when a run goes on.
class Report {
public:
    virtual ~Report() = default;
    /// One line of trainer_log.jsonl. Throws Error (Failure).
    virtual void add(const Json& line) = 0;
};

/// What `report_to` asks for, with the lines that the log has: "tensorboard" RUN/tensorboard/, "csv"
/// RUN/trainer_log.csv, "mlflow" RUN/mlruns/. `parameters`: the recipe's options, key to value.
std::vector<std::unique_ptr<Report>> makeReports(const TrainOptions& options, const runs::RunFolder& run,
                                                 const std::map<std::string, std::string>& parameters);

}  // namespace atelier::training
