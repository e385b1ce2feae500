#pragma once

#include "models/load.h"
#include "models/processor.h"
#include "peft/method.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace atelier::engine {

/// What a job that answers needs. Members are destroyed from the last to the first: the adapter goes before its model.
struct LoadedModel {
    models::ModelFolder folder;
    std::shared_ptr<models::Model> model;
    std::unique_ptr<models::Processor> processor;
    std::unique_ptr<peft::Adapter> adapter;  ///< null: the base model
    std::vector<std::int64_t> endTokens;     ///< any of them ends an answer
};

struct ModelRequest {
    std::filesystem::path model, adapter;  ///< adapter empty: the base model
    std::string dtype = "fp32", device = "auto";
    models::QuantizationOptions quantization;
    models::ProcessorOptions processor;
};

/// Throws Error naming folder, file or tensor.
LoadedModel openModel(const ModelRequest& request);

torch::Dtype dtypeFrom(const std::string& name);  ///< "fp32", "bf16", "fp16"; Error otherwise
torch::Device deviceFrom(
    const std::string& name);  ///< "auto" (a GPU where there is one), "cpu", "cuda"; Error otherwise

/// generation_config.json's "eos_token_id" (one or a list), else config.json's, else the tokenizer's eos_token.
std::vector<std::int64_t> endTokensOf(const models::ModelFolder& folder, const text::Tokenizer& tokenizer);

/// One user turn: images first, then the text, unless the text itself says with <image> marks where they stand.
data::Sample promptSample(const std::string& prompt, const std::vector<std::filesystem::path>& images,
                          const std::string& system = {});

}  // namespace atelier::engine
