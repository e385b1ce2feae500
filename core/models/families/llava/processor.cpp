#include "common/registry.h"
#include "models/conversation_processor.h"
#include "models/row_break_layout.h"
#include "models/single_token_layout.h"

namespace atelier::models {
namespace {

bool hasPixtralTower(const std::filesystem::path& folder) {
    const Json config = readJson(folder / "config.json");
    const auto vision = config.find("vision_config");
    return vision != config.end() && vision->is_object() && vision->value("model_type", Json()) == "pixtral";
}

const Registry<ProcessorFactory>::Entry entry{
    "llava", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        std::unique_ptr<MediaLayout> layout;
        if (hasPixtralTower(folder))
            layout = makeRowBreakLayout(folder, options, 1);
        else
            layout = std::make_unique<SingleTokenLayout>(
                "<image>", vision::makePreprocessor(vision::readPreprocessorConfig(folder), folder.string(),
                                                    options.imageMinPixels, options.imageMaxPixels));
        return std::make_unique<ConversationProcessor>(readTextParts(folder), std::move(layout));
    }};

}  // namespace
}  // namespace atelier::models
