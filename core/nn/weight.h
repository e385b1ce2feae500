#pragma once

#include <torch/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace atelier::nn {

/// The matrix that a linear layer multiplies with, [out, in], however it is stored. Layers, PEFT methods, merging,
/// loading and saving know this interface alone. Products are computed in x's dtype.
class Weight {
public:
    virtual ~Weight() = default;

    virtual std::int64_t out() const = 0;
    virtual std::int64_t in() const = 0;
    virtual torch::Device device() const = 0;
    /// Memory that it takes, in bytes.
    virtual std::uint64_t bytes() const = 0;
    /// How it is stored: "dense", "nf4", "int8".
    virtual const char* format() const = 0;

    /// x Wᵀ + b with x [..., in] and b [out] or undefined; takes part in autograd.
    virtual torch::Tensor product(const torch::Tensor& x, const torch::Tensor& bias) const = 0;
    /// The same outside of autograd, for nodes that have a backward pass of their own.
    virtual torch::Tensor productNoGrad(const torch::Tensor& x, const torch::Tensor& bias) const = 0;
    /// g W with g [..., out] -> [..., in], outside of autograd.
    virtual torch::Tensor transposedProduct(const torch::Tensor& g) const = 0;

    /// The values as a matrix [out, in] in `dtype`; shares memory where that is how they are stored.
    virtual torch::Tensor dense(torch::Dtype dtype) const = 0;
    /// Takes other values, fp32 [out, in]; a quantised weight rounds them to what it can hold.
    virtual void assign(const torch::Tensor& values) = 0;
    /// Tensors of a checkpoint by the end of their names: "weight", and statistics such as "weight.absmax".
    virtual std::map<std::string, torch::Tensor> tensors() const = 0;

    std::int64_t numel() const { return out() * in(); }
};

/// A matrix in fp32, bf16 or fp16. The only kind that can be trained itself.
class DenseWeight : public Weight {
public:
    /// Shares `values` [out, in].
    explicit DenseWeight(torch::Tensor values) : values_(std::move(values)) {}

    std::int64_t out() const override { return values_.size(0); }
    std::int64_t in() const override { return values_.size(1); }
    torch::Device device() const override { return values_.device(); }
    std::uint64_t bytes() const override { return values_.nbytes(); }
    const char* format() const override { return "dense"; }
    torch::Tensor product(const torch::Tensor& x, const torch::Tensor& bias) const override;
    torch::Tensor productNoGrad(const torch::Tensor& x, const torch::Tensor& bias) const override;
    torch::Tensor transposedProduct(const torch::Tensor& g) const override;
    torch::Tensor dense(torch::Dtype dtype) const override { return values_.to(dtype); }
    void assign(const torch::Tensor& values) override;
    std::map<std::string, torch::Tensor> tensors() const override { return {{"weight", values_}}; }

private:
    torch::Tensor values_;
};

}  // namespace atelier::nn
