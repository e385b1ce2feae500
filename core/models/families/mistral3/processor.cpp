#include "common/registry.h"
#include "models/conversation_processor.h"
#include "models/row_break_layout.h"

namespace atelier::models {
namespace {

const Registry<ProcessorFactory>::Entry entry{
    "mistral3", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        const auto path = (folder / "config.json").string();
        const auto merge = jsonAt<std::int64_t>(readJson(path), "spatial_merge_size", path, 2);
        return std::make_unique<ConversationProcessor>(readTextParts(folder),
                                                       makeRowBreakLayout(folder, options, merge));
    }};

}  // namespace
}  // namespace atelier::models
