// A folder of videos with .srt or .vtt subtitles beside them: each line is a sample that shows its part of the video.
#include "common/error.h"
#include "data/formats/rows.h"
#include "data/video/cues.h"

#include <algorithm>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

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
            const auto cues =
                readCues(paths.resolve(subtitlesOf(video).string()),
                         [&](const std::string& place, const std::string& why) { report.skipSample(place, why); });
            report.readFile(subtitlesOf(video));
            Sample whole;
            whole.media.push_back({Media::Kind::Video, file});
            whole.origin = where;
            std::int64_t line = 0;
            for (Sample& sample : cueSamples(whole, cues, options.prompt)) {
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
