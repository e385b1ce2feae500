#include "common/error.h"
#include "protocol/event.h"
#include "training/trainer.h"

#include <filesystem>

namespace atelier::training {

using protocol::Message;

bool Trainer::evaluationDue(const Sampler::Step& step) const {
    if (options_.evalStrategy == "steps") return step_ % options_.evalSteps.value_or(options_.loggingSteps) == 0;
    if (options_.evalStrategy == "epoch") return planned_.empty() || planned_.front().epoch != step.epoch;
    return false;
}

// Nothing is told or logged before all of it is there: what a stop cuts short is done anew when the run goes on.
void Trainer::evaluate(std::stop_token stop, bool due) {
    if (!evaluator_.possible()) {
        if (!due) say(Message::Level::Warning, "there are no validation samples to evaluate");
        return;
    }
    const auto began = Clock::now();
    const auto evaluation = [&] {
        const WeightAverage::Shown shown(average());
        return evaluator_.evaluate(step_, stop);
    }();
    lastLog_ += Clock::now() - began;  // throughput is of training
    phase("training");
    if (!evaluation) return;  // run() saves and ends
    evaluatedStep_ = step_;
    evaluationPending_ = false;

    bool best = false;
    if (!evaluation->figures.empty()) {
        if (const auto followed = evaluation->figures.find(best_.metric()); followed != evaluation->figures.end()) {
            best = best_.update(step_, followed->second, due);
            if (best) log_.setBest(step_, followed->second, options_.loadBest);
        }
        runs::TrainLog::Entry entry = entryNow();
        entry.evaluation = true;
        entry.figures = evaluation->figures;
        entry.evalLoss = evaluation->loss;
        entry.figures.erase("eval_loss");
        if (evaluation->loss) {
            evalLoss_ = evaluation->loss;
            entry.evalSeconds = evaluation->seconds;
            entry.evalSamplesPerSecond = evaluation->samplesPerSecond;
            if (due) schedule_.evaluated(*evaluation->loss);
            say(diagnosis_.evaluated(*evaluation->loss));
        }
        write(entry);
        protocol::Metrics metrics{step_, evaluation->figures};
        metrics.values["epoch"] = epoch_;
        events_(metrics);
    }
    say(diagnosis_.answered(evaluation->judged.empty() ? evaluation->watched : evaluation->judged));
    tell(evaluation->watched);

    // A checkpoint of this step that is there already knows nothing of what was found.
    const bool outdated = savedStep_ == step_;
    if (outdated) savedStep_ = -1;
    if (outdated || (best && options_.loadBest)) save();
}

void Trainer::answerNow(std::stop_token stop) {
    if (!evaluator_.askable()) return say(Message::Level::Warning, "there are no samples to ask");
    const auto began = Clock::now();
    const WeightAverage::Shown shown(average());
    tell(evaluator_.watched(std::max(options_.sampleAnswers, kAnswersOnDemand), step_, stop));
    lastLog_ += Clock::now() - began;
    phase("training");
}

void Trainer::tell(const std::vector<protocol::SampleAnswer>& answers) {
    for (const auto& answer : answers) {
        runs::appendLine(run_.sampleAnswers(),
                         protocol::toJson(answer).dump(-1, ' ', false, Json::error_handler_t::replace));
        events_(answer);
    }
}

// The parameters of the best evaluation become those of the result.
void Trainer::takeBest() {
    const auto& best = best_.best();
    if (!options_.loadBest || !best || best->step == step_) return;
    const auto folder = run_.checkpoint(best->step);
    if (!std::filesystem::exists(folder))
        return say(Message::Level::Warning, "the checkpoint of the best evaluation is not there any more: " +
                                                folder.string() + "; the result is that of the last step");
    const CheckpointFiles files(folder, subject_.wholeWeights);
    restoreParameters(files.parameters, subject_.parameters);
    if (average_) average_->restore(readTensors(files.average), files.average.string());
    evalLoss_ = log_.evalLossAt(best->step);
    say(Message::Level::Info,
        "the result is the model of step " + std::to_string(best->step) + ", the best by " + best_.metric());
}

}  // namespace atelier::training
