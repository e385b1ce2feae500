#include "nn/rotary.h"

#include "kernels/kernels.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace atelier::nn {
namespace {

torch::Tensor frequencies(std::int64_t size, double theta) {
    const auto exponents = torch::arange(0, size, 2, torch::dtype(torch::kFloat32)) / static_cast<double>(size);
    return 1.0 / torch::pow(torch::scalar_tensor(theta, torch::kFloat32), exponents);
}

Rotary fromAngles(const torch::Tensor& half, double scale = 1) {
    const auto angles = torch::cat({half, half}, -1);
    const auto cos = angles.cos(), sin = angles.sin();
    return {scale == 1 ? cos : cos * scale, scale == 1 ? sin : sin * scale};
}

// Long wavelengths are divided, short ones stay, those between are blended.
torch::Tensor llama3(const torch::Tensor& f, const RotaryScaling& s) {
    const auto wavelength = 2 * std::numbers::pi / f;
    const double longest = s.originalPositions / s.lowFrequency, shortest = s.originalPositions / s.highFrequency;
    const auto blend =
        ((s.originalPositions / wavelength - s.lowFrequency) / (s.highFrequency - s.lowFrequency)).clamp(0, 1);
    const auto mixed = (1 - blend) * f / s.factor + blend * f;
    return torch::where(wavelength > longest, f / s.factor, torch::where(wavelength < shortest, f, mixed));
}

// NTK by parts (Peng et al., 2023).
torch::Tensor yarn(const torch::Tensor& f, const RotaryScaling& s, std::int64_t size, double theta) {
    const auto dimension = [&](double rotations) {
        return static_cast<double>(size) * std::log(s.originalPositions / (rotations * 2 * std::numbers::pi)) /
               (2 * std::log(theta));
    };
    const double low = std::max(std::floor(dimension(s.betaFast)), 0.0);
    double high = std::min(std::ceil(dimension(s.betaSlow)), static_cast<double>(size - 1));
    if (high == low) high += 0.001;
    const auto ramp = ((torch::arange(size / 2, torch::dtype(torch::kFloat32)) - low) / (high - low)).clamp(0, 1);
    return f / s.factor * ramp + f * (1 - ramp);
}

torch::Tensor scaled(const RotaryOptions& o) {
    auto f = frequencies(o.turned(), o.theta);
    if (o.proportional) {
        const auto moving = static_cast<std::int64_t>(o.share * static_cast<double>(o.headSize) / 2);
        f.narrow(0, moving, f.size(0) - moving).zero_();
    }
    switch (o.scaling.kind) {
        case RotaryScaling::Kind::None:
            return f;
        case RotaryScaling::Kind::Linear:
            return f / o.scaling.factor;
        case RotaryScaling::Kind::Llama3:
            return llama3(f, o.scaling);
        case RotaryScaling::Kind::Yarn:
            return yarn(f, o.scaling, o.turned(), o.theta);
    }
    throw std::logic_error("rotary scaling");
}

double amplitude(const RotaryScaling& s) {
    if (s.kind != RotaryScaling::Kind::Yarn) return 1;
    if (s.attentionFactor > 0) return s.attentionFactor;
    return s.factor <= 1 ? 1 : 0.1 * std::log(s.factor) + 1;
}

// angles [planes, tokens, frequencies] -> [tokens, frequencies]; one plane stands for all
torch::Tensor pickPlanes(const torch::Tensor& angles, const RotaryOptions& o) {
    if (o.sections.empty() || angles.size(0) == 1) return angles[0];
    if (o.interleaved) {
        auto picked = angles[0].clone();
        for (std::int64_t plane = 1; plane < 3; ++plane) {
            const std::int64_t end = o.sections[static_cast<std::size_t>(plane)] * 3;
            picked.slice(-1, plane, end, 3).copy_(angles[plane].slice(-1, plane, end, 3));
        }
        return picked;
    }
    std::vector<torch::Tensor> chunks;
    std::int64_t begin = 0;
    for (std::size_t i = 0; i < o.sections.size(); ++i) {
        chunks.push_back(angles[static_cast<std::int64_t>(i % 3)].narrow(-1, begin, o.sections[i]));
        begin += o.sections[i];
    }
    return torch::cat(chunks, -1);
}

// The last dimension as a matrix [rows, columns], transposed: from pairs to halves and back.
torch::Tensor swapped(const torch::Tensor& x, std::int64_t rows, std::int64_t columns) {
    return x.unflatten(-1, {rows, columns}).transpose(-1, -2).flatten(-2);
}

}  // namespace

torch::Tensor Rotary::apply(const torch::Tensor& x) const {
    const std::int64_t turned = cos.size(-1), size = x.size(-1);
    const auto turn = [&](const torch::Tensor& part) {
        return pairs ? swapped(kernels::rotary(swapped(part, turned / 2, 2), cos, sin), 2, turned / 2)
                     : kernels::rotary(part, cos, sin);
    };
    if (parts > 1) {
        const auto pieces = x.chunk(parts, -1), cosines = cos.chunk(parts, -1), sines = sin.chunk(parts, -1);
        std::vector<torch::Tensor> turnedPieces;
        for (std::size_t i = 0; i < pieces.size(); ++i)
            turnedPieces.push_back(
                kernels::rotary(pieces[i].contiguous(), cosines[i].contiguous(), sines[i].contiguous()));
        return torch::cat(turnedPieces, -1);
    }
    if (turned == size) return turn(x);
    const auto halves = x.split_with_sizes({turned, size - turned}, -1);
    return torch::cat({turn(halves[0]), halves[1]}, -1);
}

Rotary makeRotary(const torch::Tensor& positions, const RotaryOptions& options) {
    const auto f = scaled(options).to(positions.device());
    auto rotary =
        fromAngles(pickPlanes(positions.to(torch::kFloat32).unsqueeze(-1) * f, options), amplitude(options.scaling));
    rotary.pairs = options.pairs;
    return rotary;
}

Rotary makeAxialRotary(const torch::Tensor& rows, const torch::Tensor& columns, std::int64_t headSize, double theta) {
    const auto f = frequencies(headSize / 2, theta).to(rows.device());
    return fromAngles(
        torch::cat({rows.to(torch::kFloat32).unsqueeze(-1) * f, columns.to(torch::kFloat32).unsqueeze(-1) * f}, -1));
}

Rotary makeSplitAxialRotary(const torch::Tensor& first, const torch::Tensor& second, std::int64_t headSize,
                            double theta) {
    const auto f = frequencies(headSize / 2, theta).to(first.device());
    const auto a = fromAngles(first.to(torch::kFloat32).unsqueeze(-1) * f),
               b = fromAngles(second.to(torch::kFloat32).unsqueeze(-1) * f);
    Rotary rotary;
    rotary.cos = torch::cat({a.cos, b.cos}, -1);
    rotary.sin = torch::cat({a.sin, b.sin}, -1);
    rotary.parts = 2;
    return rotary;
}

}  // namespace atelier::nn
