#pragma once

#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace atelier::training {

/// The processes that train one model together, as one of them sees them. Every rank calls the same functions in the
/// same order. Rank 0 alone writes files and sends events; sums that decide a step go through here, so that all ranks
/// decide alike.
class Communicator {
public:
    virtual ~Communicator() = default;

    virtual std::int64_t rank() const = 0;       ///< in [0, worldSize())
    virtual std::int64_t worldSize() const = 0;  ///< number of ranks
    bool writes() const { return rank() == 0; }

    /// Replaces each tensor and number by its sum over all ranks, in place. Shapes, dtypes and order are the same on
    /// every rank.
    virtual void sum(const std::vector<torch::Tensor>& tensors) = 0;
    virtual void sum(std::span<double> numbers) = 0;
    /// Every rank's tensors become those of rank 0, in place.
    virtual void broadcast(const std::vector<torch::Tensor>& tensors) = 0;
    /// Returns once every rank has called it.
    virtual void barrier() = 0;
};

/// One process alone.
class SingleProcess : public Communicator {
public:
    std::int64_t rank() const override { return 0; }
    std::int64_t worldSize() const override { return 1; }
    void sum(const std::vector<torch::Tensor>&) override {}
    void sum(std::span<double>) override {}
    void broadcast(const std::vector<torch::Tensor>&) override {}
    void barrier() override {}
};

/// Sums the gradients of the parameters over all ranks. One that has a gradient on some rank has one on every rank
/// afterwards; one without any stays without.
void sumGradients(Communicator& communicator, const std::vector<torch::Tensor>& parameters);

}  // namespace atelier::training
