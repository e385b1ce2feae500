#include "checkpoint/tensors.h"

#include <torch/torch.h>

#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

namespace atelier::checkpoint {

torch::Dtype torchType(DType dtype) {
    switch (dtype) {
        case DType::Bool:
            return torch::kBool;
        case DType::U8:
            return torch::kUInt8;
        case DType::I8:
            return torch::kInt8;
        case DType::F8_E4M3:
            return torch::kFloat8_e4m3fn;
        case DType::F8_E5M2:
            return torch::kFloat8_e5m2;
        case DType::I16:
            return torch::kInt16;
        case DType::U16:
            return torch::kUInt16;
        case DType::I32:
            return torch::kInt32;
        case DType::U32:
            return torch::kUInt32;
        case DType::I64:
            return torch::kInt64;
        case DType::U64:
            return torch::kUInt64;
        case DType::F16:
            return torch::kFloat16;
        case DType::BF16:
            return torch::kBFloat16;
        case DType::F32:
            return torch::kFloat32;
        case DType::F64:
            return torch::kFloat64;
        case DType::C64:
            return torch::kComplexFloat;
    }
    throw std::logic_error("dtype");
}

DType fromTorch(torch::Dtype dtype) {
    for (const DType ours :
         {DType::Bool, DType::U8, DType::I8, DType::F8_E4M3, DType::F8_E5M2, DType::I16, DType::U16, DType::I32,
          DType::U32, DType::I64, DType::U64, DType::F16, DType::BF16, DType::F32, DType::F64, DType::C64})
        if (torchType(ours) == dtype) return ours;
    throw std::logic_error(std::string("no safetensors type for ") + c10::toString(dtype));
}

torch::Tensor toTensor(const TensorView& view) {
    torch::Tensor tensor = torch::empty(view.shape, torchType(view.dtype));
    std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
    return tensor;
}

torch::Tensor mappedTensor(const TensorView& view, std::shared_ptr<const void> keep) {
    auto* data = const_cast<std::byte*>(view.bytes.data());
    if (view.bytes.empty() || reinterpret_cast<std::uintptr_t>(data) % elementSize(view.dtype) != 0)
        return toTensor(view);
    return torch::from_blob(data, view.shape, [keep = std::move(keep)](void*) {}, torchType(view.dtype));
}

void release(const TensorView& view) {
    // Whole pages alone: the first and the last one have other tensors too.
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto address = reinterpret_cast<std::uintptr_t>(view.bytes.data());
    const auto begin = (address + page - 1) / page * page, end = (address + view.bytes.size()) / page * page;
    // Advice: where the system does not take it, the memory is given back with the map.
    if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

TensorView viewOf(const torch::Tensor& tensor) {
    if (!tensor.is_contiguous() || !tensor.device().is_cpu())
        throw std::logic_error("viewOf: contiguous CPU tensors only");
    return {fromTorch(tensor.scalar_type()),
            tensor.sizes().vec(),
            {static_cast<const std::byte*>(tensor.data_ptr()), tensor.nbytes()}};
}

}  // namespace atelier::checkpoint
