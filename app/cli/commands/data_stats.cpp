#include "commands/data_stats.h"

#include "commands/dataset_options.h"
#include "common/error.h"
#include "data/checks/health.h"
#include "data/checks/histogram.h"
#include "data/project.h"
#include "output.h"

#include <algorithm>

namespace atelier::cli {
namespace {

constexpr std::size_t kBar = 40;      // characters of the longest bar
constexpr std::size_t kNames = 20;    // of a category, the most frequent
constexpr std::size_t kLongest = 40;  // characters of a name

std::string rangeText(const data::Range& range) {
    return numberText(range.min) + " to " + numberText(range.max) + ", median " + numberText(range.median);
}

std::string countText(std::int64_t n) {
    return grouped(static_cast<std::uint64_t>(n));
}

std::string spaced(std::string key) {
    std::replace(key.begin(), key.end(), '_', ' ');
    return key;
}

void showStats(const data::Stats& stats) {
    std::vector<std::vector<std::string>> rows{{"samples", countText(stats.samples)},
                                               {"groups", countText(stats.groups)},
                                               {"turns", countText(stats.turns)},
                                               {"images", countText(stats.images)},
                                               {"regions", countText(stats.regions)},
                                               {"with a transcription", countText(stats.transcribed)},
                                               {"without an answer", countText(stats.unanswered)},
                                               {"checked by a person", countText(stats.checked)}};
    if (stats.videos > 0) rows.push_back({"videos", countText(stats.videos)});
    if (stats.unreadableImages > 0) rows.push_back({"unreadable images", countText(stats.unreadableImages)});
    for (const auto& [split, n] : stats.splits)
        rows.push_back({split.empty() ? "split not assigned" : "split " + split, countText(n)});
    for (const auto& [shape, n] : stats.shapes)
        if (stats.shapes.size() > 1) rows.push_back({"regions: " + spaced(shape), countText(n)});
    print(table(rows));
    print("prompt characters: " + rangeText(stats.promptCharacters) + "\n");
    print("answer characters: " + rangeText(stats.answerCharacters) + "\n");
    if (stats.transcribed > 0) print("transcription characters: " + rangeText(stats.transcriptionCharacters) + "\n");
    if (stats.images > 0)
        print("image width: " + rangeText(stats.imageWidth) + "\nimage height: " + rangeText(stats.imageHeight) + "\n");
}

// What is not nothing shows at least one character.
std::string bar(std::int64_t count, std::int64_t most) {
    if (count == 0) return {};
    const auto length = static_cast<std::size_t>(static_cast<double>(count) / static_cast<double>(most) * kBar);
    return std::string(std::max<std::size_t>(length, 1), '#');
}

struct Line {
    std::string name;
    std::int64_t count;
};

void showBars(const std::string& title, const std::vector<Line>& lines) {
    std::int64_t most = 1;
    std::size_t nameWidth = 0, countWidth = 0;
    for (const Line& line : lines) {
        most = std::max(most, line.count);
        nameWidth = std::max(nameWidth, line.name.size());
        countWidth = std::max(countWidth, countText(line.count).size());
    }
    print("\n" + title + "\n");
    for (const Line& line : lines) {
        const std::string count = countText(line.count);
        std::string text = "  " + line.name + std::string(nameWidth - line.name.size() + 2, ' ') +
                           std::string(countWidth - count.size(), ' ') + count + "  " + bar(line.count, most);
        text.erase(text.find_last_not_of(' ') + 1);
        print(text + "\n");
    }
}

void show(const data::Histograms& all) {
    for (const data::Histogram& one : all.numbers) {
        if (one.counts.empty()) continue;
        std::vector<Line> lines;
        for (std::size_t i = 0; i < one.counts.size(); ++i)
            lines.push_back({"from " + numberText(one.edges[i]), one.counts[i]});
        const bool unit = !one.unit.empty() && one.name.find(one.unit) == std::string::npos;
        showBars(spaced(one.name) + (unit ? ", " + one.unit : std::string()), lines);
    }
    for (const data::Categories& one : all.categories) {
        if (one.counts.size() < 2) continue;
        std::vector<Line> lines;
        for (std::size_t i = 0; i < std::min(one.counts.size(), kNames); ++i) {
            const auto& [name, count] = one.counts[i];
            lines.push_back({name.empty() ? "(none)" : inOneLine(name.substr(0, kLongest)), count});
        }
        const std::size_t more = one.counts.size() - lines.size();
        showBars(spaced(one.name) + (more > 0 ? ", and " + std::to_string(more) + " more" : std::string()), lines);
    }
}

}  // namespace

void addDataStats(CLI::App& data, Session& session) {
    struct Options : ProjectOptions {
        bool histograms = false;
    };
    auto* command = data.add_subcommand("stats", "Counts, lengths and sizes of a project's samples");
    auto options = std::make_shared<Options>();
    options->addTo(*command);
    command->add_flag("--histograms", options->histograms,
                      "Also how sizes, lengths, labels and tags are spread, as bars (--json: as numbers)");
    command->callback([options, &session] {
        session.action = [options, &session] {
            const auto project = data::Project::open(options->project, data::Project::Access::ReadOnly);
            const auto samples = options->samples(project);
            const auto stats = data::stats(samples);
            const auto stop = session.interrupts.token();
            const auto histograms =
                options->histograms
                    ? data::histograms(samples, [&](std::int64_t, std::int64_t) { return !stop.stop_requested(); })
                    : data::Histograms{};
            if (!histograms.whole) throw Error::interrupted("stopped");
            if (options->json) {
                Json json = data::toJson(stats);
                if (options->histograms) json["histograms"] = data::toJson(histograms);
                return printJson(json);
            }
            showStats(stats);
            show(histograms);
        };
    });
}

}  // namespace atelier::cli
