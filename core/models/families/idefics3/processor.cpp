#include "common/registry.h"
#include "models/conversation_processor.h"
#include "models/tagged_tiles_layout.h"

namespace atelier::models {
namespace {

const Registry<ProcessorFactory>::Entry entry{
    "idefics3", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        auto settings = TaggedTilesSettings::read(folder, options);
        return std::make_unique<ConversationProcessor>(
            readTextParts(folder, "<end_of_utterance>"),
            std::make_unique<TaggedTilesLayout>(std::move(settings.tokens), settings.count,
                                                std::move(settings.pictures)));
    }};

}  // namespace
}  // namespace atelier::models
