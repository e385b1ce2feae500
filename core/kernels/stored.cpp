#include "kernels/stored.h"

#include "common/error.h"

#include <torch/torch.h>

namespace atelier::kernels {

void StoredParts::refuse(const std::string& name, const std::string& what) const {
    throw Error("tensor " + name + ": " + what, where_, "fetch the model again, or quantize the original again");
}

const torch::Tensor& StoredParts::at(const std::string& name) const {
    const auto found = tensors_.find(name);
    if (found == tensors_.end()) refuse(name, "is missing, but the quantized weight needs it");
    return found->second;
}

torch::Tensor StoredParts::at(const std::string& name, torch::Dtype dtype, std::int64_t count) const {
    const auto& tensor = at(name);
    if (tensor.scalar_type() != dtype)
        refuse(name,
               std::string("holds ") + c10::toString(tensor.scalar_type()) + ", expected " + c10::toString(dtype));
    if (tensor.numel() != count)
        refuse(name, "has " + std::to_string(tensor.numel()) + " elements, the weight's shape wants " +
                         std::to_string(count));
    return tensor.contiguous();
}

torch::Tensor StoredParts::statistics(const std::string& name, std::int64_t count) const {
    const auto& tensor = at(name);
    if (!tensor.is_floating_point())
        refuse(name, std::string("holds ") + c10::toString(tensor.scalar_type()) + ", expected a floating type");
    const auto values = at(name, tensor.scalar_type(), count).to(torch::kFloat32);
    if (!values.is_meta() && !values.isfinite().all().item<bool>()) refuse(name, "holds NaN or infinity");
    return values;
}

}  // namespace atelier::kernels
