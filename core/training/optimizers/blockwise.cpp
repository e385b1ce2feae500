#include "training/optimizers/blockwise.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace atelier::training {
namespace {

constexpr std::int64_t kSmall = 4096, kChunk = std::int64_t{1} << 22;

std::int64_t blocksOf(std::int64_t numbers) {
    return (numbers + kBlock - 1) / kBlock;
}

// Seven powers of ten up to 1; each is cut linearly into twice as many steps as the one below it, whose middles are the
// values. With 0 and 1 there are 256.
std::vector<float> valuesOf(Sign sign) {
    std::vector<float> values{0, 1};
    constexpr int kPowers = 7;
    for (int power = 0; power < kPowers; ++power) {
        const int steps = (sign == Sign::Either ? 1 : 2) << power;
        const double magnitude = std::pow(10.0, power - kPowers + 1), width = 0.9 / steps;
        for (int i = 0; i < steps; ++i) {
            const double middle = magnitude * (0.1 + width * (i + 0.5));
            values.push_back(static_cast<float>(middle));
            if (sign == Sign::Either) values.push_back(static_cast<float>(-middle));
        }
    }
    std::sort(values.begin(), values.end());
    return values;
}

struct Table {
    torch::Tensor values, middles;  ///< fp32 [256], ascending; fp32 [255] between them
};

const Table& tableOf(Sign sign, const torch::Device& device) {
    thread_local std::map<std::pair<Sign, std::string>, Table> tables;
    auto& table = tables[{sign, device.str()}];
    if (!table.values.defined()) {
        const auto values = torch::tensor(valuesOf(sign));
        table.values = values.to(device);
        table.middles = ((values.slice(0, 1) + values.slice(0, 0, -1)) / 2).to(device);
    }
    return table;
}

// [n] -> [blocks, kBlock], zeros behind the last number.
torch::Tensor blocked(const torch::Tensor& flat) {
    const std::int64_t missing = blocksOf(flat.numel()) * kBlock - flat.numel();
    return (missing == 0 ? flat : at::constant_pad_nd(flat, {0, missing})).view({-1, kBlock});
}

}  // namespace

bool isBlockwise(const torch::Tensor& parameter) {
    return parameter.numel() >= kSmall;
}

std::vector<StateTensor> blockwiseLayout(const std::string& name, const torch::Tensor& parameter) {
    return {{name, {parameter.numel()}, torch::kUInt8},
            {name + "_scale", {blocksOf(parameter.numel())}, torch::kFloat32}};
}

torch::Tensor decodeBlocks(const torch::Tensor& codes, const torch::Tensor& scales, Sign sign) {
    const auto values = tableOf(sign, codes.device()).values.index_select(0, codes.to(torch::kInt32));
    return blocked(values).mul(scales.unsqueeze(1)).view(-1).narrow(0, 0, codes.numel());
}

void encodeBlocks(const torch::Tensor& values, torch::Tensor& codes, torch::Tensor& scales, Sign sign) {
    const auto blocks = blocked(values);
    scales.copy_(blocks.abs().amax(1));
    // A block of zeros has no scale; its zeros stay zeros.
    const auto shares = blocks / scales.clamp_min(1e-38).unsqueeze(1);
    codes.copy_(at::bucketize(shares, tableOf(sign, values.device()).middles, /*out_int32=*/true)
                    .view(-1)
                    .narrow(0, 0, values.numel()));
}

void forChunks(Update& update, const std::function<void(Chunk&)>& change) {
    const auto parameter = update.parameter.view(-1), grad = update.grad.reshape(-1);
    const std::size_t pairs = update.state.size() / 2;
    for (std::int64_t begin = 0; begin < parameter.numel(); begin += kChunk) {
        const std::int64_t size = std::min(kChunk, parameter.numel() - begin);
        const auto piece = parameter.narrow(0, begin, size);
        Chunk chunk{piece.to(torch::kFloat32), grad.narrow(0, begin, size).to(torch::kFloat32), {}};
        for (std::size_t i = 0; i < pairs; ++i) {
            chunk.state.push_back(update.state[2 * i].narrow(0, begin, size));
            chunk.state.push_back(update.state[2 * i + 1].narrow(0, begin / kBlock, blocksOf(size)));
        }
        change(chunk);
        if (chunk.parameter.data_ptr() != piece.data_ptr()) piece.copy_(chunk.parameter);
    }
}

}  // namespace atelier::training
