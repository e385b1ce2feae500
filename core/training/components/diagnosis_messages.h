#pragma once

#include "training/component.h"
#include "training/diagnosis.h"

namespace atelier::training {

/// Tells what goes wrong, in words (diagnosis.h).
class DiagnosisMessages : public Component {
public:
    DiagnosisMessages(const TrainOptions& options, std::int64_t totalSteps, protocol::EventSink events)
        : diagnosis_(options, totalSteps), events_(std::move(events)) {}

    std::string name() const override { return "diagnosis"; }
    void afterStep(const StepResult& result) override;
    void evaluated(const Evaluation& evaluation) override;
    Json state() const override { return diagnosis_.state(); }
    void restore(const Json& state, const std::string& where) override { diagnosis_.restore(state, where); }

private:
    void tell(const std::optional<Diagnosis::Finding>& finding) const;

    Diagnosis diagnosis_;
    protocol::EventSink events_;
};

}  // namespace atelier::training
