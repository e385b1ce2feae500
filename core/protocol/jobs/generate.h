#pragma once

#include "protocol/job.h"

#include <filesystem>
#include <vector>

namespace atelier::protocol {

struct GenerateResult {
    std::string text;
    std::vector<std::int64_t> tokens;
    double seconds = 0, tokensPerSecond = 0;

    static constexpr auto fields() {
        return std::tuple(field("text", &GenerateResult::text), field("tokens", &GenerateResult::tokens),
                          field("seconds", &GenerateResult::seconds),
                          field("tokens_per_second", &GenerateResult::tokensPerSecond));
    }
};

/// One answer; its text comes as AnswerPart while it grows.
struct GenerateRequest {
    std::filesystem::path model, adapter;  ///< adapter empty: the base model
    std::string prompt, system;
    std::vector<std::filesystem::path> images;
    std::string imageGreyWindow;                  ///< as in a recipe; empty: as the adapter or the model was trained
    std::string dtype = "fp32", device = "auto";  ///< fp32, bf16, fp16; auto, cpu, cuda
    std::int64_t maxNewTokens = 128;
    bool sample = false;
    double temperature = 1, topP = 1, repetitionPenalty = 1;
    std::int64_t topK = 0;
    std::uint64_t seed = 0;
    bool waitForMemory = false;  ///< while the model does not fit beside what runs; else it is loaded all the same

    using Result = GenerateResult;
    static constexpr const char* kName = "generate";
    static constexpr OnStop kOnStop = OnStop::Ends;
    static constexpr auto fields() {
        return std::tuple(
            field("model", &GenerateRequest::model), optionalField("adapter", &GenerateRequest::adapter),
            field("prompt", &GenerateRequest::prompt), optionalField("system", &GenerateRequest::system),
            optionalField("images", &GenerateRequest::images),
            optionalField("image_grey_window", &GenerateRequest::imageGreyWindow),
            optionalField("dtype", &GenerateRequest::dtype), optionalField("device", &GenerateRequest::device),
            optionalField("max_new_tokens", &GenerateRequest::maxNewTokens),
            optionalField("sample", &GenerateRequest::sample),
            optionalField("temperature", &GenerateRequest::temperature), optionalField("top_p", &GenerateRequest::topP),
            optionalField("top_k", &GenerateRequest::topK),
            optionalField("repetition_penalty", &GenerateRequest::repetitionPenalty),
            optionalField("seed", &GenerateRequest::seed),
            optionalField("wait_for_memory", &GenerateRequest::waitForMemory));
    }
};

}  // namespace atelier::protocol
