#include "common/registry.h"
#include "models/conversation_processor.h"
#include "models/single_token_layout.h"

namespace atelier::models {
namespace {

const Registry<ProcessorFactory>::Entry entry{
    "llava", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        auto preprocessor = vision::makePreprocessor(vision::readPreprocessorConfig(folder), folder.string(),
                                                     options.imageMinPixels, options.imageMaxPixels);
        return std::make_unique<ConversationProcessor>(
            readTextParts(folder), std::make_unique<SingleTokenLayout>("<image>", std::move(preprocessor)));
    }};

}  // namespace
}  // namespace atelier::models
