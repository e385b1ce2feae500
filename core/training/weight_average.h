#pragma once

#include "training/component.h"
#include "training/optimizer.h"

namespace atelier::training {

/// A running average of what is trained, fp32, on its device: after each step average += (1 - decay) · (weight -
/// average), where decay is at most (1 + steps) / (10 + steps), so that a short run's average is not its beginning.
class WeightAverage : public Component {
public:
    WeightAverage(const std::vector<Trained>& parameters, double decay);

    void update();
    /// The parameters hold the average from now on: for the end of a training.
    void settle();

    std::string name() const override { return "average"; }
    void afterUpdate(const UpdateInfo&) override { update(); }
    bool needsEachResult() const override { return true; }
    /// The parameters hold the average until afterShowing().
    void beforeShowing() override;
    void afterShowing() override;
    void end(const std::string&) override { settle(); }
    Tensors tensors() const override;
    void restoreTensors(const Tensors& tensors, const std::string& where) override;
    bool tensorsAreWeights() const override { return true; }

private:
    std::vector<Trained> parameters_;
    std::vector<torch::Tensor> averages_;
    std::vector<torch::Tensor> kept_;  // the weights, while the average is shown
    double decay_;
    std::int64_t steps_ = 0;
};

}  // namespace atelier::training
