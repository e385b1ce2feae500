#include "common/registry.h"
#include "models/conversation_processor.h"

namespace atelier::models {
namespace {

const Registry<ProcessorFactory>::Entry entry{
    "qwen2_vl", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        ConversationTraits traits;
        traits.imageToken = "<|image_pad|>";
        traits.endOfTurn = "<|im_end|>";
        traits.positionPlanes = 3;
        traits.mergeSize =
            jsonAt<std::int64_t>(vision::readPreprocessorConfig(folder), "merge_size", folder.string(), 2);
        return makeConversationProcessor(folder, options, traits);
    }};

}  // namespace
}  // namespace atelier::models
