#pragma once

#include "training/arguments.h"
#include "training/optimizer.h"

#include <functional>

namespace atelier::training {

/// A tensor that an optimizer keeps for a parameter; zeros at first.
struct StateTensor {
    std::string name;  ///< "exp_avg": saved as PARAMETER.exp_avg
    std::vector<std::int64_t> sizes;
    torch::ScalarType type;
    bool onHost = false;  ///< a counter that the arithmetic reads
};

/// One parameter's part of a step; the tensors may be changed in place.
struct Update {
    torch::Tensor parameter, grad;
    std::vector<torch::Tensor> state;  ///< in the order of layout()
};

/// What every optimizer does alike: parameters that share rate and weight decay are updated together; state is made
/// with a parameter's first gradient. `paged`: on a graphics card the state rests in pinned main memory and is on the
/// card for one parameter at a time, within a step.
class StatefulOptimizer : public Optimizer {
public:
    StatefulOptimizer(std::vector<Trained> parameters, double weightDecay, bool paged);

    void step(double rate, double scale) final;
    void stepUnread(double rate, const torch::Tensor& scale, const torch::Tensor& finite) final;
    std::map<std::string, torch::Tensor> state() const final;
    void restore(const std::map<std::string, torch::Tensor>& state, const std::string& where) final;
    std::uint64_t stateBytes() const final;

protected:
    virtual std::vector<StateTensor> layout(const torch::Tensor& parameter) const = 0;
    /// One step of all `updates`, whose gradients are still to be multiplied by `scale`.
    virtual void update(std::vector<Update>& updates, double rate, double decay, double scale) = 0;
    /// The same for stepUnread(): only of an optimizer that answers stepsUnread().
    virtual void updateUnread(std::vector<Update>& updates, double rate, double decay, const torch::Tensor& scale,
                              const torch::Tensor& finite);

private:
    struct Item {
        Trained parameter;
        std::vector<torch::Tensor> state;  ///< empty until the first gradient
    };
    struct Bucket {
        double rateFactor, decay;
        std::vector<std::size_t> items;
    };

    /// The updates of those with a gradient, bucket by bucket; each gets its rate and decay.
    using Apply = std::function<void(std::vector<Update>&, double rate, double decay)>;
    void forUpdates(double rate, const Apply& apply);
    bool paged(const Item& item) const { return paged_ && item.parameter.tensor.is_cuda(); }
    void begin(Item& item) const;
    void updatePaged(Item& item, double rate, double decay, const Apply& apply);

    std::vector<Item> items_;
    std::vector<Bucket> buckets_;
    bool paged_;
};

/// The tensors of `updates` as the multi-tensor operations take them.
std::vector<torch::Tensor> parametersOf(const std::vector<Update>& updates);
std::vector<torch::Tensor> gradsOf(const std::vector<Update>& updates);
std::vector<torch::Tensor> stateOf(const std::vector<Update>& updates, std::size_t index);

/// Sizes of a tensor as StateTensor has them.
std::vector<std::int64_t> sizesOf(const torch::Tensor& tensor);

/// The details (optim_args) of an optimizer.
Arguments detailsOf(const TrainOptions& options);

}  // namespace atelier::training
