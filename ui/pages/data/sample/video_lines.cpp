#include "pages/data/sample/video_lines.h"

#include "data/change.h"
#include "data/project.h"
#include "data/store/query.h"

namespace atelier::ui {
namespace {

constexpr std::size_t kMost = 5000;  // lines that a list holds well

std::string quoted(const std::string& text) {
    std::string safe = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') safe += '\\';
        safe += c;
    }
    return safe + '"';
}

}  // namespace

std::vector<TranscriptLine> linesOfVideo(const QString& project, const std::string& dataset,
                                         const std::filesystem::path& video) {
    const auto opened = data::Project::open(project.toStdString(), data::Project::Access::ReadOnly);
    data::Query query;
    query.filter = "file:" + quoted(video.filename().string());
    auto rows = data::findRows(opened, dataset, query);
    if (rows.size() > kMost) rows.resize(kMost);
    std::vector<TranscriptLine> lines;
    for (const data::StoredSample& stored : data::samplesAt(opened, dataset, rows)) {
        const data::Sample& sample = stored.sample;
        if (sample.media.empty() || sample.media.front().path != video || !sample.media.front().range) continue;
        const std::string text = sample.turns.empty() ? std::string() : data::withoutMarks(sample.turns.back().text);
        lines.push_back({stored.row, *sample.media.front().range, QString::fromStdString(text)});
    }
    return lines;
}

}  // namespace atelier::ui
