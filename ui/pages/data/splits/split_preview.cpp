#include "pages/data/splits/split_preview.h"

#include <unordered_set>
#include <utility>

namespace atelier::ui {

ReadSamples readSamples(const QString& folder, const QString& dataset) {
    const auto project = data::Project::open(folder.toStdString(), data::Project::Access::ReadOnly);
    const std::string name = dataset.toStdString();
    return std::make_shared<const std::vector<data::StoredSample>>(
        data::samplesAt(project, name, data::findRows(project, name)));
}

SplitPreview previewSplits(ReadSamples samples, const std::optional<std::vector<std::int64_t>>& rows,
                           const data::SplitPlanOptions& options) {
    SplitPreview preview;
    const std::vector<data::StoredSample> chosen = rows ? data::withWholeGroups(*samples, *rows) : *samples;
    std::unordered_set<std::string> groups;
    for (const data::StoredSample& stored : chosen)
        groups.insert(data::groupOf(stored.sample));
    preview.drawn = std::ssize(chosen);
    preview.groups = std::ssize(groups);
    preview.along = rows ? preview.drawn - std::ssize(*rows) : 0;
    preview.plan = data::planSplits(chosen, options);
    preview.samples = std::move(samples);
    return preview;
}

}  // namespace atelier::ui
