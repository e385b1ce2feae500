#include "models/parts/language_model.h"
#include "nn/fused_mlp.h"

// GLM-4's text part of GLM-4.1V: norms before and behind each sub-layer, rotary that turns neighbouring numbers of a
// share of the head, one matrix for the MLP's gate and up. Reference: transformers, models/glm4v.
namespace atelier::models {
namespace {

const LlamaConfig kGlm4v{.vocabulary = 151552,
                         .hidden = 4096,
                         .inner = 13696,
                         .layers = 40,
                         .heads = 32,
                         .keyValueHeads = 2,
                         .maxPositions = 32768,
                         .eps = 1e-5,
                         .theta = 10000,
                         .rotary = {.sections = {8, 12, 12}, .pairs = true, .scaling = {}}};

const Registry<LanguageModelFactory>::Entry entry{"glm4v_text", [](const Json& section, const std::string& where) {
                                                      auto config = LlamaConfig::read(section, where, kGlm4v);
                                                      // "attention_bias" is not looked at.
                                                      config.attentionBias = true;
                                                      config.outputBias = false;
                                                      auto options = config.decoder();
                                                      options.norms = {.beforeMixer = "input_layernorm",
                                                                       .afterMixer = "post_self_attn_layernorm",
                                                                       .beforeMlp = "post_attention_layernorm",
                                                                       .afterMlp = "post_mlp_layernorm"};
                                                      for (auto& layer : options.layers)
                                                          layer.mlp = [config] {
                                                              return std::make_shared<nn::FusedMlpImpl>(
                                                                  config.hidden, config.inner, config.activation);
                                                          };
                                                      return std::make_shared<nn::DecoderImpl>(std::move(options));
                                                  }};

}  // namespace
}  // namespace atelier::models
