#pragma once

#include "training/best_tracker.h"
#include "training/checkpointer.h"
#include "training/component.h"
#include "training/components/run_log.h"

#include <utility>

namespace atelier::training {

/// Which evaluation was best: keeps its checkpoint, ends the training when patience is at its end, and makes the
/// result of it at last (best_tracker.h).
class BestCheckpoint : public Component {
public:
    BestCheckpoint(const TrainSettings& settings, TrainerState& state, RunLog& log, Checkpointer& checkpointer,
                   protocol::EventSink events);

    std::string name() const override { return "best"; }
    void evaluated(const Evaluation& evaluation) override;
    void end(const std::string& ended) override;
    bool takeSaveRequest() override { return std::exchange(saveNow_, false); }
    std::optional<std::int64_t> keptStep() const override;
    std::string endRequest() const override { return tracker_.exhausted() ? "early_stopping" : ""; }
    Json state() const override { return tracker_.state(); }
    void restore(const Json& state, const std::string& where) override;

private:
    bool loadsBest_;
    BestTracker tracker_;
    TrainerState& state_;
    RunLog& log_;
    Checkpointer& checkpointer_;
    protocol::EventSink events_;
    bool saveNow_ = false;
};

}  // namespace atelier::training
