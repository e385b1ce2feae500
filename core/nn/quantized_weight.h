#pragma once

#include "kernels/int8/int8.h"
#include "kernels/nf4/nf4.h"
#include "nn/weight.h"

namespace atelier::nn {

/// Four bits an element, in blocks with a scale each (QLoRA). Frozen: a gradient goes to x alone.
class FourBitWeight : public Weight {
public:
    explicit FourBitWeight(kernels::Nf4Tensor values) : values_(std::move(values)) {}

    std::int64_t out() const override { return values_.shape[0]; }
    std::int64_t in() const override { return values_.shape[1]; }
    torch::Device device() const override { return values_.codes.device(); }
    std::uint64_t bytes() const override { return static_cast<std::uint64_t>(values_.bytes()); }
    const char* format() const override { return values_.type == kernels::FourBitType::NF4 ? "nf4" : "fp4"; }
    torch::Tensor product(const torch::Tensor& x, const torch::Tensor& bias) const override;
    torch::Tensor productNoGrad(const torch::Tensor& x, const torch::Tensor& bias) const override;
    torch::Tensor transposedProduct(const torch::Tensor& g) const override;
    torch::Tensor dense(torch::Dtype dtype) const override;
    void assign(const torch::Tensor& values) override;
    std::map<std::string, torch::Tensor> tensors() const override;

private:
    kernels::Nf4Tensor values_;
};

/// Eight bits an element, with a scale for each row. Frozen: a gradient goes to x alone.
class EightBitWeight : public Weight {
public:
    explicit EightBitWeight(kernels::Int8Tensor values) : values_(std::move(values)) {}

    std::int64_t out() const override { return values_.codes.size(0); }
    std::int64_t in() const override { return values_.codes.size(1); }
    torch::Device device() const override { return values_.codes.device(); }
    std::uint64_t bytes() const override { return static_cast<std::uint64_t>(values_.bytes()); }
    const char* format() const override { return "int8"; }
    torch::Tensor product(const torch::Tensor& x, const torch::Tensor& bias) const override;
    torch::Tensor productNoGrad(const torch::Tensor& x, const torch::Tensor& bias) const override;
    torch::Tensor transposedProduct(const torch::Tensor& g) const override;
    torch::Tensor dense(torch::Dtype dtype) const override;
    void assign(const torch::Tensor& values) override;
    std::map<std::string, torch::Tensor> tensors() const override;

private:
    kernels::Int8Tensor values_;
};

}  // namespace atelier::nn
