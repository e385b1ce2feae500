#include "common/registry.h"
#include "models/timed_video_layout.h"

namespace atelier::models {
namespace {

const Registry<ProcessorFactory>::Entry entry{"qwen3_5_moe",
                                              [](const std::filesystem::path& folder, const ProcessorOptions& options) {
                                                  return makeTimedVideoProcessor(folder, options, "<|im_end|>");
                                              }};

}  // namespace
}  // namespace atelier::models
