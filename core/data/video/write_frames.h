#pragma once

#include "common/watch.h"
#include "data/formats/format.h"
#include "data/project.h"
#include "vision/video/pick.h"

#include <cstdint>
#include <string>
#include <vector>

namespace atelier::data {

/// What the frames of a video become.
enum class FrameUse {
    Pictures,  ///< of the sample, in the video's place
    Samples,   ///< each a sample of its own, with the same turns
};

struct FramesReport {
    std::int64_t samples = 0;       ///< written
    std::int64_t frames = 0;        ///< files; two samples may show the same
    std::int64_t withoutVideo = 0;  ///< samples that were left out
    std::vector<ImportReport::Entry> skipped;
};

/// Writes a new dataset `name` of the samples of `dataset` that have a video, with frames of its part as JPEG below the
/// project's images/. Turns, tags and split stay; the group is the origin's, whatever dataset that is in, so that
/// resolveData() never splits them. The dataset appears whole or not at all. Throws Error: a dataset of that name is
/// there, no sample gave a frame, or stopped. `watch` gets samples.
FramesReport writeFrames(Project& project, const std::string& dataset, const std::string& name,
                         const vision::FramePick& pick, FrameUse use, const Watch& watch = {});

/// JPEG quality of frames: they were compressed before.
inline constexpr int kFrameQuality = 95;

}  // namespace atelier::data
