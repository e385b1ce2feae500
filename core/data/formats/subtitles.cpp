// A folder of videos with .srt or .vtt subtitles beside them: each line is a sample that shows its part of the video.
#include "common/error.h"
#include "common/file.h"
#include "data/formats/rows.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLargest = std::size_t(16) << 20;

// The subtitles beside a video; empty: none.
fs::path subtitlesOf(fs::path video) {
    for (const char* extension : {".srt", ".vtt"})
        if (pathExists(video.replace_extension(extension))) return video;
    return {};
}

std::vector<fs::path> videosBelow(const fs::path& folder) {
    std::vector<fs::path> videos;
    std::error_code ignored;
    for (fs::recursive_directory_iterator file(folder, fs::directory_options::skip_permission_denied, ignored), end;
         file != end; file.increment(ignored))
        if (isVideoFile(file->path()) && !subtitlesOf(file->path()).empty()) videos.push_back(file->path());
    std::sort(videos.begin(), videos.end());
    return videos;
}

int detect(const fs::path& path) {
    std::error_code ignored;
    const auto subtitled = [](const fs::path& file) { return isVideoFile(file) && !subtitlesOf(file).empty(); };
    return fs::is_directory(path, ignored) && !firstBelow(path, subtitled).empty() ? 70 : 0;
}

// "01:02:03,500", "02:03.500" in seconds.
double secondsOf(std::string text, const std::string& where) {
    std::replace(text.begin(), text.end(), ',', '.');
    double seconds = 0;
    int parts = 0;
    for (const char* at = text.data(); const char* end = text.data() + text.size();) {
        double value = 0;
        const auto [next, code] = std::from_chars(at, end, value);
        if (code != std::errc() || ++parts > 3 || value < 0 || value > 1e6) break;
        seconds = seconds * 60 + value;
        if (next == end && parts > 1) return seconds;
        if (next == end || *next != ':') break;
        at = next + 1;
    }
    throw Error("\"" + printable(text) + "\" is no time", where, "expected 00:01:02,500");
}

struct Cue {
    TimeRange range;
    std::string text;
};

// Takes <i>, <c.yellow> and the like out: they are for the eye.
std::string plain(const std::string& line) {
    std::string text;
    bool tag = false;
    for (const char c : line) {
        if (c == '<') tag = true;
        if (!tag) text += c;
        if (c == '>') tag = false;
    }
    return text;
}

std::vector<Cue> cuesOf(const fs::path& file, ImportReport& report) {
    std::istringstream lines(readFile(file, kLargest));
    std::vector<Cue> cues;
    bool open = false;
    std::int64_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (line.ends_with('\r')) line.pop_back();
        const auto arrow = line.find("-->");
        if (arrow != std::string::npos) {
            const std::string where = file.filename().string() + ":" + std::to_string(number);
            open = false;
            try {
                std::string begin, end;  // settings may stand behind the end
                std::istringstream(line.substr(0, arrow)) >> begin;
                std::istringstream(line.substr(arrow + 3)) >> end;
                const TimeRange range{secondsOf(begin, where), secondsOf(end, where)};
                if (range.end <= range.begin) throw Error("a line that ends before it begins", where);
                cues.push_back({range, ""});
                open = true;
            } catch (const Error& error) {
                report.skipSample(where, error.message());
            }
        } else if (line.empty()) {
            open = false;
        } else if (open) {
            cues.back().text += (cues.back().text.empty() ? "" : "\n") + plain(line);
        }
    }
    std::erase_if(cues, [](const Cue& cue) { return cue.text.empty(); });
    return cues;
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    if (!fs::is_directory(path)) throw Error("is no folder", path.string(), "give the folder of the videos");
    const fs::path folder = fs::canonical(path);
    const MediaPaths paths(options, folder);
    sink.dataset({folder.filename().string(), "subtitles", path, paths.root()});
    SampleIds ids(folder.filename().string());
    std::int64_t index = 0;
    for (const fs::path& video : videosBelow(folder)) {
        const std::string where = video.lexically_relative(folder).string();
        try {
            const fs::path file = paths.resolve(video.string());
            std::int64_t line = 0;
            for (const Cue& cue : cuesOf(paths.resolve(subtitlesOf(video).string()), report)) {
                Sample sample;
                sample.media.push_back({Media::Kind::Video, file, {}, cue.range});
                sample.turns = {{Turn::Role::User, kVideoMark + options.prompt}, {Turn::Role::Assistant, cue.text}};
                normalizeMarks(sample);
                sample.origin = where;
                sample.id =
                    ids.next(fs::path(where).replace_extension().string() + "-" + std::to_string(++line), index++);
                sink.sample(std::move(sample));
            }
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User) throw;
            report.skipSample(where, error.what());
        }
    }
}

const Formats::Entry entry{
    "subtitles", {.title = "Folder of videos with .srt or .vtt subtitles beside them", .detect = detect, .read = read}};

}  // namespace
}  // namespace atelier::data
