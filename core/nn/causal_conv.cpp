#include "nn/causal_conv.h"

#include "nn/build_device.h"

#include <torch/torch.h>

#include <algorithm>

namespace atelier::nn {
namespace {

// rows [n, channels] -> [n - kernel + 1, channels]: one product for each tap, where torch's convolution wants channels
// first and has no sizes on the meta device. Keeps rows and weight for the gradient.
struct Taps : torch::autograd::Function<Taps> {
    static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& rows,
                                 const torch::Tensor& weight, const std::optional<torch::Tensor>& bias) {
        context->save_for_backward({rows, weight});
        context->saved_data["bias"] = bias && bias->defined();
        const std::int64_t kernel = weight.size(-1), count = rows.size(0) - kernel + 1;
        const auto wide = rows.to(torch::kFloat32), taps = weight.flatten(1).to(torch::kFloat32);
        auto sum = wide.narrow(0, 0, count) * taps.select(1, 0);
        for (std::int64_t i = 1; i < kernel; ++i)
            sum.addcmul_(wide.narrow(0, i, count), taps.select(1, i));
        if (bias && bias->defined()) sum.add_(bias->to(torch::kFloat32));
        return sum.to(rows.scalar_type());
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   const torch::autograd::variable_list& gradients) {
        const auto saved = context->get_saved_variables();
        const auto &rows = saved[0], &weight = saved[1];
        const std::int64_t kernel = weight.size(-1), count = rows.size(0) - kernel + 1;
        const auto wide = gradients[0].to(torch::kFloat32), taps = weight.flatten(1).to(torch::kFloat32);
        torch::Tensor ofRows, ofWeight, ofBias;
        if (context->needs_input_grad(0)) {
            ofRows = at::zeros(rows.sizes(), wide.options());
            for (std::int64_t i = 0; i < kernel; ++i)
                ofRows.narrow(0, i, count).addcmul_(wide, taps.select(1, i));
            ofRows = ofRows.to(rows.scalar_type());
        }
        if (context->needs_input_grad(1)) {
            std::vector<torch::Tensor> each;
            for (std::int64_t i = 0; i < kernel; ++i)
                each.push_back((wide * rows.narrow(0, i, count)).sum(0));
            ofWeight = torch::stack(each, 1).view(weight.sizes()).to(weight.scalar_type());
        }
        if (context->saved_data["bias"].toBool() && context->needs_input_grad(2)) ofBias = wide.sum(0);
        return {ofRows, ofWeight, ofBias};
    }
};

// Sequences with `ahead` rows in front of each, one behind the other.
struct Extended {
    torch::Tensor rows;
    std::vector<torch::Tensor> parts;  ///< of each sequence; empty: all are `length` long
    std::int64_t length = 0;
};

Extended extended(const torch::Tensor& x, const Segments& segments, const torch::Tensor& before) {
    const std::int64_t count = segments.count(), length = segments.longest();
    if (count * length == segments.total())
        return {at::cat({before, x.view({count, length, x.size(1)})}, 1).flatten(0, 1), {}, length};
    Extended out;
    const auto own = x.split_with_sizes(segments.lengths()), front = before.unbind();
    for (std::size_t i = 0; i < own.size(); ++i)
        out.parts.push_back(at::cat({front[i], own[i]}));
    out.rows = at::cat(out.parts);
    return out;
}

// The last `ahead` rows of each sequence, in memory of their own.
torch::Tensor tails(const Extended& extended, std::int64_t count, std::int64_t ahead) {
    if (extended.parts.empty())
        return extended.rows.view({count, ahead + extended.length, -1}).narrow(1, extended.length, ahead).clone();
    std::vector<torch::Tensor> all;
    for (const auto& part : extended.parts)
        all.push_back(part.narrow(0, part.size(0) - ahead, ahead));
    return at::stack(all);
}

}  // namespace

CausalConvImpl::CausalConvImpl(const CausalConvOptions& o) : options(o) {
    weight = register_parameter("weight", emptyParameter({o.channels, 1, o.kernel}));
    if (o.bias) bias = register_parameter("bias", emptyParameter({o.channels}));
}

torch::Tensor CausalConvImpl::forward(const torch::Tensor& x, const Segments& segments, torch::Tensor* before) const {
    const std::int64_t ahead = options.kernel - 1, count = segments.count();
    const bool continued = before && before->defined();
    const auto all = extended(x, segments, continued ? *before : x.new_zeros({count, ahead, x.size(1)}));
    if (before) *before = tails(all, count, ahead);
    const auto y = Taps::apply(all.rows, weight, bias.defined() ? std::optional(bias) : std::nullopt);
    // Between two sequences lie `ahead` rows that mix both.
    if (count == 1) return y;
    if (all.parts.empty()) {
        const auto padded = at::constant_pad_nd(y, {0, 0, 0, ahead});
        return padded.view({count, ahead + all.length, -1}).narrow(1, 0, all.length).flatten(0, 1);
    }
    std::vector<std::int64_t> sizes;
    for (std::int64_t i = 0; i < count; ++i) {
        sizes.push_back(segments.length(i));
        if (i + 1 < count) sizes.push_back(ahead);
    }
    const auto pieces = y.split_with_sizes(sizes);
    std::vector<torch::Tensor> own;
    for (std::size_t i = 0; i < pieces.size(); i += 2)
        own.push_back(pieces[i]);
    return at::cat(own);
}

}  // namespace atelier::nn
