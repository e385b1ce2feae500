#pragma once

#include "runs/run_folder.h"
#include "training/communicator.h"
#include "training/component.h"
#include "training/report.h"
#include "training/run_clock.h"
#include "training/train_settings.h"

#include <map>

namespace atelier::training {

/// The files that others read of a run: its log, its state, and the reports that `report_to` asks for. Ranks that do
/// not write keep the history alone.
class RunLog : public Component {
public:
    RunLog(const TrainSettings& settings, const runs::RunFolder& run, std::map<std::string, std::string> parameters,
           const TrainerState& state, const RunClock& clock, const Communicator& communicator);

    std::string name() const override { return "log"; }
    void start() override;
    void logged(const protocol::MetricRecord& record) override;
    void end(const std::string& ended) override;

    /// A sample answer, into its own file.
    void add(const protocol::SampleAnswer& answer) const;
    /// The best evaluation so far; `saved`: its checkpoint is kept.
    void setBest(std::int64_t step, double value, bool saved) { log_.setBest(step, value, saved); }
    std::optional<double> evalLossAt(std::int64_t step) const { return log_.evalLossAt(step); }
    /// What trainer_state.json holds, as transformers has it: also a file of a checkpoint.
    Json trainerState() const { return log_.state(state_.step, state_.epoch); }
    /// Goes on after `step`; {} and 0: from the beginning.
    void resume(const Json& trainerState, std::int64_t step);

private:
    TrainSettings settings_;
    runs::RunFolder run_;
    std::map<std::string, std::string> parameters_;
    const TrainerState& state_;
    const RunClock& clock_;
    bool writes_;
    runs::TrainLog log_;
    std::vector<std::unique_ptr<Report>> reports_;
};

}  // namespace atelier::training
