#pragma once

#include "data/sample.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace atelier::data {

/// A line of a transcript and the part of the video it belongs to.
struct Cue {
    TimeRange range;
    std::string text;
    bool operator==(const Cue&) const = default;
};

/// The question of samples that are lines of a video.
inline constexpr const char* kCuePrompt = "What is said in this part of the video?";

/// The .srt or .vtt beside a video; empty: none.
std::filesystem::path subtitlesOf(const std::filesystem::path& video);

/// The lines of a .srt or .vtt file, marks for the eye (<i>) taken out. `skip` gets what cannot be read: the place
/// and why. Throws Error when the file itself cannot.
std::vector<Cue> readCues(const std::filesystem::path& file,
                          const std::function<void(const std::string& where, const std::string& why)>& skip);

struct AlignOptions {
    double offset = 0;    ///< seconds added to every time: where the transcript runs early or late
    double shortest = 0;  ///< seconds; a shorter line is joined with those around it
    double pause = 1;     ///< seconds of silence over which nothing is joined
    double duration = 0;  ///< of the video, seconds; 0: not known. What lies outside is cut off, or left out
};

/// In order of time, moved, cut to the video, and short lines joined: a line takes in the next ones until it is long
/// enough or a pause comes; one that is short yet then joins those before it.
std::vector<Cue> align(std::vector<Cue> cues, const AlignOptions& options);

/// Lines of text without times over the scenes of a video: `starts`, where they begin, and the end of the last. With at
/// least as many scenes as lines each line gets whole scenes; else the lines of one scene share it.
std::vector<Cue> spread(const std::vector<std::string>& lines, const std::vector<double>& starts, double end);

/// A sample for each line: `video` with the line's range in place of its own, the prompt and the line. Ids are the
/// caller's to give.
std::vector<Sample> cueSamples(const Sample& video, const std::vector<Cue>& cues, const std::string& prompt);

}  // namespace atelier::data
