#include "common/error.h"
#include "models/parts/language_model.h"

// Ministral 3: Mistral whose rotary is stretched by YaRN, and whose queries grow with the logarithm of their place, in
// steps as long as the texts before stretching. Reference: transformers, models/ministral3.
namespace atelier::models {
namespace {

const LlamaConfig kMinistral3{.vocabulary = 131072,
                              .hidden = 4096,
                              .inner = 14336,
                              .layers = 34,
                              .heads = 32,
                              .keyValueHeads = 8,
                              .headSize = 128,
                              .maxPositions = 262144,
                              .eps = 1e-5,
                              .theta = 1e6};
constexpr const char* kRotary = "rope_parameters";

// Queries of the first step stay as they are. Longer texts are refused.
struct FirstStepAttention : nn::SelfAttentionImpl {
    FirstStepAttention(const nn::SelfAttentionOptions& o, std::int64_t step) : SelfAttentionImpl(o), step_(step) {}

    torch::Tensor forward(const torch::Tensor& x, const nn::ForwardContext& context) override {
        for (std::int64_t i = 0; i < context.segments.count(); ++i) {
            const auto length = context.segments.length(i) + (context.cache ? context.cache->length(i) : 0);
            if (length > step_)
                throw Error("a text of " + std::to_string(length) + " tokens, but Ministral 3 is supported up to " +
                                std::to_string(step_) + " (original_max_position_embeddings)",
                            "", "shorten the samples (cutoff_len)");
        }
        return SelfAttentionImpl::forward(x, context);
    }

private:
    std::int64_t step_;
};

std::shared_ptr<nn::DecoderImpl> ministral3(const Json& section, const std::string& where) {
    Json text = section;
    if (!text.contains(kRotary) || text[kRotary].is_null())
        text[kRotary] = {{"rope_type", "yarn"},
                         {"rope_theta", 1e6},
                         {"factor", 16.0},
                         {"original_max_position_embeddings", 16384},
                         {"mscale", 1.0},
                         {"mscale_all_dim", 1.0},
                         {"llama_4_scaling_beta", 0.1}};
    const auto config = LlamaConfig::read(text, where, kMinistral3);
    const std::string place = where + ": " + kRotary;
    const auto beta = jsonAt<double>(text[kRotary], "llama_4_scaling_beta", place, 0.0);
    const auto step = jsonAt<std::int64_t>(text[kRotary], "original_max_position_embeddings", place, 0);
    if (beta != 0 && step < 1)
        throw Error("\"original_max_position_embeddings\" is missing", place, "\"llama_4_scaling_beta\" needs it");
    std::int64_t window = 0;
    if (text.contains("sliding_window") && !text["sliding_window"].is_null()) {
        window = jsonAt<std::int64_t>(text, "sliding_window", where);
        if (window < 1) throw Error("\"sliding_window\" must be at least 1, or null", where);
    }
    auto options = config.decoder();
    for (std::size_t i = 0; i < options.layers.size(); ++i) {
        auto attention = config.attention(static_cast<std::int64_t>(i));
        attention.inputBias = attention.outputBias = false;
        attention.window = window;
        options.layers[i].mixer = [attention, beta, step]() -> std::shared_ptr<nn::Mixer> {
            if (beta != 0) return std::make_shared<FirstStepAttention>(attention, step);
            return std::make_shared<nn::SelfAttentionImpl>(attention);
        };
    }
    return std::make_shared<nn::DecoderImpl>(std::move(options));
}

const Registry<LanguageModelFactory>::Entry entry{"ministral3", ministral3};

}  // namespace
}  // namespace atelier::models
