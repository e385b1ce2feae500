#include "common/error.h"
#include "common/file.h"
#include "settings/option.h"
#include "training/trainer.h"

namespace atelier::training {
namespace {

std::string megabytes(std::uint64_t bytes) {
    return std::to_string((bytes + 999'999) / 1'000'000) + " MB";
}

}  // namespace

void Trainer::checkDisk() const {
    std::uint64_t trained = 0;
    for (const auto& parameter : subject_.parameters)
        trained += parameter.tensor.nbytes();
    const std::uint64_t checkpoint = trained * (subject_.wholeWeights ? 1 : 2) + optimizer_->stateBytes() +
                                     (average_ ? average_->stateBytes() : 0) + 1'000'000;
    // A new one is written before an old one goes.
    const std::uint64_t needed = 2 * checkpoint, free = freeBytes(run_.path());
    if (free < needed)
        throw Error::failure("not enough room for checkpoints: two of " + megabytes(checkpoint) + " are needed, " +
                                 megabytes(free) + " are free",
                             run_.path().string(), "free some space, or choose another project folder");
}

// Who asks for it hears of it, also where nothing has changed since the last one.
void Trainer::saveNow() {
    if (savedStep_ == step_)
        events_(protocol::CheckpointSaved{step_, run_.checkpoint(step_).string()});
    else
        save();
}

void Trainer::save() {
    if (savedStep_ == step_) return;
    phase("saving");
    const auto began = Clock::now();
    const auto target = run_.checkpoint(step_);
    try {
        AtomicFolder folder(target);
        const CheckpointFiles files(folder.path(), subject_.wholeWeights);
        std::map<std::string, torch::Tensor> parameters;
        for (const auto& parameter : subject_.parameters)
            parameters[parameter.name] = parameter.tensor;
        writeTensors(files.parameters, parameters);
        if (subject_.saveAdapter) {
            const WeightAverage::Shown shown(average());
            subject_.saveAdapter(folder.path() / "adapter");
        }
        writeTensors(files.optimizer, optimizer_->state());
        if (average_) writeTensors(files.average, average_->state());
        if (subject_.adapter)
            if (const auto state = subject_.adapter->state(); !state.empty()) writeTensors(files.method, state);
        writeTensors(files.generators, generatorStates());
        writeFileAtomically(files.progress, progress().dump(2) + "\n");
        writeFileAtomically(files.trainerState, log_.state(step_, epoch_).dump(2) + "\n");
        folder.publish();
    } catch (const Error& e) {
        throw Error(
            std::string("cannot save the checkpoint of step ") + std::to_string(step_) + ": " + e.message(), e.where(),
            "earlier checkpoints are kept; " + (e.hint().empty() ? "" : e.hint() + "; ") + "then resume the run",
            e.kind());
    } catch (const std::filesystem::filesystem_error& e) {
        throw Error::failure(
            std::string("cannot save the checkpoint of step ") + std::to_string(step_) + ": " + e.code().message(),
            target.string(), "earlier checkpoints are kept; mend the disk, then resume the run");
    }
    savedStep_ = step_;
    if (options_.saveTotalLimit)
        run_.removeOldCheckpoints(*options_.saveTotalLimit,
                                  options_.loadBest && best_.best() ? std::optional(best_.best()->step) : std::nullopt);
    events_(protocol::CheckpointSaved{step_, target.string()});
    lastLog_ += Clock::now() - began;
    phase("training");
}

Json Trainer::progress() const {
    Json planned = Json::array();
    for (const auto& step : planned_)
        planned.push_back({{"epoch", step.epoch},
                           {"epoch_after", step.epochAfter},
                           {"samples", step.samples},
                           {"batches", step.batches}});
    return {{"step", step_},
            {"planned_steps", plannedSteps_},
            {"epoch", epoch_},
            {"tokens", tokens_},
            {"elapsed", elapsed()},
            {"loss_since_log", lossSinceLog_},
            {"steps_since_log", stepsSinceLog_},
            {"loss_in_all", lossInAll_},
            {"steps_in_all", stepsInAll_},
            {"skipped_steps", badSteps_},
            {"skipped_steps_in_a_row", badInARow_},
            {"eval_loss", evalLoss_ ? Json(*evalLoss_) : Json()},
            {"evaluated_step", evaluatedStep_},
            {"evaluation_pending", evaluationPending_},
            {"sampler", sampler_.state()},
            {"planned", planned},
            {"curriculum", curriculum_.state()},
            {"schedule", schedule_.state()},
            {"epoch_of_step", epochOfStep_},
            {"rate_factor", rateFactor_},
            {"end_after_epoch", endAfterEpoch_},
            {"best", best_.state()},
            {"diagnosis", diagnosis_.state()},
            {"loss_scale", lossScale_.state()},
            {"options", identity_.options},
            {"data", identity_.data}};
}

void Trainer::startFrom(const std::filesystem::path& checkpoint, bool withOptimizer) {
    const CheckpointFiles files(checkpoint, subject_.wholeWeights);
    restoreParameters(files.parameters, subject_.parameters);
    if (withOptimizer) optimizer_->restore(readTensors(files.optimizer), files.optimizer.string());
}

bool Trainer::resume() {
    run_.sweep();
    const auto steps = run_.checkpointSteps();
    if (steps.empty()) {
        log_.resume(Json::object(), 0);  // what was logged happens anew
        return false;
    }
    const auto folder = run_.checkpoint(steps.back());
    const CheckpointFiles files(folder, subject_.wholeWeights);
    const std::string where = files.progress.string();
    const Json progress = readJson(files.progress);

    std::string differs;
    auto saved = progress.at("options").get<std::map<std::string, std::string>>();
    // An option that came after the checkpoint was as its default is.
    for (const auto& [key, _] : identity_.options)
        if (const auto* option = settings::findOption(key)) saved.emplace(key, settings::toText(option->defaultValue));
    const auto valueIn = [](const std::map<std::string, std::string>& map, const std::string& key) {
        const auto found = map.find(key);
        return found == map.end() ? std::string("not there") : found->second;
    };
    std::map<std::string, std::string> keys = saved;
    keys.insert(identity_.options.begin(), identity_.options.end());
    for (const auto& [key, _] : keys) {
        const std::string before = valueIn(saved, key), now = valueIn(identity_.options, key);
        if (before != now) differs += (differs.empty() ? "" : "; ") + key + " was " + before + " and is " + now;
    }
    if (jsonAt<std::string>(progress, "data", where) != identity_.data)
        differs += (differs.empty() ? "" : "; ") + std::string("the training samples are not the same");
    if (!differs.empty())
        throw Error("the checkpoint does not belong to this recipe: " + differs, folder.string(),
                    "resume with what it was started with, or start a new run");

    restoreProgress(progress, where);
    restoreParameters(files.parameters, subject_.parameters);
    optimizer_->restore(readTensors(files.optimizer), files.optimizer.string());
    if (average_) average_->restore(readTensors(files.average), files.average.string());
    if (subject_.adapter && pathExists(files.method))
        subject_.adapter->restore(readTensors(files.method), files.method.string());
    restoreGenerators(readTensors(files.generators));
    log_.resume(readJson(files.trainerState), step_);
    if (best_.best()) log_.setBest(best_.best()->step, best_.best()->value, options_.loadBest);
    savedStep_ = step_;
    say(protocol::Message::Level::Info,
        "going on after step " + std::to_string(step_) + " of " + std::to_string(totalSteps_));
    return true;
}

void Trainer::restoreProgress(const Json& progress, const std::string& where) {
    step_ = jsonAt<std::int64_t>(progress, "step", where);
    plannedSteps_ = jsonAt<std::int64_t>(progress, "planned_steps", where);
    epoch_ = jsonAt<double>(progress, "epoch", where);
    tokens_ = jsonAt<std::int64_t>(progress, "tokens", where);
    elapsedBefore_ = jsonAt<double>(progress, "elapsed", where);
    lossSinceLog_ = jsonAt<double>(progress, "loss_since_log", where);
    stepsSinceLog_ = jsonAt<std::int64_t>(progress, "steps_since_log", where);
    lossInAll_ = jsonAt<double>(progress, "loss_in_all", where);
    stepsInAll_ = jsonAt<std::int64_t>(progress, "steps_in_all", where);
    badSteps_ = jsonAt<std::int64_t>(progress, "skipped_steps", where);
    badInARow_ = jsonAt<std::int64_t>(progress, "skipped_steps_in_a_row", where);
    if (!progress.at("eval_loss").is_null()) evalLoss_ = progress.at("eval_loss").get<double>();
    evaluatedStep_ = jsonAt<std::int64_t>(progress, "evaluated_step", where);
    evaluationPending_ = jsonAt<bool>(progress, "evaluation_pending", where);
    epochOfStep_ = jsonAt<std::int64_t>(progress, "epoch_of_step", where);
    rateFactor_ = jsonAt<double>(progress, "rate_factor", where);
    endAfterEpoch_ = jsonAt<bool>(progress, "end_after_epoch", where);
    best_.restore(progress.at("best"), where);
    diagnosis_.restore(progress.at("diagnosis"), where);
    lossScale_.restore(progress.at("loss_scale"), where);
    sampler_.restore(progress.at("sampler"), where);
    curriculum_.restore(progress.at("curriculum"), where);
    schedule_.restore(progress.at("schedule"), where);
    planned_.clear();
    for (const auto& item : progress.at("planned")) {
        planned_.push_back({jsonAt<std::int64_t>(item, "epoch", where), jsonAt<double>(item, "epoch_after", where),
                            item.at("samples").get<std::vector<std::int64_t>>(),
                            item.at("batches").get<std::vector<std::int64_t>>()});
        for (const std::int64_t sample : planned_.back().samples)
            if (sample < 0 || sample >= feed_.train.size) throw Error("a planned sample does not exist", where);
        prefetcher_->request(planned_.back().samples, planned_.back().epoch);
    }
}

}  // namespace atelier::training
