#include "common/registry.h"
#include "models/grid_layout.h"

namespace atelier::models {
namespace {

const Registry<ProcessorFactory>::Entry entry{"qwen3_5",
                                              [](const std::filesystem::path& folder, const ProcessorOptions& options) {
                                                  return makeGridProcessor(folder, options, "<|im_end|>");
                                              }};

}  // namespace
}  // namespace atelier::models
