#include "common/error.h"
#include "common/gpu.h"
#include "common/memory.h"
#include "training/trainer.h"

#include <ATen/DeviceAccelerator.h>

#include <algorithm>

namespace atelier::training {

using protocol::Message;

void Trainer::account(const StepResult& result, const Sampler::Step& step) {
    ++step_;
    epoch_ = step.epochAfter;
    if (const std::int64_t skipped = prefetcher_->skipped(); skipped > skippedSamples_) {
        skippedSamples_ = skipped;
        say(Message::Level::Warning,
            std::to_string(skipped) + " samples left out so far; last: " + prefetcher_->lastSkipReason());
    }
    epochOfStep_ = step.epoch;
    if (result.targets > 0 && !result.overflow) say(diagnosis_.step(step_, result.loss, result.gradNorm));
    if (result.overflow) {
        say(Message::Level::Info, "step " + std::to_string(step_) +
                                      " skipped: a gradient in 16 bits overflowed; the loss is multiplied by " +
                                      std::to_string(static_cast<std::int64_t>(lossScale_.value())) + " from here on");
        return;
    }
    if (!result.applied) {
        ++badSteps_;
        const std::string cause =
            result.targets == 0 ? "nothing to learn in it" : "loss or gradient is not a finite number";
        say(Message::Level::Warning,
            "step " + std::to_string(step_) + " skipped: " + cause + " (" + std::to_string(badSteps_) + " so far)");
        if (++badInARow_ >= kBadStepsInARow)
            throw Error::failure(
                "stopped at step " + std::to_string(step_) + ": " + std::to_string(badInARow_) +
                    " steps in a row skipped, " + cause,
                run_.path().string(),
                "lower learning_rate or max_grad_norm, then start again; earlier checkpoints are kept");
        return;
    }
    badInARow_ = 0;
    lossSinceLog_ += result.loss;
    ++stepsSinceLog_;
    lossInAll_ += result.loss;
    ++stepsInAll_;
    if (curriculum_.update(result.loss))
        say(Message::Level::Info, "step " + std::to_string(step_) + ": answers of up to " +
                                      std::to_string(curriculum_.limit()) + " characters");
}

runs::TrainLog::Entry Trainer::entryNow() const {
    runs::TrainLog::Entry entry;
    entry.step = step_;
    entry.epoch = epoch_;
    entry.elapsed = elapsed();
    entry.remaining = secondsLeft();
    entry.tokens = tokens_;
    return entry;
}

double Trainer::elapsed() const {
    return elapsedBefore_ + std::chrono::duration<double>(Clock::now() - started_).count();
}

double Trainer::secondsLeft() const {
    return step_ == 0 ? -1 : elapsed() / static_cast<double>(step_) * static_cast<double>(totalSteps_ - step_);
}

void Trainer::report() {
    events_(protocol::Progress{step_, totalSteps_, secondsLeft()});
}

void Trainer::log(const StepResult& result) {
    const double seconds = std::max(1e-9, std::chrono::duration<double>(Clock::now() - lastLog_).count());
    runs::TrainLog::Entry entry = entryNow();
    if (stepsSinceLog_ > 0) entry.loss = lossSinceLog_ / static_cast<double>(stepsSinceLog_);
    entry.rate = result.rate;
    if (result.applied) entry.gradNorm = result.gradNorm;
    entry.throughput = static_cast<double>(tokensSinceLog_) / seconds;
    entry.samplesPerSecond = static_cast<double>(samplesSinceLog_) / seconds;
    protocol::Metrics metrics{step_,
                              {{"lr", result.rate},
                               {"epoch", epoch_},
                               {"tokens_per_second", *entry.throughput},
                               {"samples_per_second", *entry.samplesPerSecond}}};
    if (rateFactor_ != 1) entry.figures["rate_factor"] = rateFactor_;
    if (badSteps_ + lossScale_.overflows() > 0)
        entry.figures["skipped_steps"] = static_cast<double>(badSteps_ + lossScale_.overflows());
    if (lossScale_.active()) entry.figures["loss_scale"] = lossScale_.value();
    if (entry.loss) metrics.values["loss"] = *entry.loss;
    if (entry.gradNorm) metrics.values["grad_norm"] = *entry.gradNorm;
    for (const auto& [group, factor] : rateGroups_)
        metrics.values["lr_" + group] = entry.groupRates[group] = result.rate * factor;
    if (curriculum_.active()) metrics.values["curriculum_limit"] = static_cast<double>(curriculum_.limit());
    if (const auto resident = residentBytes()) {
        entry.memory = static_cast<double>(*resident) / 1e9;
        metrics.values["memory"] = *entry.memory;
    }
    if (subject_.device.is_cuda()) {
        const auto stats = at::accelerator::getDeviceStats(subject_.device.index());
        entry.vramAllocated = static_cast<double>(stats.allocated_bytes[0].peak) / 1e9;
        entry.vramReserved = static_cast<double>(stats.reserved_bytes[0].peak) / 1e9;
        metrics.values["vram_allocated"] = *entry.vramAllocated;
        if (const auto busy = gpuUtilization(subject_.device.index())) entry.figures["gpu_utilization"] = *busy;
    }
    for (const auto& [name, value] : entry.figures)
        metrics.values[name] = value;
    write(entry);
    events_(metrics);
    lossSinceLog_ = 0;
    stepsSinceLog_ = tokensSinceLog_ = samplesSinceLog_ = 0;
    lastLog_ = Clock::now();
}

// Into the log, and from there to whoever else reads it.
void Trainer::write(const runs::TrainLog::Entry& entry) {
    const Json line = log_.add(entry);
    for (const auto& report : reports_)
        report->add(line);
    log_.writeState(step_, epoch_);
}

void Trainer::say(Message::Level level, const std::string& text, const std::string& code) const {
    events_(Message{level, text, code});
}

void Trainer::say(const std::optional<Diagnosis::Finding>& finding) const {
    if (finding) events_(Message{Message::Level::Warning, finding->text, finding->code, finding->figures});
}

void Trainer::phase(const std::string& name) const {
    events_(protocol::PhaseChanged{name});
}

}  // namespace atelier::training
