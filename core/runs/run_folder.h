#pragma once

#include "common/json.h"
#include "protocol/training_metrics.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace atelier::runs {

/// A run on disk: recipe.yaml, run.json (what it was made with and on), trainer_log.jsonl, trainer_state.json,
/// checkpoints/checkpoint-N/, messages.jsonl (what it said), sample_answers.jsonl where they were wished for, at its
/// end adapter/ or model/, and comparison.json once it was compared.
class RunFolder {
public:
    explicit RunFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

    const std::filesystem::path& path() const { return folder_; }
    std::filesystem::path recipe() const { return folder_ / "recipe.yaml"; }
    std::filesystem::path log() const { return folder_ / "trainer_log.jsonl"; }
    std::filesystem::path state() const { return folder_ / "trainer_state.json"; }
    std::filesystem::path checkpoints() const { return folder_ / "checkpoints"; }
    std::filesystem::path checkpoint(std::int64_t step) const {
        return checkpoints() / ("checkpoint-" + std::to_string(step));
    }
    std::filesystem::path sampleAnswers() const { return folder_ / "sample_answers.jsonl"; }
    std::filesystem::path comparison() const { return folder_ / "comparison.json"; }
    std::filesystem::path facts() const { return folder_ / "run.json"; }
    std::filesystem::path messages() const { return folder_ / "messages.jsonl"; }
    std::filesystem::path lock() const { return folder_ / "run.lock"; }
    std::filesystem::path adapter() const { return folder_ / "adapter"; }
    std::filesystem::path model() const { return folder_ / "model"; }

    /// Steps that have a whole checkpoint, ascending.
    std::vector<std::int64_t> checkpointSteps() const;
    /// Leaves the newest `keep`, and that of step `held`.
    void removeOldCheckpoints(std::int64_t keep, std::optional<std::int64_t> held = {}) const;
    /// What a killed process left half-written.
    void sweep() const;
    /// Whether a process trains it now.
    bool running() const;

private:
    std::filesystem::path folder_;
};

/// Says that this process trains the run. The kernel takes it back when the process dies.
class RunLock {
public:
    /// Throws Error when another one trains it.
    explicit RunLock(const RunFolder& run);
    ~RunLock();
    RunLock(const RunLock&) = delete;
    RunLock& operator=(const RunLock&) = delete;

private:
    int fd_;
};

/// Throws Error for a name that cannot be a folder of its own inside `runs`, or is "last"; `where` it stands.
void checkRunName(const std::string& name, const std::string& where = "--run");

/// Folder of the run `name` in `runs`; "last": the run that was started or gone on with most recently. Throws Error
/// when there is none.
std::filesystem::path findStartedRun(const std::filesystem::path& runs, const std::string& name);

/// trainer_log.jsonl and trainer_state.json, with the keys that LLaMA-Factory and transformers give them.
class TrainLog {
public:
    struct Constants {
        std::int64_t maxSteps = 0, loggingSteps = 0, saveSteps = 0, evalSteps = 0, batchSize = 0;
        double epochs = 0;
    };
    TrainLog(const RunFolder& run, const Constants& constants) : run_(run), constants_(constants) {}

    /// The line of trainer_log.jsonl for a record.
    Json line(const protocol::MetricRecord& record) const;
    /// Takes a record into the history alone.
    void remember(const protocol::MetricRecord& record);
    /// Writes its line too, and returns it.
    Json add(const protocol::MetricRecord& record);
    /// The best evaluation so far; `saved`: its checkpoint is kept.
    void setBest(std::int64_t step, double value, bool saved);
    /// The run is whole although not all steps are done; `why`: "early_stopping", "after_epoch".
    void end(std::int64_t step, double epoch, double elapsed, const std::string& why);
    std::optional<double> evalLossAt(std::int64_t step) const;

    /// All that was logged so far, whole lines only.
    static std::vector<Json> lines(const RunFolder& run);

    /// What transformers' TrainerState holds.
    Json state(std::int64_t step, double epoch) const;
    void writeState(std::int64_t step, double epoch) const;
    /// Takes the history of a checkpoint's trainer_state.json.
    void recall(const Json& state);
    /// The same, and goes on after `step`: later lines of the log are dropped.
    void resume(const Json& state, std::int64_t step);

private:
    RunFolder run_;
    Constants constants_;
    Json history_ = Json::array();
    struct Best {
        std::int64_t step = 0;
        double value = 0;
        bool saved = false;
    };
    std::optional<Best> best_;
    std::int64_t tokens_ = 0;
};

/// Adds one line to a file; throws Error (Failure).
void appendLine(const std::filesystem::path& file, const std::string& line);

/// "H:MM:SS"
std::string clockText(double seconds);

}  // namespace atelier::runs
