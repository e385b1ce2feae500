// Quantised matrices for test_quantized.py:
//   parity_quantized quantize IN OUT   IN: nf4.NAME, fp4.NAME, nf4_double.NAME, fp4_double.NAME, int8.NAME; OUT: what
//                                      bitsandbytes would save, NAME.weight ... under the same prefix
//   parity_quantized read IN OUT       IN: matrices as bitsandbytes saves them, PREFIX.weight ... and PREFIX.x,
//                                      PREFIX.g; OUT: PREFIX.dense, PREFIX.y = x Wᵀ, PREFIX.dx = g W
#include "common/error.h"
#include "kernels/int8/int8.h"
#include "kernels/nf4/nf4.h"
#include "training/checkpoint.h"

#include <torch/torch.h>

#include <iostream>

namespace {

using namespace atelier;
using Tensors = std::map<std::string, torch::Tensor>;

void quantize(const std::string& in, const std::string& out) {
    Tensors result;
    for (const auto& [name, weight] : training::readTensors(in)) {
        if (name.starts_with("int8.")) {
            result.merge(kernels::toTensors(kernels::quantizeInt8(weight), name + "."));
        } else {
            const auto type = name.starts_with("nf4") ? kernels::FourBitType::NF4 : kernels::FourBitType::FP4;
            const bool nested = name.find("_double.") != std::string::npos;
            result.merge(kernels::toTensors(kernels::quantizeNf4(weight, nested, type), name + ".weight"));
        }
    }
    training::writeTensors(out, result);
}

void readStored(const std::string& in, const std::string& out) {
    const auto tensors = training::readTensors(in);
    Tensors result;
    for (const auto& [name, x] : tensors) {
        if (!name.ends_with(".x")) continue;
        const auto prefix = name.substr(0, name.size() - 1);
        const auto& g = tensors.at(prefix + "g");
        const auto keep = [&](const torch::Tensor& dense, const torch::Tensor& y, const torch::Tensor& dx) {
            result[prefix + "dense"] = dense;
            result[prefix + "y"] = y;
            result[prefix + "dx"] = dx;
        };
        if (tensors.count(prefix + "SCB")) {
            const auto q = kernels::int8FromTensors(tensors, prefix, x.scalar_type(), in);
            keep(kernels::dequantizeInt8(q, q.dtype), kernels::int8Linear(x, q), kernels::int8LinearTransposed(g, q));
        } else {
            const auto q = kernels::nf4FromTensors(tensors, prefix + "weight", in);
            keep(kernels::dequantizeNf4(q, q.dtype), kernels::nf4Linear(x, q), kernels::nf4LinearTransposed(g, q));
        }
    }
    training::writeTensors(out, result);
}

}  // namespace

int main(int count, char** values) {
    const std::vector<std::string> arguments(values + 1, values + count);
    try {
        (arguments.at(0) == "quantize" ? quantize : readStored)(arguments.at(1), arguments.at(2));
    } catch (const Error& error) {
        std::cerr << error.what() << std::endl;
        return 2;
    }
}
