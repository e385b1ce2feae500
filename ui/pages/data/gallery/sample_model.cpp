#include "pages/data/gallery/sample_model.h"

#include "pages/data/gallery/dataset_reader.h"
#include "pages/data/sample/picture.h"
#include "thumbnail_grid.h"

#include <algorithm>

namespace atelier::ui {
namespace {

constexpr int kBlock = 128;             // cards read at a time
constexpr std::size_t kMost = 50'000;   // cards kept
constexpr qsizetype kCharacters = 160;  // of words: two lines under a picture

QString wordsOf(const data::Card& card) {
    QString text = QString::fromStdString(card.words);
    text.remove(data::kImageMark).remove(data::kVideoMark);
    text = text.simplified();
    text.truncate(kCharacters);
    return text;
}

}  // namespace

QString splitText(const QString& split) {
    return split == "train"        ? SampleModel::tr("training")
           : split == "validation" ? SampleModel::tr("validation")
           : split == "test"       ? SampleModel::tr("test")
           : split.isEmpty()       ? SampleModel::tr("not assigned")
                                   : split;
}

SampleModel::SampleModel(DatasetReader& reader, QObject* parent) : QAbstractListModel(parent), reader_(reader) {
    ask_.setSingleShot(true);
    ask_.setInterval(0);
    connect(&ask_, &QTimer::timeout, this, &SampleModel::askForWanted);
    connect(&reader_, &DatasetReader::cards, this, &SampleModel::take);
}

void SampleModel::setRows(const QString& dataset, std::vector<std::int64_t> rows) {
    beginResetModel();
    if (dataset != dataset_ || rows.empty()) cards_.clear();
    dataset_ = dataset;
    rows_ = std::move(rows);
    wanted_.clear();
    asked_.clear();
    endResetModel();
}

void SampleModel::refresh(std::int64_t id) {
    cards_.erase(id);
    asked_.erase(id);  // what is on its way may be how it was
    if (const QModelIndex index = find(id); index.isValid()) Q_EMIT dataChanged(index, index);
}

void SampleModel::setPinnedTag(const std::string& tag) {
    if (tag == pinnedTag_) return;
    pinnedTag_ = tag;
    if (rowCount() > 0) Q_EMIT dataChanged(index(0), index(rowCount() - 1), {widgets::ThumbnailBadgesRole});
}

QModelIndex SampleModel::find(std::int64_t id) const {
    const auto found = std::find(rows_.begin(), rows_.end(), id);
    return found == rows_.end() ? QModelIndex() : index(static_cast<int>(found - rows_.begin()));
}

int SampleModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

const data::Card* SampleModel::card(int row) const {
    const std::int64_t id = idAt(row);
    if (const auto found = cards_.find(id); found != cards_.end()) return &found->second;
    if (!asked_.contains(id)) {
        wanted_.insert(row / kBlock);
        ask_.start();
    }
    return nullptr;
}

void SampleModel::askForWanted() {
    ++asks_;
    for (const int block : wanted_) {
        std::vector<std::int64_t> rows;
        for (int row = block * kBlock; row < std::min((block + 1) * kBlock, rowCount()); ++row)
            if (const std::int64_t id = idAt(row); !cards_.contains(id) && asked_.emplace(id, Asked{row, asks_}).second)
                rows.push_back(id);
        if (!rows.empty()) reader_.readCards(dataset_, std::move(rows), asks_);
    }
    wanted_.clear();
}

void SampleModel::take(const std::vector<data::Card>& cards, std::uint64_t number) {
    if (cards_.size() > kMost) cards_.clear();
    int first = rowCount(), last = -1;
    for (const data::Card& card : cards) {
        const auto asked = asked_.find(card.row);
        if (asked == asked_.end() || asked->second.number != number) continue;  // of rows that were set again
        first = std::min(first, asked->second.row);
        last = std::max(last, asked->second.row);
        asked_.erase(asked);
        cards_[card.row] = card;
    }
    if (last >= 0) Q_EMIT dataChanged(index(first), index(last));
}

QVariant SampleModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const data::Card* known = card(index.row());
    if (!known) return {};
    const QString id = QString::fromStdString(known->id), words = wordsOf(*known);
    switch (role) {
        case Qt::DisplayRole:
            return words.isEmpty() ? id : words;
        case Qt::ToolTipRole:
            // Texts of a dataset are never taken for markup.
            return "<p>" + id.toHtmlEscaped() + "</p><p>" + words.toHtmlEscaped() + "</p>";
        case Qt::AccessibleTextRole:
            return tr("%1: %2", "id of a sample and its text").arg(id, words);
        case kIdRole:
            return id;
        case widgets::ThumbnailKeyRole:
            return known->media ? pictureKey(*known->media) : QString();
        case widgets::ThumbnailBadgesRole: {
            QStringList badges;
            if (std::find(known->tags.begin(), known->tags.end(), pinnedTag_) != known->tags.end())
                badges.append(tr("pinned"));
            if (known->checked) badges.append(tr("checked"));
            if (!known->split.empty()) badges.append(splitText(QString::fromStdString(known->split)));
            if (known->mediaCount > 1) badges.append(tr("%Ln pictures", nullptr, static_cast<int>(known->mediaCount)));
            return badges;
        }
        default:
            return {};
    }
}

}  // namespace atelier::ui
