#include "common/registry.h"
#include "models/pooled_patch_layout.h"

namespace atelier::models {
namespace {

const Registry<ProcessorFactory>::Entry entry{
    "gemma4", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        return makePooledPatchProcessor(folder, options, {false, "Gemma4VideoProcessor", ""});
    }};

}  // namespace
}  // namespace atelier::models
