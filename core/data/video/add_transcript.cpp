#include "data/video/add_transcript.h"

#include "common/error.h"
#include "common/file.h"
#include "data/formats/rows.h"
#include "vision/video/pick.h"

#include <sstream>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLargest = std::size_t(16) << 20;

std::vector<std::string> linesOf(const fs::path& file) {
    std::istringstream text(readFile(file, kLargest));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) {
        const auto first = line.find_first_not_of(" \t\r");
        if (first == std::string::npos) continue;
        lines.push_back(line.substr(first, line.find_last_not_of(" \t\r") - first + 1));
    }
    return lines;
}

}  // namespace

AddedMedia addTranscript(Project& project, const std::string& dataset, const fs::path& video,
                         const fs::path& transcript, const TranscriptOptions& options, const Watch& watch) {
    AlignOptions alignment = options.align;
    alignment.duration = vision::probeVideo(video).duration;
    std::vector<ImportReport::Entry> skipped;
    std::vector<Cue> cues;
    const std::string ending = extensionOf(transcript);
    if (ending == ".srt" || ending == ".vtt") {
        cues = readCues(transcript, [&](const std::string& where, const std::string& why) {
            skipped.push_back({printable(where), printable(why)});
        });
    } else {
        const auto starts =
            options.overScenes ? vision::sceneStarts(video, options.threshold, {}, watch) : std::vector<double>{0};
        cues = spread(linesOf(transcript), starts, alignment.duration);
    }
    cues = align(std::move(cues), alignment);
    if (cues.empty()) throw Error("not one line lies inside the video", transcript.string(), "look at its times");
    watch.at(0);
    AddedMedia added = addCues(project, dataset, video, cues, options.prompt);
    added.skipped = std::move(skipped);
    return added;
}

}  // namespace atelier::data
