#include "common/registry.h"
#include "models/glm_video_layout.h"

namespace atelier::models {
namespace {

const Registry<ProcessorFactory>::Entry entry{
    "glm4v", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        return makeGlmProcessor(folder, options, "Glm4vVideoProcessor",
                                [](double seconds) { return std::to_string(static_cast<std::int64_t>(seconds)); });
    }};

}  // namespace
}  // namespace atelier::models
