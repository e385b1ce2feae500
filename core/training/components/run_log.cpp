#include "training/components/run_log.h"

namespace atelier::training {

RunLog::RunLog(const TrainSettings& settings, const runs::RunFolder& run, std::map<std::string, std::string> parameters,
               const TrainerState& state, const RunClock& clock, const Communicator& communicator)
    : settings_(settings),
      run_(run),
      parameters_(std::move(parameters)),
      state_(state),
      clock_(clock),
      writes_(communicator.writes()),
      log_(run, {state.totalSteps, settings.loggingSteps, settings.saveSteps, settings.evaluateEvery,
                 settings.batchSize, settings.epochs}) {}

void RunLog::start() {
    if (writes_) reports_ = makeReports(settings_, run_, parameters_);
}

void RunLog::logged(const protocol::MetricRecord& record) {
    if (!writes_) return log_.remember(record);
    const Json line = log_.add(record);
    for (const auto& report : reports_)
        report->add(line);
    log_.writeState(state_.step, state_.epoch);
}

void RunLog::end(const std::string& ended) {
    if (!writes_) return;
    if (!ended.empty()) log_.end(state_.step, state_.epoch, clock_.elapsed(), ended);
    log_.writeState(state_.step, state_.epoch);
}

void RunLog::add(const protocol::SampleAnswer& answer) const {
    if (writes_)
        runs::appendLine(run_.sampleAnswers(),
                         protocol::toJson(answer).dump(-1, ' ', false, Json::error_handler_t::replace));
}

void RunLog::resume(const Json& trainerState, std::int64_t step) {
    if (writes_)
        log_.resume(trainerState, step);
    else
        log_.recall(trainerState);
}

}  // namespace atelier::training
