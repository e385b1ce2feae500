#pragma once

#include "training/communicator.h"
#include "training/component.h"
#include "training/model_under_training.h"
#include "training/objectives/objective.h"
#include "training/options.h"
#include "training/training_data.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

namespace atelier::training {

/// Looks at the model as it is: loss and the objective's figures of the validation samples, sample answers, and figures
/// of them.
class Evaluator {
public:
    /// The references must outlive it.
    Evaluator(const TrainOptions& options, const ModelUnderTraining& model, const TrainingData& data,
              Communicator& communicator, protocol::EventSink events, const Objective& objective, Reference reference)
        : options_(options),
          model_(model),
          data_(data),
          communicator_(communicator),
          events_(std::move(events)),
          objective_(objective),
          reference_(std::move(reference)) {}

    bool possible() const { return data_.validation.size > 0 || judged() > 0 || canWatch(); }
    /// `due`: the recipe asks for it. Nothing when it was stopped in between. Leaves the model as for evaluation
    /// (dropout off).
    std::optional<Evaluation> evaluate(std::int64_t step, bool due, std::stop_token stop) const;
    /// Of the pinned samples, else of the first `count`; they are for the eye: what goes wrong with them is reported
    /// and costs no training.
    std::vector<protocol::SampleAnswer> watched(std::int64_t count, std::int64_t step, std::stop_token stop) const;
    /// Whether there is a sample to ask.
    bool askable() const { return data_.pinnedAnswers || (data_.answers && data_.askable > 0); }

private:
    using Asking = std::function<std::vector<protocol::SampleAnswer>(std::stop_token)>;
    std::int64_t judged() const { return options_.predictWithGenerate ? data_.askable : 0; }
    bool canWatch() const { return data_.pinnedAnswers || std::min(options_.sampleAnswers, data_.askable) > 0; }
    std::vector<protocol::SampleAnswer> ask(const Asking& asking, std::int64_t step, std::stop_token stop) const;
    std::vector<protocol::SampleAnswer> first(std::int64_t count, std::int64_t step, std::stop_token stop) const;
    void measureLoss(Evaluation& into, std::stop_token stop) const;
    void judge(Evaluation& evaluation) const;

    const TrainOptions& options_;
    const ModelUnderTraining& model_;
    const TrainingData& data_;
    Communicator& communicator_;
    protocol::EventSink events_;
    const Objective& objective_;
    Reference reference_;
};

}  // namespace atelier::training
