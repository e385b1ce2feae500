#include "common/registry.h"
#include "models/pooled_patch_layout.h"

namespace atelier::models {
namespace {

const Registry<ProcessorFactory>::Entry entry{
    "gemma4_unified", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        return makePooledPatchProcessor(folder, options, {true, "Gemma4UnifiedVideoProcessor", "vision"});
    }};

}  // namespace
}  // namespace atelier::models
