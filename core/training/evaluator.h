#pragma once

#include "training/options.h"
#include "training/subject.h"

#include <map>
#include <optional>

namespace atelier::training {

/// What one evaluation found.
struct Evaluation {
    std::optional<double> loss;                ///< mean over the validation samples' target tokens
    double seconds = 0, samplesPerSecond = 0;  ///< of the loss
    std::map<std::string, double> figures;     ///< "eval_loss", and of judged answers "eval_cer" and the like
    std::vector<jobs::SampleAnswer> answers;   ///< all that were given
};

/// Looks at the model as it is: loss of the validation samples, sample answers, and figures of them.
class Evaluator {
public:
    Evaluator(const TrainOptions& options, const Subject& subject, const Feed& feed, jobs::EventSink events)
        : options_(options), subject_(subject), feed_(feed), events_(std::move(events)) {}

    bool possible() const { return feed_.validation.size > 0 || asked() > 0; }
    /// Nothing when it was stopped in between. Leaves the model as for evaluation (dropout off).
    std::optional<Evaluation> evaluate(std::int64_t step, std::stop_token stop) const;
    /// Of the first `count` samples; they are for the eye: what goes wrong with them is told and costs no training.
    std::vector<jobs::SampleAnswer> answers(std::int64_t count, std::int64_t step, std::stop_token stop) const;
    /// How many of an evaluation's answers are shown.
    std::int64_t shown() const { return std::min(options_.sampleAnswers, feed_.askable); }

private:
    std::int64_t asked() const;
    void measureLoss(Evaluation& into, std::stop_token stop) const;
    void judge(Evaluation& evaluation) const;

    const TrainOptions& options_;
    const Subject& subject_;
    const Feed& feed_;
    jobs::EventSink events_;
};

}  // namespace atelier::training
