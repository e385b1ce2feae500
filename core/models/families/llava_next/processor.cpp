#include "common/registry.h"
#include "models/conversation_processor.h"
#include "models/tiled_layout.h"

namespace atelier::models {
namespace {

const Registry<ProcessorFactory>::Entry entry{
    "llava_next", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        auto tiles =
            makeTiledPreprocessor(vision::readPreprocessorConfig(folder), folder, options, "LlavaNextImageProcessor");
        return std::make_unique<ConversationProcessor>(readTextParts(folder),
                                                       std::make_unique<TiledLayout>("<image>", std::move(tiles)));
    }};

}  // namespace
}  // namespace atelier::models
