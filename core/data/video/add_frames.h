#pragma once

#include "common/watch.h"
#include "data/project.h"
#include "data/video/write_frames.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace atelier::data {

struct AddedFrames {
    std::string dataset;  ///< that they went to
    std::optional<std::int64_t> edit;
    std::vector<std::string> ids;  ///< of the samples that were added or changed
};

/// The dataset that addFrames() changes: `dataset` itself where its root lies in the project, else "DATASET_frames": a
/// folder of the user's own is not written to.
std::string frameTarget(const Project& project, const std::string& dataset);

/// Frames of one video of a sample, at ascending `times`, as one edit that can be undone. As pictures they take the
/// video's place in the sample, or in a copy of it in another dataset; as samples they come behind the others. Their
/// files go into the dataset's folder and stay when the edit is undone. Throws Error: the video cannot be read, the
/// sample was changed meanwhile, or stopped; then no file stays.
AddedFrames addFrames(Project& project, const std::string& dataset, const Sample& sample, std::size_t media,
                      const std::vector<double>& times, FrameUse use, const Watch& watch = {});

}  // namespace atelier::data
