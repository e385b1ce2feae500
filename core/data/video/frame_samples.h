#pragma once

#include "data/sample.h"

#include <filesystem>
#include <string>
#include <vector>

namespace atelier::data {

/// A frame that lies on disk as a picture.
struct StoredFrame {
    std::filesystem::path path;
    double seconds = 0;  ///< when it begins to be shown
};

/// The sample with the frames of each video in its place: one list for each medium, empty for those that stay. A
/// `<video>` mark becomes as many `<image>` marks, links stay on their words, regions on their pictures; what lay on a
/// video itself goes.
Sample withFrames(const Sample& sample, const std::vector<std::vector<StoredFrame>>& frames);

/// withFrames() as one sample, or with `each` one for each frame: the n-th has the n-th frame of every video, the last
/// where there are fewer, and the id "ID@SECONDS". Origins name the video and the time.
std::vector<Sample> frameSamples(const Sample& sample, const std::vector<std::vector<StoredFrame>>& frames, bool each);

/// "clip-000012480.jpg": the file, and milliseconds.
std::string frameName(const std::filesystem::path& video, double seconds);
}  // namespace atelier::data
