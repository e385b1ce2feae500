#include "common/registry.h"
#include "models/conversation_processor.h"

namespace atelier::models {
namespace {

const Registry<ProcessorFactory>::Entry entry{
    "llava", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        ConversationTraits traits;
        traits.imageToken = "<image>";
        return makeConversationProcessor(folder, options, traits);  // an answer ends with the tokenizer's own eos_token
    }};

}  // namespace
}  // namespace atelier::models
