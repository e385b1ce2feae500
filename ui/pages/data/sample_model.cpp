#include "pages/data/sample_model.h"

#include "thumbnail_grid.h"

#include <algorithm>

namespace atelier::ui {

QString splitText(const QString& split) {
    return split == "train"        ? SampleModel::tr("training")
           : split == "validation" ? SampleModel::tr("validation")
           : split == "test"       ? SampleModel::tr("test")
           : split.isEmpty()       ? SampleModel::tr("not assigned")
                                   : split;
}

void SampleModel::clear() {
    beginResetModel();
    rows_.clear();
    shown_.clear();
    splits_.clear();
    tags_.clear();
    endResetModel();
}

void SampleModel::append(const std::vector<SampleRow>& rows) {
    std::vector<int> fresh;
    for (const SampleRow& row : rows) {
        ++splits_[row.split];
        for (const QString& tag : row.tags)
            ++tags_[tag];
        if (passes(row)) fresh.push_back(static_cast<int>(rows_.size()));
        rows_.push_back(row);
    }
    if (fresh.empty()) return;
    const int first = static_cast<int>(shown_.size());
    beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
    shown_.insert(shown_.end(), fresh.begin(), fresh.end());
    endInsertRows();
}

void SampleModel::setFilter(const SampleFilter& filter) {
    if (filter == filter_) return;
    beginResetModel();
    filter_ = filter;
    words_ = filter.text.toCaseFolded().split(' ', Qt::SkipEmptyParts);
    shown_.clear();
    for (std::size_t i = 0; i < rows_.size(); ++i)
        if (passes(rows_[i])) shown_.push_back(static_cast<int>(i));
    endResetModel();
}

QModelIndex SampleModel::find(const QString& id) const {
    const auto found = std::find_if(shown_.begin(), shown_.end(),
                                    [&](int row) { return rows_[static_cast<std::size_t>(row)].id == id; });
    return found == shown_.end() ? QModelIndex() : index(static_cast<int>(found - shown_.begin()));
}

int SampleModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

QVariant SampleModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const SampleRow& row = rows_[static_cast<std::size_t>(shown_[static_cast<std::size_t>(index.row())])];
    switch (role) {
        case Qt::DisplayRole:
            return row.words.isEmpty() ? row.id : row.words;
        case Qt::ToolTipRole:
            // Texts of a dataset are never taken for markup.
            return "<p>" + row.id.toHtmlEscaped() + "</p><p>" + row.words.toHtmlEscaped() + "</p>";
        case Qt::AccessibleTextRole:
            return tr("%1: %2", "id of a sample and its text").arg(row.id, row.words);
        case kIdRole:
            return row.id;
        case widgets::ThumbnailKeyRole:
            return row.picture;
        case widgets::ThumbnailBadgesRole: {
            QStringList badges;
            if (!row.split.isEmpty()) badges.append(splitText(row.split));
            if (row.pictures > 1) badges.append(tr("%Ln pictures", nullptr, row.pictures));
            return badges;
        }
        default:
            return {};
    }
}

bool SampleModel::passes(const SampleRow& row) const {
    if (filter_.split && row.split != *filter_.split) return false;
    if (!filter_.tag.isEmpty() && !row.tags.contains(filter_.tag)) return false;
    return std::all_of(words_.begin(), words_.end(), [&](const QString& word) { return row.searched.contains(word); });
}

}  // namespace atelier::ui
