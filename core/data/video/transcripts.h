#pragma once

#include "data/formats/format.h"
#include "data/sample.h"
#include "data/video/cues.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace atelier::data {

/// Subtitles beside videos as text of the questions about them, while samples are imported: behind the question that
/// shows the video stands what is said in it, or in the part of it that the sample shows. What is taken, and lines that
/// cannot be read, go to the account.
class Transcripts {
public:
    explicit Transcripts(ImportReport& report) : report_(report) {}

    /// `root`: the approved folder of the samples that follow; subtitles that lie outside of it are left alone.
    void begin(const std::filesystem::path& root) { root_ = root; }
    void addTo(Sample& sample);
    /// After the last sample.
    void tell();

private:
    const std::vector<Cue>& cuesOf(const std::filesystem::path& video);

    ImportReport& report_;
    std::filesystem::path root_;
    std::unordered_map<std::string, std::vector<Cue>> known_;  ///< by video
    std::unordered_set<std::string> without_;                  ///< videos
    std::int64_t samples_ = 0, videos_ = 0;
};

}  // namespace atelier::data
