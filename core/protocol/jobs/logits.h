#pragma once

#include "protocol/job.h"

#include <filesystem>
#include <vector>

namespace atelier::protocol {

/// Writes input_ids [1, tokens], pixel_values, image_grid_thw [images, 3] and logits [1, tokens, vocabulary] (fp32) of
/// one user turn as safetensors; with `inputs`, takes those tensors instead: input_ids [rows, tokens], where
/// attention_mask is 0 there is padding, left or right: its logits are zeros.
struct LogitsRequest {
    std::filesystem::path model, adapter, inputs, out;
    std::string prompt, dtype = "fp32", device = "auto";
    std::vector<std::filesystem::path> images;

    using Result = NoResult;
    static constexpr const char* kName = "logits";
    static constexpr OnStop kOnStop = OnStop::Ends;
    static constexpr auto fields() {
        return std::tuple(
            field("model", &LogitsRequest::model), optionalField("adapter", &LogitsRequest::adapter),
            optionalField("inputs", &LogitsRequest::inputs), field("out", &LogitsRequest::out),
            optionalField("prompt", &LogitsRequest::prompt), optionalField("dtype", &LogitsRequest::dtype),
            optionalField("device", &LogitsRequest::device), optionalField("images", &LogitsRequest::images));
    }
};

}  // namespace atelier::protocol
