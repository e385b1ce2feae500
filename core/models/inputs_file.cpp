#include "models/inputs_file.h"

#include "checkpoint/safetensors.h"
#include "checkpoint/tensors.h"
#include "common/error.h"

#include <torch/torch.h>

namespace atelier::models {
namespace {

Array arrayOf(const torch::Tensor& tensor) {
    if (c10::isFloatingType(tensor.scalar_type())) {
        const auto values = tensor.to(torch::kFloat32).contiguous();
        return Array::of(values.sizes().vec(),
                         std::vector<float>(values.data_ptr<float>(), values.data_ptr<float>() + values.numel()));
    }
    const auto values = tensor.to(torch::kInt64).contiguous();
    const auto* data = values.data_ptr<std::int64_t>();
    return Array::of(values.sizes().vec(), std::vector<std::int64_t>(data, data + values.numel()));
}

}  // namespace

InputsFile readInputs(const std::filesystem::path& path, const Processor& processor, std::int64_t vocabulary) {
    const checkpoint::SafetensorsFile file(path);
    const std::string where = path.string();
    InputsFile input;
    input.ids = checkpoint::toTensor(file.at("input_ids")).to(torch::kInt64);
    if (input.ids.dim() == 1) input.ids = input.ids.unsqueeze(0);
    if (input.ids.dim() != 2 || input.ids.numel() == 0)
        throw Error("input_ids must be [rows, length], both at least 1", where);
    if (input.ids.min().item<std::int64_t>() < 0 || input.ids.max().item<std::int64_t>() >= vocabulary)
        throw Error("input_ids must lie in [0, " + std::to_string(vocabulary) + ")", where,
                    "ids of another tokenizer?");
    auto mask = torch::ones_like(input.ids, torch::kBool);
    Inputs inputs;
    inputs.where = where;
    for (const auto& [name, view] : file.tensors()) {
        if (name == "attention_mask")
            mask = checkpoint::toTensor(view).ne(0);
        else if (name != "input_ids" && name != "logits")
            inputs.arrays[name] = arrayOf(checkpoint::toTensor(view));
    }
    if (mask.dim() == 1) mask = mask.unsqueeze(0);
    if (mask.sizes() != input.ids.sizes()) throw Error("attention_mask must have input_ids' shape", where);
    input.real = mask.flatten().nonzero().squeeze(1);
    for (std::int64_t r = 0; r < input.ids.size(0); ++r) {
        const auto ids = input.ids[r].masked_select(mask[r]).contiguous();
        if (ids.numel() == 0) throw Error("row " + std::to_string(r) + " is all padding", where);
        inputs.rows.emplace_back(ids.data_ptr<std::int64_t>(), ids.data_ptr<std::int64_t>() + ids.numel());
    }
    input.rows = processor.encodeInputs(std::move(inputs));
    return input;
}

}  // namespace atelier::models
