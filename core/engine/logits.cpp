#include "protocol/jobs/logits.h"

#include "checkpoint/tensors.h"
#include "common/error.h"
#include "engine/boundary.h"
#include "engine/handler.h"
#include "engine/load_model.h"
#include "engine/trained_pictures.h"
#include "models/inputs_file.h"

#include <torch/torch.h>

#include <algorithm>
#include <array>

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

// Zeros at the ends of later dimensions, up to the largest: other programs pad texts so.
void padToLargest(std::vector<torch::Tensor>& list) {
    auto largest = list.front().sizes().vec();
    for (const auto& tensor : list)
        for (std::size_t d = 0; d < largest.size(); ++d)
            largest[d] = std::max(largest[d], tensor.size(static_cast<std::int64_t>(d)));
    for (auto& tensor : list) {
        std::vector<std::int64_t> ends;  // from the last dimension on
        for (std::int64_t d = tensor.dim() - 1; d > 0; --d)
            ends.insert(ends.end(), {0, largest[static_cast<std::size_t>(d)] - tensor.size(d)});
        if (std::any_of(ends.begin(), ends.end(), [](std::int64_t end) { return end > 0; }))
            tensor = at::constant_pad_nd(tensor, ends);
    }
}

// Media's tensors one behind the other, as other programs write them.
std::map<std::string, torch::Tensor> joined(const models::Batch& batch) {
    std::map<std::string, std::vector<torch::Tensor>> lists;
    std::map<std::string, std::vector<std::int64_t>> grids;
    for (const auto& medium : batch.media) {
        const bool video = medium.modality == Modality::Video;
        for (const auto& [name, tensor] : medium.tensors)
            lists[video && name == "pixel_values" ? "pixel_values_videos" : name].push_back(tensor);
        // Patches laid out one behind the other need their grid; whole pictures say their size themselves.
        const auto pixels = medium.tensors.find("pixel_values");
        const bool patches = pixels != medium.tensors.end() && pixels->second.dim() == 2;
        if (!patches || medium.grid[0] == 0) continue;
        auto& own = grids[video ? "video_grid_thw" : "image_grid_thw"];
        own.insert(own.end(), medium.grid.begin(), medium.grid.end());
    }
    std::map<std::string, torch::Tensor> all;
    for (auto& [name, list] : lists) {
        padToLargest(list);
        all[name] = torch::cat(list);
    }
    for (const auto& [name, own] : grids)
        all[name] = torch::tensor(own, torch::kInt64).view({-1, 3});
    return all;
}

Input fromPrompt(const protocol::LogitsRequest& request, const models::Processor& processor) {
    const auto encoded = processor.encodePrompt(promptSample(request.prompt, request.images));
    const auto batch = models::pack({&encoded});
    Input input{batch, batch.ids.unsqueeze(0), torch::arange(batch.ids.numel()), {}};
    input.rest = joined(input.batch);
    return input;
}

Input fromFile(const fs::path& path, const models::Processor& processor, std::int64_t vocabulary) {
    const auto file = models::readInputs(path, processor, vocabulary);
    std::vector<const models::Encoded*> rows;
    for (const auto& row : file.rows)
        rows.push_back(&row);
    Input input{models::pack(rows), file.ids, file.real, {}};
    input.rest = joined(input.batch);
    return input;
}

void run(const protocol::LogitsRequest& request) {
    ModelRequest model;
    model.model = request.model;
    model.adapter = request.adapter;
    model.dtype = request.dtype;
    model.device = request.device;
    model.processor = trainedPictures(model.model, model.adapter);
    const LoadedModel loaded = openModel(model);

    torch::InferenceMode inference;
    const auto input = request.inputs.empty()
                           ? fromPrompt(request, *loaded.processor)
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

void logits(const protocol::LogitsRequest& request) {
    guarded([&] { run(request); });
}

const Handler<protocol::LogitsRequest> logitsHandler{logits};

}  // namespace
}  // namespace atelier::engine
