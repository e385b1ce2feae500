#pragma once

#include "models/family.h"
#include "peft/trainable.h"

#include <torch/torch.h>

#include <filesystem>
#include <map>
#include <unistd.h>

namespace atelier::peft::test {

inline const models::Family& family(const std::string& name) {
    return Registry<models::Family>::instance().at(name, "family");
}

/// A random model of a few thousand parameters: "qwen2_vl", "qwen3_5" or "llava".
inline std::shared_ptr<models::Model> tinyModel(const std::string& name = "qwen2_vl", bool tied = false) {
    const char* qwen = R"({"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 3, "num_attention_heads": 4,
        "num_key_value_heads": 2, "vocab_size": 100, "rope_scaling": {"type": "mrope", "mrope_section": [2, 1, 1]},
        "image_token_id": 99, "tie_word_embeddings": false,
        "vision_config": {"depth": 2, "embed_dim": 16, "num_heads": 2, "mlp_ratio": 2, "patch_size": 4}})";
    const char* llava = R"({"image_token_index": 99,
        "text_config": {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 3, "num_attention_heads": 4,
                        "vocab_size": 100},
        "vision_config": {"hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 3, "num_attention_heads": 2,
                          "image_size": 8, "patch_size": 4}})";
    const char* recurrent = R"({"image_token_id": 99, "tie_word_embeddings": false,
        "text_config": {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 3, "num_attention_heads": 4,
            "num_key_value_heads": 2, "head_dim": 16, "vocab_size": 100, "linear_num_key_heads": 2,
            "linear_num_value_heads": 4, "linear_key_head_dim": 8, "linear_value_head_dim": 6,
            "layer_types": ["linear_attention", "full_attention", "linear_attention"],
            "rope_parameters": {"rope_type": "default", "rope_theta": 10000, "mrope_section": [2, 1, 1],
                                "partial_rotary_factor": 0.5}},
        "vision_config": {"depth": 2, "hidden_size": 16, "num_heads": 2, "intermediate_size": 24, "patch_size": 4,
                          "num_position_embeddings": 16}})";
    const std::map<std::string, const char*> configs{{"llava", llava}, {"qwen2_vl", qwen}, {"qwen3_5", recurrent}};
    Json config = parseJson(configs.at(name), name);
    if (tied) config["tie_word_embeddings"] = true;
    auto model = family(name).build(config, name);
    torch::NoGradGuard noGrad;
    auto generator = at::detail::createCPUGenerator(7);
    for (auto& parameter : model->parameters()) {
        parameter.normal_(0, parameter.dim() == 1 ? 0.5 : 0.2, generator);
        parameter.set_requires_grad(false);
    }
    model->eval();
    return model;
}

/// Text of two packed samples; LLaVA has one plane of positions, Qwen2-VL three.
inline models::Batch textBatch(const models::Model& model) {
    models::Batch batch;
    batch.ids = torch::tensor({1, 5, 9, 40, 3, 77, 12, 8}, torch::kInt64);
    batch.segments = nn::Segments::ofLengths({5, 3});
    const auto positions = torch::tensor({0, 1, 2, 3, 4, 0, 1, 2}, torch::kInt64);
    const std::int64_t planes = model.language().rotaries.front().sections.empty() ? 1 : 3;
    batch.positions = positions.unsqueeze(0).repeat({planes, 1});
    return batch;
}

inline torch::Tensor logits(models::Model& model) {
    torch::NoGradGuard noGrad;
    return model.logits(model.hidden(textBatch(model)));
}

inline settings::Recipe recipe(const std::string& yaml) {
    return settings::Recipe::parse(yaml, "recipe.yaml");
}

/// Moves every parameter away from its start, so that an adapter changes the model's answers.
inline void shake(const std::vector<Parameter>& parameters) {
    torch::NoGradGuard noGrad;
    auto generator = at::detail::createCPUGenerator(11);
    for (const auto& parameter : parameters)
        torch::Tensor(parameter.tensor).add_(torch::empty_like(parameter.tensor).normal_(0, 0.3, generator));
}

inline double difference(const torch::Tensor& a, const torch::Tensor& b) {
    return (a - b).abs().max().item<double>();
}

struct TemporaryFolder {
    TemporaryFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "atelier-peft-XXXXXX").string();
        path = mkdtemp(pattern.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

/// The Error that `call` throws, as one text; empty when it throws none.
template <class F>
std::string errorOf(F&& call) {
    try {
        call();
    } catch (const Error& e) {
        return e.message() + " | " + e.where() + " | " + e.hint();
    }
    return {};
}

}  // namespace atelier::peft::test
