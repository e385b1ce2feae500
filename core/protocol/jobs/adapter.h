#pragma once

#include "protocol/job.h"

#include <filesystem>
#include <vector>

namespace atelier::protocol {

/// What an adapter folder holds.
struct AdapterInfo {
    std::string method, baseModel;  ///< peft_type and base_model_name_or_path of its config
    std::uint64_t parameters = 0, tensors = 0, bytes = 0;
    std::vector<std::string> modules;  ///< names of what is adapted: "q_proj", ...
    Json config;

    static constexpr auto fields() {
        return std::tuple(field("method", &AdapterInfo::method), field("base_model", &AdapterInfo::baseModel),
                          field("parameters", &AdapterInfo::parameters), field("tensors", &AdapterInfo::tensors),
                          field("bytes", &AdapterInfo::bytes), field("modules", &AdapterInfo::modules),
                          field("config", &AdapterInfo::config));
    }
};

struct AdapterInfoRequest {
    std::filesystem::path adapter;

    using Result = AdapterInfo;
    static constexpr const char* kName = "adapter_info";
    static constexpr OnStop kOnStop = OnStop::EndsAtOnce;
    static constexpr auto fields() { return std::tuple(field("adapter", &AdapterInfoRequest::adapter)); }
};

/// Merges an adapter into its base model and writes a whole model folder.
struct MergeAdapterRequest {
    std::filesystem::path model, adapter, out;
    std::string dtype = "bf16";  ///< of the written weights: "fp32", "bf16", "fp16"

    using Result = NoResult;
    static constexpr const char* kName = "merge_adapter";
    static constexpr OnStop kOnStop = OnStop::Ends;
    static constexpr auto fields() {
        return std::tuple(field("model", &MergeAdapterRequest::model), field("adapter", &MergeAdapterRequest::adapter),
                          field("out", &MergeAdapterRequest::out), optionalField("dtype", &MergeAdapterRequest::dtype));
    }
};

}  // namespace atelier::protocol
