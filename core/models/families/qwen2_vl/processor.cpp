#include "common/registry.h"
#include "models/grid_video_layout.h"

namespace atelier::models {
namespace {

const Registry<ProcessorFactory>::Entry entry{"qwen2_vl",
                                              [](const std::filesystem::path& folder, const ProcessorOptions& options) {
                                                  return makeGridVideoProcessor(folder, options, "<|im_end|>");
                                              }};

}  // namespace
}  // namespace atelier::models
