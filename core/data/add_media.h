#pragma once

#include "common/watch.h"
#include "data/formats/format.h"
#include "data/project.h"
#include "data/video/cues.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace atelier::data {

struct AddedMedia {
    std::optional<std::int64_t> edit;  ///< nothing: no file could be added
    std::vector<std::string> ids;      ///< of the new samples, in the files' order
    std::vector<ImportReport::Entry> skipped;
};

/// Whether addMedia() can take all of the files into this dataset.
bool takesMedia(const Project& project, const std::string& dataset, const std::vector<std::filesystem::path>& files);

/// Each file becomes a sample without turns at the end of the dataset, all in one edit; a video with subtitles beside
/// it becomes one for each line (cues.h). A file below the dataset's root
/// stays where it is; another is copied there where the root lies in the project, and skipped where it does not: a
/// folder of the user's own is not written to. Skipped is also what is no image and not named as a video. `watch` is
/// gets the files done; stopped, nothing stays.
AddedMedia addMedia(Project& project, const std::string& dataset, const std::vector<std::filesystem::path>& files,
                    const Watch& watch = {});

/// Each line of a video becomes a sample, all in one edit; the video comes into the dataset as addMedia() says. Throws
/// Error where that skips a file.
AddedMedia addCues(Project& project, const std::string& dataset, const std::filesystem::path& video,
                   const std::vector<Cue>& cues, const std::string& prompt = kCuePrompt);

}  // namespace atelier::data
