#pragma once

#include "training/component.h"
#include "training/curriculum.h"
#include "training/data_loader.h"

namespace atelier::training {

/// Lets longer answers in as the loss falls (curriculum.h).
class AnswerCurriculum : public Component {
public:
    AnswerCurriculum(const TrainOptions& options, std::int64_t longest, DataLoader& data, protocol::EventSink events)
        : curriculum_(options, longest), data_(data), events_(std::move(events)) {}

    std::string name() const override { return "curriculum"; }
    void start() override;
    void afterStep(const StepResult& result) override;
    bool needsEachResult() const override { return curriculum_.active(); }
    void collect(protocol::MetricRecord& record) override;
    Json state() const override { return curriculum_.state(); }
    void restore(const Json& state, const std::string& where) override { curriculum_.restore(state, where); }

private:
    Curriculum curriculum_;
    DataLoader& data_;
    protocol::EventSink events_;
};

}  // namespace atelier::training
