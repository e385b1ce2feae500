#pragma once

#include "common/json.h"
#include "protocol/event.h"
#include "protocol/training_metrics.h"

#include <torch/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace atelier::training {

/// How far a run is. Only the trainer changes it, but for the validation loss of the result (BestCheckpoint).
struct TrainerState {
    std::int64_t step = 0, totalSteps = 0;
    double epoch = 0;                ///< epochs that are done, e.g. 1.25
    std::int64_t tokens = 0;         ///< trained on so far, on all ranks
    std::optional<double> evalLoss;  ///< the newest
};

/// A mean that more can be added to.
struct Mean {
    double sum = 0, count = 0;
    void operator+=(const Mean& other) {
        sum += other.sum;
        count += other.count;
    }
};

/// What a step did; sums are over all ranks.
struct StepResult {
    std::int64_t step = 0;  ///< its number, from 1
    double loss = 0, gradNorm = 0, rate = 0;
    std::int64_t count = 0;  ///< what `loss` is the mean over: target tokens, or samples; 0: nothing could be learned
    std::int64_t tokens = 0, samples = 0;
    std::map<std::string, Mean> figures;  ///< of the objective
    bool applied = true;                  ///< false: nothing was changed
    bool overflow = false;                ///< of fp16: nothing is wrong but the factor of the loss
};

/// After the gradients of a step are there and before they are summed over the ranks.
struct BackwardInfo {
    std::int64_t count = 0;  ///< StepResult::count of this rank; the gradients are those of the summed loss
    double lossScale = 1;    ///< what that loss was multiplied by
};

/// After the optimizer's step, while the gradients are still there.
struct UpdateInfo {
    std::int64_t step = 0, totalSteps = 0;  ///< `step` counts from 1
    double gradientScale = 1;               ///< what gradients must be multiplied by to be those of the mean loss
};

/// What one evaluation found.
struct Evaluation {
    std::optional<double> loss;                   ///< of the validation samples
    double seconds = 0, samplesPerSecond = 0;     ///< of the loss
    std::map<std::string, double> figures;        ///< "eval_loss", and of judged answers "eval_cer" and the like
    std::vector<protocol::SampleAnswer> judged;   ///< answers that the figures are of
    std::vector<protocol::SampleAnswer> watched;  ///< to be shown
    bool due = true;                              ///< the recipe asks for it; else somebody did
};

using Tensors = std::map<std::string, torch::Tensor>;

/// One concern of a training beside the step itself. The trainer calls the components in the order in which they were
/// added. A component saves what it needs to go on; a run that was killed and resumed must end with the same bytes.
class Component {
public:
    virtual ~Component() = default;
    /// Under which its state is saved; stays the same from version to version.
    virtual std::string name() const = 0;

    // The moments of a training, in their order.
    /// Before the first step of this process, after restore().
    virtual void start() {}
    /// May add to the gradients.
    virtual void afterBackward(const BackwardInfo& info) {}
    /// Only after a step that was applied. A component that acts here must answer needsEachResult().
    virtual void afterUpdate(const UpdateInfo& info) {}
    /// Where the result of a step is known, in the order of the steps; on a graphics card that may be some steps later.
    virtual void afterStep(const StepResult& result) {}
    /// Adds metrics to a record that is about to be logged.
    virtual void collect(protocol::MetricRecord& record) {}
    /// A record is complete.
    virtual void logged(const protocol::MetricRecord& record) {}
    virtual void evaluated(const Evaluation& evaluation) {}
    /// The parameters are shown or saved for others from here on, until afterShowing(). Must not throw.
    virtual void beforeShowing() {}
    virtual void afterShowing() {}
    /// After the last step; `ended`: why before the last one of the recipe, e.g. "early_stopping"; empty: at it.
    virtual void end(const std::string& ended) {}

    // What the loop asks.
    /// Whether what it does next depends on whether this step was applied: the trainer then waits for the device in
    /// each step.
    virtual bool needsEachResult() const { return false; }
    /// Whether afterUpdate() looks at the gradients: they are then scaled in place to those of the mean loss.
    virtual bool readsGradients() const { return false; }
    /// Whether a step that cannot wait for the next regular checkpoint must be saved, since the last call.
    virtual bool takeSaveRequest() { return false; }
    /// A step whose checkpoint must stay.
    virtual std::optional<std::int64_t> keptStep() const { return std::nullopt; }
    /// Why the training should end before its last step, e.g. "early_stopping"; empty: it should not.
    virtual std::string endRequest() const { return {}; }

    // Checkpoints.
    /// Null: nothing to keep.
    virtual Json state() const { return nullptr; }
    /// Throws Error (where) for a state that does not fit.
    virtual void restore(const Json& state, const std::string& where) {}
    /// Saved as NAME.safetensors; the tensors are the live ones.
    virtual Tensors tensors() const { return {}; }
    /// Throws Error (where) for a missing or misshapen tensor.
    virtual void restoreTensors(const Tensors& tensors, const std::string& where) {}
    /// Whether tensors() decide the weights of the result: they are then restored with the best checkpoint.
    virtual bool tensorsAreWeights() const { return false; }
};

using Components = std::vector<std::unique_ptr<Component>>;

/// While it lives, the parameters are what is shown and saved for others.
class ShownWeights {
public:
    explicit ShownWeights(const Components& components) : components_(components) {
        for (const auto& component : components_)
            component->beforeShowing();
    }
    ~ShownWeights() {
        for (const auto& component : components_)
            component->afterShowing();
    }
    ShownWeights(const ShownWeights&) = delete;
    ShownWeights& operator=(const ShownWeights&) = delete;

private:
    const Components& components_;
};

}  // namespace atelier::training
