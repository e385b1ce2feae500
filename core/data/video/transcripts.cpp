#include "data/video/transcripts.h"

#include "common/error.h"
#include "common/file.h"

#include <algorithm>

namespace atelier::data {
namespace {

// What is said in this part of a video, a line each.
std::string wordsOf(const std::vector<Cue>& cues, const std::optional<TimeRange>& range) {
    std::string words;
    for (const Cue& cue : cues)
        if (!range || (cue.range.begin < range->end && cue.range.end > range->begin))
            words += (words.empty() ? "" : "\n") + cue.text;
    return words;
}

std::size_t videosIn(const std::string& text) {
    const std::string mark = kVideoMark;
    std::size_t count = 0;
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + mark.size()))
        ++count;
    return count;
}

}  // namespace

void Transcripts::addTo(Sample& sample) {
    std::vector<const Media*> videos;
    for (const Media& medium : sample.media)
        if (medium.kind == Media::Kind::Video) videos.push_back(&medium);
    if (videos.empty()) return;
    const bool marked =
        std::any_of(sample.turns.begin(), sample.turns.end(), [](const Turn& turn) { return videosIn(turn.text) > 0; });
    bool added = false;
    std::size_t next = 0;
    for (Turn& turn : sample.turns) {
        // Without a mark all videos belong to the first question.
        const bool asks = turn.role == Turn::Role::User;
        const std::size_t count = marked ? videosIn(turn.text) : asks && next == 0 ? videos.size() : 0;
        const std::size_t end = std::min(next + count, videos.size());
        for (; next < end; ++next) {
            std::string words = wordsOf(cuesOf(videos[next]->path), videos[next]->range);
            if (!asks || words.empty()) continue;
            // A line of subtitles stands for no medium.
            for (const std::string mark : {kImageMark, kVideoMark})
                for (auto at = words.find(mark); at != std::string::npos; at = words.find(mark, at))
                    words.erase(at, mark.size());
            const std::string which = videos.size() > 1 ? " of video " + std::to_string(next + 1) : "";
            turn.text += "\n\nTranscript" + which + ":\n" + words;
            added = true;
        }
    }
    samples_ += added;
}

const std::vector<Cue>& Transcripts::cuesOf(const std::filesystem::path& video) {
    const auto [found, isNew] = known_.try_emplace(video.string());
    if (!isNew) return found->second;
    const auto file = subtitlesOf(video);
    if (file.empty()) {
        without_.insert(video.string());
        return found->second;
    }
    try {
        const auto inside = resolveInside(root_, file.lexically_relative(root_));
        found->second = readCues(inside, [&](const std::string& where, const std::string& why) {
            report_.warn(where + ": " + why + "; this line of the transcript is left out");
        });
        report_.readFile(file);
        if (found->second.empty())
            report_.warn(file.string() + ": no line of a transcript can be read");
        else
            ++videos_;
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::User) throw;
        report_.warn("the transcript is left out: " + std::string(error.what()));
    }
    return found->second;
}

void Transcripts::tell() {
    const auto counted = [](auto count, const char* what) {
        return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
    };
    if (known_.empty()) return;
    report_.warn("transcripts of " + counted(videos_, "video") + " stand in the questions of " +
                 counted(samples_, "sample") +
                 (without_.empty() ? "" : "; " + counted(without_.size(), "video") + " without .srt or .vtt beside"));
}

}  // namespace atelier::data
