#include "common/registry.h"
#include "models/glm_video_layout.h"

#include <cstdio>

namespace atelier::models {
namespace {

std::string timeText(double seconds) {
    char text[64];
    std::snprintf(text, sizeof text, "%.1f seconds", seconds);
    return text;
}

const Registry<ProcessorFactory>::Entry entry{
    "glm46v", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        return makeGlmProcessor(folder, options, "Glm46VVideoProcessor", timeText);
    }};

}  // namespace
}  // namespace atelier::models
