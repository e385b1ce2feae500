#pragma once

#include "common/watch.h"
#include "data/add_media.h"
#include "data/video/cues.h"

#include <filesystem>
#include <string>

namespace atelier::data {

struct TranscriptOptions {
    AlignOptions align = {};  ///< its duration is the video's
    bool overScenes = true;   ///< lines without times: over the scenes that are found; else evenly over the video
    double threshold = 0.3;   ///< of scenes (vision/video/pick.h)
    std::string prompt = kCuePrompt;
};

/// Lines of `transcript` as samples of their parts of `video`, at the end of the dataset, in one edit. A .srt or .vtt
/// brings its times; of any other text each line that is not empty is spread over the video. Throws Error naming the
/// file: the video cannot be read, no line lies inside it, or addCues() cannot take it.
AddedMedia addTranscript(Project& project, const std::string& dataset, const std::filesystem::path& video,
                         const std::filesystem::path& transcript, const TranscriptOptions& options = {},
                         const Watch& watch = {});

}  // namespace atelier::data
