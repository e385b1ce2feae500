#include "data/video/cues.h"

#include "common/error.h"
#include "common/file.h"
#include "data/formats/format.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLargest = std::size_t(16) << 20;

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

void join(Cue& cue, const Cue& next) {
    cue.range.end = std::max(cue.range.end, next.range.end);
    cue.text += "\n" + next.text;
}

double length(const Cue& cue) {
    return cue.range.end - cue.range.begin;
}

}  // namespace

fs::path subtitlesOf(const fs::path& video) {
    for (const char* extension : {".srt", ".vtt"})
        if (fs::path file = fs::path(video).replace_extension(extension); pathExists(file)) return file;
    return {};
}

std::vector<Cue> readCues(const fs::path& file,
                          const std::function<void(const std::string&, const std::string&)>& skip) {
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
                skip(where, error.message());
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

std::vector<Cue> align(std::vector<Cue> cues, const AlignOptions& options) {
    if (!std::isfinite(options.offset)) throw Error("the offset is no number of seconds", "offset");
    if (!(options.shortest >= 0)) throw Error("the shortest line must be 0 seconds or more", "min");
    if (!(options.pause >= 0)) throw Error("a pause must be 0 seconds or more", "pause");
    for (Cue& cue : cues) {
        cue.range.begin = std::max(0.0, cue.range.begin + options.offset);
        cue.range.end += options.offset;
        if (options.duration > 0) cue.range.end = std::min(cue.range.end, options.duration);
    }
    std::erase_if(cues, [](const Cue& cue) { return !(length(cue) > 0); });
    std::sort(cues.begin(), cues.end(), [](const Cue& a, const Cue& b) {
        return std::pair(a.range.begin, a.range.end) < std::pair(b.range.begin, b.range.end);
    });
    const auto apart = [&](const Cue& a, const Cue& b) { return b.range.begin - a.range.end > options.pause; };
    std::vector<Cue> joined;
    for (Cue& cue : cues) {
        if (!joined.empty() && length(joined.back()) < options.shortest && !apart(joined.back(), cue))
            join(joined.back(), cue);
        else
            joined.push_back(std::move(cue));
    }
    for (std::size_t i = joined.size(); i-- > 1;) {
        if (length(joined[i]) >= options.shortest || apart(joined[i - 1], joined[i])) continue;
        join(joined[i - 1], joined[i]);
        joined.erase(joined.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return joined;
}

std::vector<Cue> spread(const std::vector<std::string>& lines, const std::vector<double>& starts, double end) {
    const auto scenes = static_cast<double>(starts.size()), count = static_cast<double>(lines.size());
    const auto timeAt = [&](double place) {  // in scenes
        if (place >= scenes) return end;
        const auto scene = static_cast<std::size_t>(place);
        const double next = scene + 1 < starts.size() ? starts[scene + 1] : end;
        return starts[scene] + (place - static_cast<double>(scene)) * (next - starts[scene]);
    };
    const auto edge = [&](std::size_t line) {
        const double place = static_cast<double>(line) * scenes / count;
        return timeAt(scenes >= count ? std::round(place) : place);
    };
    std::vector<Cue> cues;
    for (std::size_t i = 0; i < lines.size(); ++i)
        cues.push_back({{edge(i), edge(i + 1)}, lines[i]});
    return cues;
}

std::vector<Sample> cueSamples(const Sample& video, const std::vector<Cue>& cues, const std::string& prompt) {
    std::vector<Sample> samples;
    for (const Cue& cue : cues) {
        Sample sample = video;
        sample.media.front().range = cue.range;
        sample.turns = {{Turn::Role::User, kVideoMark + prompt}, {Turn::Role::Assistant, cue.text}};
        normalizeMarks(sample);
        samples.push_back(std::move(sample));
    }
    return samples;
}

}  // namespace atelier::data
