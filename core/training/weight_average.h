#pragma once

#include "training/optimizer.h"

namespace atelier::training {

/// A running average of what is trained, fp32, on its device: after each step average += (1 - decay) · (weight -
/// average), where decay is at most (1 + steps) / (10 + steps), so that a short run's average is not its beginning.
class WeightAverage {
public:
    WeightAverage(const std::vector<Trained>& parameters, double decay);

    void update();

    /// While it lives, the parameters hold the average.
    class Shown {
    public:
        explicit Shown(WeightAverage* average);
        ~Shown();
        Shown(const Shown&) = delete;
        Shown& operator=(const Shown&) = delete;

    private:
        WeightAverage* average_;
        std::vector<torch::Tensor> weights_;
    };
    /// The parameters hold the average from now on: for the end of a training.
    void settle();

    std::map<std::string, torch::Tensor> state() const;
    /// Throws Error (where) for a missing or misshapen tensor.
    void restore(const std::map<std::string, torch::Tensor>& state, const std::string& where);
    std::uint64_t stateBytes() const;

private:
    std::vector<Trained> parameters_;
    std::vector<torch::Tensor> averages_;
    double decay_;
    std::int64_t steps_ = 0;
};

}  // namespace atelier::training
