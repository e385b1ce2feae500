#include "generation/generate.h"

#include "common/error.h"
#include "engine/boundary.h"
#include "engine/handler.h"
#include "engine/resident_models.h"
#include "engine/trained_pictures.h"
#include "protocol/jobs/generate.h"

#include <torch/torch.h>

#include <chrono>

namespace atelier::engine {
namespace {

// Text that has grown since the last token; a character whose bytes are not all there yet (decoded as U+FFFD) waits.
class TextStream {
public:
    TextStream(const text::Tokenizer& tokenizer, const protocol::EventSink& events)
        : tokenizer_(tokenizer), events_(events) {}
    void add(std::int64_t token) {
        ids_.push_back(token);
        const std::string text = tokenizer_.decode(ids_);
        if (text.ends_with("\xEF\xBF\xBD") || text.size() <= shown_) return;
        events_(protocol::AnswerPart{text.substr(shown_)});
        shown_ = text.size();
    }

private:
    const text::Tokenizer& tokenizer_;
    const protocol::EventSink& events_;
    std::vector<std::int64_t> ids_;
    std::size_t shown_ = 0;
};

protocol::GenerateResult run(const protocol::GenerateRequest& request, std::stop_token stop,
                             const protocol::EventSink& events) {
    generation::GenerateOptions options;
    options.maxNewTokens = request.maxNewTokens;
    options.sample = request.sample;
    options.temperature = request.temperature;
    options.topK = request.topK;
    options.topP = request.topP;
    options.repetitionPenalty = request.repetitionPenalty;
    options.seed = request.seed;
    generation::checkOptions(options);

    ModelRequest model;
    model.model = request.model;
    model.adapter = request.adapter;
    model.dtype = request.dtype;
    model.device = request.device;
    model.processor = trainedPictures(model.model, model.adapter);
    if (!request.imageGreyWindow.empty()) model.processor.greyWindow = vision::greyWindowNamed(request.imageGreyWindow);
    const auto resident = ResidentModels::instance().use(model, request.waitForMemory, stop, events);
    const LoadedModel& loaded = resident->loaded();
    const auto& tokenizer = loaded.processor->tokenizer();
    const auto prompt = loaded.processor->encodePrompt(promptSample(request.prompt, request.images, request.system));
    options.endTokens = loaded.endTokens;

    if (events) events(protocol::PhaseChanged{"generating"});
    std::function<void(std::size_t, std::int64_t)> onToken;
    TextStream stream(tokenizer, events);
    if (events) onToken = [&](std::size_t, std::int64_t token) { stream.add(token); };
    const auto begin = std::chrono::steady_clock::now();
    protocol::GenerateResult result;
    result.tokens = generation::generate(resident->session(), {&prompt}, options, stop, onToken).front();
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    result.tokensPerSecond = result.seconds > 0 ? static_cast<double>(result.tokens.size()) / result.seconds : 0;
    result.text = tokenizer.decode(result.tokens);
    return result;
}

protocol::GenerateResult generate(const protocol::GenerateRequest& request, std::stop_token stop,
                                  const protocol::EventSink& events) {
    return guarded([&] { return run(request, stop, events); });
}

const Handler<protocol::GenerateRequest> generateHandler{generate};

}  // namespace
}  // namespace atelier::engine
