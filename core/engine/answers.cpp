#include "engine/answers.h"

#include "common/error.h"
#include "generation/generate.h"

namespace atelier::engine {

std::vector<std::string> answers(const Answerer& answerer, const std::vector<data::Sample>& samples,
                                 const AnswerOptions& options, std::stop_token stop,
                                 const std::function<void(std::int64_t)>& done) {
    generation::GenerateOptions generation;
    generation.maxNewTokens = options.maxNewTokens;
    generation.endTokens = answerer.endTokens;
    std::vector<std::string> texts;
    const auto batch = static_cast<std::size_t>(options.batchSize);
    while (texts.size() < samples.size()) {
        if (stop.stop_requested()) throw Error::interrupted("stopped before all samples were answered");
        const std::size_t begin = texts.size(), end = std::min(begin + batch, samples.size());
        std::vector<models::Encoded> prompts;
        std::vector<const models::Encoded*> pointers;
        for (std::size_t i = begin; i < end; ++i)
            prompts.push_back(answerer.processor.encodePrompt(samples[i]));
        for (const auto& prompt : prompts)
            pointers.push_back(&prompt);
        for (const auto& tokens : generation::generate(answerer.model, pointers, generation, stop))
            texts.push_back(answerer.processor.tokenizer().decode(tokens));
        done(static_cast<std::int64_t>(texts.size()));
    }
    return texts;
}

}  // namespace atelier::engine
