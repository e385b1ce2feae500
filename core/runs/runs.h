#pragma once

#include "protocol/event.h"

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// The runs of a project, as their files tell: PROJECT/runs/NAME (run_folder.h).
namespace atelier::runs {

struct RunInfo {
    enum class State {
        Running,   ///< a process trains it now, this one or another
        Complete,  ///< trained to its last step, with a result
        Stopped,   ///< neither: can be gone on with
    };
    using Time = std::chrono::system_clock::time_point;

    std::string name;
    std::filesystem::path folder, recipe;
    State state = State::Stopped;
    std::int64_t steps = 0, total = 0;     ///< as far as is logged or saved; total 0: not known yet
    std::optional<double> loss, evalLoss;  ///< the last that were logged
    std::optional<Time> started, ended;    ///< ended: nothing while it runs
    bool hasAdapter = false, hasModel = false, hasComparison = false;
    bool resumable = false;          ///< has a whole checkpoint
    std::filesystem::path result;    ///< folder with its adapter/ or model/: its own, or that of its last stage
    std::filesystem::path base;      ///< model that its adapter belongs to, where an earlier stage made it; else empty
    std::vector<std::string> parts;  ///< titles of the folds or stages that it is made of (run_parts.h)
    std::vector<std::string> tags;
    std::string note;
    std::string origin;   ///< "RUN" or "RUN@checkpoint-N" that it started from; empty: none
    std::string problem;  ///< what cannot be read of it; empty: nothing
};

/// Newest first. Never throws for a run that is broken: it says so in `problem`.
std::vector<RunInfo> listRuns(const std::filesystem::path& project);

/// The parts of a run that is made of runs (run_parts.h), each as a run named RUN/PART; empty for any other. Parts to
/// come are not there yet. Throws Error for a broken list of them.
std::vector<RunInfo> listParts(const RunInfo& run);

/// What some run of the project has, read without its logs.
struct RunResults {
    bool trained = false, compared = false;
};
RunResults findResults(const std::filesystem::path& project);

/// Folder of a run that has a result (adapter/ or model/); "last" is the one whose result is newest. Throws Error
/// saying which runs there are.
std::filesystem::path findRun(const std::filesystem::path& project, const std::string& name);

/// One line of trainer_log.jsonl: of a training log or of an evaluation.
struct TrainPoint {
    std::int64_t step = 0, total = 0, tokens = 0;
    double epoch = 0;
    std::map<std::string, double> values;  ///< by metric (protocol/training_metrics.h), and other numbers by their key
    std::optional<double> value(const std::string& metric) const;
};
/// Empty without a log. A torn last line (the process was killed, or is writing) is left out; any other broken one
/// throws Error naming file and line.
std::vector<TrainPoint> readTrainLog(const std::filesystem::path& run);

/// The same of sample_answers.jsonl.
std::vector<protocol::SampleAnswer> readSampleAnswers(const std::filesystem::path& run);

}  // namespace atelier::runs
