#include "checkpoint/safetensors.h"
#include "checkpoint/tensors.h"
#include "common/error.h"
#include "engine/boundary.h"
#include "engine/jobs.h"
#include "engine/load_model.h"

#include <torch/torch.h>

namespace atelier::engine {
namespace fs = std::filesystem;
namespace {

// What is run and what is written beside the logits.
struct Input {
    models::Batch batch;
    torch::Tensor ids;                          // int64 [rows, length] as written
    torch::Tensor real;                         // int64 [tokens]: flat places of the batch's tokens in `ids`
    std::map<std::string, torch::Tensor> rest;  // of the media
};

// Media's tensors one behind the other, as other programs write them.
std::map<std::string, torch::Tensor> joined(const models::Batch& batch) {
    std::map<std::string, std::vector<torch::Tensor>> lists;
    std::vector<std::int64_t> grids;
    for (const auto& medium : batch.media) {
        for (const auto& [name, tensor] : medium.tensors)
            lists[name].push_back(tensor);
        if (medium.grid[0] > 0) grids.insert(grids.end(), medium.grid.begin(), medium.grid.end());
    }
    std::map<std::string, torch::Tensor> all;
    for (const auto& [name, list] : lists)
        all[name] = torch::cat(list);
    if (!grids.empty()) all["image_grid_thw"] = torch::tensor(grids, torch::kInt64).view({-1, 3});
    return all;
}

Input fromPrompt(const protocol::LogitsRequest& request, const models::Processor& processor) {
    const auto encoded = processor.encodePrompt(promptSample(request.prompt, request.images));
    Input input;
    input.batch = models::pack({&encoded});
    input.ids = input.batch.ids.unsqueeze(0);
    input.real = torch::arange(input.batch.ids.numel());
    input.rest = joined(input.batch);
    return input;
}

models::Array arrayOf(const torch::Tensor& tensor) {
    if (c10::isFloatingType(tensor.scalar_type())) {
        const auto values = tensor.to(torch::kFloat32).contiguous();
        return models::Array::of(values.sizes().vec(),
                                 std::vector<float>(values.data_ptr<float>(), values.data_ptr<float>() + values.numel()));
    }
    const auto values = tensor.to(torch::kInt64).contiguous();
    const auto* data = values.data_ptr<std::int64_t>();
    return models::Array::of(values.sizes().vec(), std::vector<std::int64_t>(data, data + values.numel()));
}

Input fromFile(const fs::path& path, const models::Processor& processor, std::int64_t vocabulary) {
    const checkpoint::SafetensorsFile file(path);
    const std::string where = path.string();
    Input input;
    input.ids = checkpoint::toTensor(file.at("input_ids")).to(torch::kInt64);
    if (input.ids.dim() == 1) input.ids = input.ids.unsqueeze(0);
    if (input.ids.dim() != 2 || input.ids.numel() == 0)
        throw Error("input_ids must be [rows, length], both at least 1", where);
    if (input.ids.min().item<std::int64_t>() < 0 || input.ids.max().item<std::int64_t>() >= vocabulary)
        throw Error("input_ids must lie in [0, " + std::to_string(vocabulary) + ")", where,
                    "ids of another tokenizer?");
    auto mask = torch::ones_like(input.ids, torch::kBool);
    models::Inputs inputs;
    inputs.where = where;
    for (const auto& [name, view] : file.tensors()) {
        if (name == "attention_mask")
            mask = checkpoint::toTensor(view).ne(0);
        else if (name != "input_ids")
            inputs.arrays[name] = arrayOf(checkpoint::toTensor(view));
    }
    if (mask.sizes() != input.ids.sizes()) throw Error("attention_mask must have input_ids' shape", where);
    input.real = mask.flatten().nonzero().squeeze(1);
    for (std::int64_t r = 0; r < input.ids.size(0); ++r) {
        const auto ids = input.ids[r].masked_select(mask[r]).contiguous();
        if (ids.numel() == 0) throw Error("row " + std::to_string(r) + " is all padding", where);
        inputs.rows.emplace_back(ids.data_ptr<std::int64_t>(), ids.data_ptr<std::int64_t>() + ids.numel());
    }
    const auto rows = processor.encodeInputs(std::move(inputs));
    std::vector<const models::Encoded*> pointers;
    for (const auto& row : rows)
        pointers.push_back(&row);
    input.batch = models::pack(pointers);
    input.rest = joined(input.batch);
    return input;
}

void run(const protocol::LogitsRequest& request) {
    ModelRequest model;
    model.model = request.model;
    model.adapter = request.adapter;
    model.dtype = request.dtype;
    model.device = request.device;
    const LoadedModel loaded = openModel(model);

    torch::InferenceMode inference;
    const auto input = request.inputs.empty() ? fromPrompt(request, *loaded.processor)
                                              : fromFile(request.inputs, *loaded.processor, loaded.model->language().vocabulary);
    const auto batch = input.batch.to(deviceFrom(request.device));
    const auto packed = loaded.model->logits(loaded.model->hidden(batch)).to(torch::kCPU, torch::kFloat32);
    // Padding has no logits: zeros stand in its place.
    const auto logits = torch::zeros({input.ids.numel(), packed.size(1)})
                            .index_copy(0, input.real, packed)
                            .view({input.ids.size(0), input.ids.size(1), packed.size(1)});

    std::vector<torch::Tensor> kept;
    std::map<std::string, checkpoint::TensorView> views;
    const auto add = [&](const std::string& name, const torch::Tensor& tensor) {
        kept.push_back(tensor.contiguous());
        views[name] = checkpoint::viewOf(kept.back());
    };
    add("input_ids", input.ids);
    for (const auto& [name, tensor] : input.rest)
        add(name, tensor);
    add("logits", logits);
    checkpoint::writeSafetensors(request.out, views);
}

}  // namespace

void logits(const protocol::LogitsRequest& request) {
    guarded([&] { run(request); });
}

}  // namespace atelier::engine
