#include "protocol/jobs/logits.h"

#include "checkpoint/safetensors.h"
#include "checkpoint/tensors.h"
#include "common/error.h"
#include "engine/boundary.h"
#include "engine/handler.h"
#include "engine/load_model.h"

#include <torch/torch.h>

#include <algorithm>
#include <array>

namespace atelier::engine {
namespace fs = std::filesystem;
namespace {

// What is run and what is written beside the logits.
struct Input {
    models::Batch batch;
    torch::Tensor ids;    // int64 [rows, length] as written
    torch::Tensor real;   // int64 [tokens]: flat places of the batch's tokens in `ids`
    torch::Tensor grids;  // int64 [images, 3]; undefined: none
};

torch::Tensor gridTensor(const std::vector<std::array<std::int64_t, 3>>& grids) {
    if (grids.empty()) return {};
    auto tensor = torch::empty({static_cast<std::int64_t>(grids.size()), 3}, torch::kInt64);
    auto rows = tensor.accessor<std::int64_t, 2>();
    for (std::size_t i = 0; i < grids.size(); ++i)
        for (std::size_t k = 0; k < 3; ++k)
            rows[static_cast<std::int64_t>(i)][static_cast<std::int64_t>(k)] = grids[i][k];
    return tensor;
}

Input fromPrompt(const protocol::LogitsRequest& request, const models::Processor& processor) {
    const auto encoded = processor.encodePrompt(promptSample(request.prompt, request.images));
    Input input;
    input.batch = models::pack({&encoded});
    input.ids = input.batch.ids.unsqueeze(0);
    input.real = torch::arange(input.batch.ids.numel());
    input.grids = gridTensor(input.batch.grids);
    return input;
}

std::vector<std::array<std::int64_t, 3>> gridList(const torch::Tensor& tensor, const std::string& where) {
    if (tensor.dim() != 2 || tensor.size(1) != 3) throw Error("image_grid_thw must be [images, 3]", where);
    const auto rows = tensor.to(torch::kInt64).contiguous();
    const auto values = rows.accessor<std::int64_t, 2>();
    std::vector<std::array<std::int64_t, 3>> grids;
    for (std::int64_t i = 0; i < rows.size(0); ++i) {
        if (values[i][0] < 1 || values[i][1] < 1 || values[i][2] < 1)
            throw Error("image_grid_thw must be positive", where);
        grids.push_back({values[i][0], values[i][1], values[i][2]});
    }
    return grids;
}

// Hands each row the images whose tokens it has. How many cells of a grid make one token follows from the totals.
class GridShare {
public:
    GridShare(const std::vector<std::array<std::int64_t, 3>>& grids, std::int64_t imageTokens, const std::string& where)
        : grids_(grids), where_(where) {
        std::int64_t cells = 0;
        for (const auto& [t, h, w] : grids)
            cells += t * h * w;
        if (imageTokens == 0 || cells % imageTokens != 0)
            throw Error(std::to_string(imageTokens) + " image tokens do not fit " + std::to_string(cells) +
                            " patches of image_grid_thw",
                        where);
        cellsPerToken_ = cells / imageTokens;
    }

    std::vector<std::array<std::int64_t, 3>> take(std::int64_t imageTokens) {
        std::vector<std::array<std::int64_t, 3>> taken;
        while (imageTokens > 0 && next_ < grids_.size()) {
            const auto [t, h, w] = grids_[next_];
            imageTokens -= t * h * w / cellsPerToken_;
            taken.push_back(grids_[next_++]);
        }
        if (imageTokens != 0) throw Error("the image tokens of a row are not those of whole images", where_);
        return taken;
    }

private:
    const std::vector<std::array<std::int64_t, 3>>& grids_;
    std::string where_;
    std::int64_t cellsPerToken_ = 1;
    std::size_t next_ = 0;
};

void requireKnown(const checkpoint::SafetensorsFile& file, const std::string& where) {
    constexpr std::array kKnown{"input_ids", "attention_mask", "pixel_values", "image_grid_thw"};
    const auto listed = [](const auto& names) {
        std::string text;
        for (const auto& name : names)
            text += (text.empty() ? "" : ", ") + std::string(name);
        return text;
    };
    std::vector<std::string> unknown;
    for (const auto& [name, _] : file.tensors())
        if (std::find(kKnown.begin(), kKnown.end(), name) == kKnown.end()) unknown.push_back(name);
    if (!unknown.empty()) throw Error("no inputs of a model: " + listed(unknown), where, "known: " + listed(kKnown));
}

Input fromFile(const fs::path& path, const models::Processor& processor, std::int64_t imageTokenId,
               std::int64_t vocabulary) {
    const checkpoint::SafetensorsFile file(path);
    const std::string where = path.string();
    requireKnown(file, where);
    const auto tensorOf = [&](const char* name) {
        return file.tensors().count(name) ? checkpoint::toTensor(file.at(name)) : torch::Tensor();
    };
    Input input;
    input.ids = checkpoint::toTensor(file.at("input_ids")).to(torch::kInt64);
    if (input.ids.dim() == 1) input.ids = input.ids.unsqueeze(0);
    if (input.ids.dim() != 2 || input.ids.numel() == 0)
        throw Error("input_ids must be [rows, length], both at least 1", where);
    if (input.ids.min().item<std::int64_t>() < 0 || input.ids.max().item<std::int64_t>() >= vocabulary)
        throw Error("input_ids must lie in [0, " + std::to_string(vocabulary) + ")", where,
                    "ids of another tokenizer?");

    auto mask = tensorOf("attention_mask");
    if (!mask.defined()) mask = torch::ones_like(input.ids);
    if (mask.sizes() != input.ids.sizes()) throw Error("attention_mask must have input_ids' shape", where);
    mask = mask.ne(0);
    input.real = mask.flatten().nonzero().squeeze(1);

    std::vector<std::array<std::int64_t, 3>> grids;
    if (const auto tensor = tensorOf("image_grid_thw"); tensor.defined()) grids = gridList(tensor, where);
    const auto imageTokens = input.ids.eq(imageTokenId).logical_and(mask).sum().item<std::int64_t>();
    std::optional<GridShare> share;
    if (!grids.empty()) share.emplace(grids, imageTokens, where);

    std::vector<models::Encoded> rows(static_cast<std::size_t>(input.ids.size(0)));
    std::vector<const models::Encoded*> pointers;
    for (std::int64_t r = 0; r < input.ids.size(0); ++r) {
        auto& row = rows[static_cast<std::size_t>(r)];
        const auto ids = input.ids[r].masked_select(mask[r]).contiguous();
        if (ids.numel() == 0) throw Error("row " + std::to_string(r) + " is all padding", where);
        row.ids.assign(ids.data_ptr<std::int64_t>(), ids.data_ptr<std::int64_t>() + ids.numel());
        row.imageTokens = std::count(row.ids.begin(), row.ids.end(), imageTokenId);
        if (share) row.pixels.grids = share->take(row.imageTokens);
        processor.assignPositions(row);
        pointers.push_back(&row);
    }
    input.batch = models::pack(pointers);
    input.batch.grids = grids;
    input.grids = gridTensor(grids);
    if (const auto pixels = tensorOf("pixel_values"); pixels.defined())
        input.batch.pixels = pixels.to(torch::kFloat32).contiguous();
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
                                              : fromFile(request.inputs, *loaded.processor, loaded.model->imageTokenId,
                                                         loaded.model->decoder->options.vocabulary);
    const auto batch = input.batch.to(deviceFrom(request.device));
    const auto packed = loaded.model->logits(loaded.model->hidden(batch)).to(torch::kCPU, torch::kFloat32);
    // Padding has no logits: zeros stand in its place.
    const auto logits = torch::zeros({input.ids.numel(), packed.size(1)})
                            .index_copy(0, input.real, packed)
                            .view({input.ids.size(0), input.ids.size(1), packed.size(1)});

    std::vector<torch::Tensor> kept;
    std::map<std::string, checkpoint::TensorView> views;
    const auto add = [&](const char* name, const torch::Tensor& tensor) {
        if (!tensor.defined()) return;
        kept.push_back(tensor.contiguous());
        views[name] = checkpoint::viewOf(kept.back());
    };
    add("input_ids", input.ids);
    add("pixel_values", input.batch.pixels);
    add("image_grid_thw", input.grids);
    add("logits", logits);
    checkpoint::writeSafetensors(request.out, views);
}

void logits(const protocol::LogitsRequest& request) {
    guarded([&] { run(request); });
}

const Handler<protocol::LogitsRequest> logitsHandler{logits};

}  // namespace
}  // namespace atelier::engine
