#pragma once

#include "training/options.h"
#include "training/subject.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

namespace atelier::training {

/// What one evaluation found.
struct Evaluation {
    std::optional<double> loss;                   ///< mean over the validation samples' target tokens
    double seconds = 0, samplesPerSecond = 0;     ///< of the loss
    std::map<std::string, double> figures;        ///< "eval_loss", and of judged answers "eval_cer" and the like
    std::vector<protocol::SampleAnswer> judged;   ///< answers that the figures are of
    std::vector<protocol::SampleAnswer> watched;  ///< to be shown
};

/// Looks at the model as it is: loss of the validation samples, sample answers, and figures of them.
class Evaluator {
public:
    Evaluator(const TrainOptions& options, const Subject& subject, const Feed& feed, protocol::EventSink events)
        : options_(options), subject_(subject), feed_(feed), events_(std::move(events)) {}

    bool possible() const { return feed_.validation.size > 0 || judged() > 0 || canWatch(); }
    /// Nothing when it was stopped in between. Leaves the model as for evaluation (dropout off).
    std::optional<Evaluation> evaluate(std::int64_t step, std::stop_token stop) const;
    /// Of the pinned samples, else of the first `count`; they are for the eye: what goes wrong with them is told and
    /// costs no training.
    std::vector<protocol::SampleAnswer> watched(std::int64_t count, std::int64_t step, std::stop_token stop) const;
    /// Whether there is a sample to ask.
    bool askable() const { return feed_.pinnedAnswers || (feed_.answers && feed_.askable > 0); }

private:
    using Asking = std::function<std::vector<protocol::SampleAnswer>(std::stop_token)>;
    std::int64_t judged() const { return options_.predictWithGenerate ? feed_.askable : 0; }
    bool canWatch() const { return feed_.pinnedAnswers || std::min(options_.sampleAnswers, feed_.askable) > 0; }
    std::vector<protocol::SampleAnswer> ask(const Asking& asking, std::int64_t step, std::stop_token stop) const;
    std::vector<protocol::SampleAnswer> first(std::int64_t count, std::int64_t step, std::stop_token stop) const;
    void measureLoss(Evaluation& into, std::stop_token stop) const;
    void judge(Evaluation& evaluation) const;

    const TrainOptions& options_;
    const Subject& subject_;
    const Feed& feed_;
    protocol::EventSink events_;
};

}  // namespace atelier::training
