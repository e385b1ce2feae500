#include "training/components/answer_curriculum.h"

namespace atelier::training {

void AnswerCurriculum::start() {
    if (curriculum_.active()) data_.setLimit(curriculum_.limit());
}

void AnswerCurriculum::afterStep(const StepResult& result) {
    if (!result.applied || !curriculum_.update(result.loss)) return;
    data_.setLimit(curriculum_.limit());
    events_(protocol::Message{protocol::Message::Level::Info, "step " + std::to_string(result.step) +
                                                                  ": answers of up to " +
                                                                  std::to_string(curriculum_.limit()) + " characters"});
}

void AnswerCurriculum::collect(protocol::MetricRecord& record) {
    if (curriculum_.active() && record.when == protocol::TrainingMetric::When::Logging)
        record.set("curriculum_limit", static_cast<double>(curriculum_.limit()));
}

}  // namespace atelier::training
