#pragma once

#include "models/timed_video_layout.h"

#include <functional>
#include <memory>
#include <string>

namespace atelier::models {

/// How a family writes the time of a frame.
using TimeText = std::function<std::string(double seconds)>;

/// The processor of GLM-4.1V and GLM-4.6V: a video's frames stand in the text as images, each with its time behind it,
/// between marks of the video. `videoType`: the "video_processor_type" of folders that do not say it.
std::unique_ptr<Processor> makeGlmProcessor(const std::filesystem::path& folder, const ProcessorOptions& options,
                                            const std::string& videoType, TimeText timeText);

}  // namespace atelier::models
