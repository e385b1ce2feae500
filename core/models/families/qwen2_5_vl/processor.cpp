#include "common/registry.h"
#include "models/grid_video_layout.h"

namespace atelier::models {
namespace {

// Positions of time for each second of a video.
double tokensPerSecond(const std::filesystem::path& folder) {
    constexpr double kDefault = 4;
    const std::string where = (folder / "config.json").string();
    const Json config = readJson(where);
    const auto vision = config.find("vision_config");
    if (vision == config.end() || !vision->is_object()) return kDefault;  // said when the model is built
    const auto count = jsonAt<double>(*vision, "tokens_per_second", where + ": vision_config", kDefault);
    if (!(count > 0)) throw Error("\"tokens_per_second\" must be above 0", where + ": vision_config");
    return count;
}

const Registry<ProcessorFactory>::Entry entry{
    "qwen2_5_vl", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        return makeGridVideoProcessor(folder, options, "<|im_end|>", tokensPerSecond(folder));
    }};

}  // namespace
}  // namespace atelier::models
