#include "training/components/diagnosis_messages.h"

namespace atelier::training {

void DiagnosisMessages::afterStep(const StepResult& result) {
    if (result.count > 0 && !result.overflow) tell(diagnosis_.step(result.step, result.loss, result.gradNorm));
}

void DiagnosisMessages::evaluated(const Evaluation& evaluation) {
    if (evaluation.loss) tell(diagnosis_.evaluated(*evaluation.loss));
    tell(diagnosis_.answered(evaluation.judged.empty() ? evaluation.watched : evaluation.judged));
}

void DiagnosisMessages::tell(const std::optional<Diagnosis::Finding>& finding) const {
    if (finding)
        events_(protocol::Message{protocol::Message::Level::Warning, finding->text, finding->code, finding->figures});
}

}  // namespace atelier::training
