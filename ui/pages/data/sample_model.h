#pragma once

#include "pages/data/dataset_reader.h"

#include <QAbstractListModel>

#include <map>

namespace atelier::ui {

/// "train" in the person's language; "" is: not assigned.
QString splitText(const QString& split);

/// What is looked for in a dataset.
struct SampleFilter {
    QString text;  ///< every word of it stands in the id, a text, a label or a tag; case does not matter
    std::optional<QString> split;  ///< "" is: not assigned
    QString tag;                   ///< empty: any

    bool operator==(const SampleFilter&) const = default;
};

/// A dataset's samples for the gallery: those that the filter lets through, in the dataset's order.
class SampleModel : public QAbstractListModel {
    Q_OBJECT

public:
    static constexpr int kIdRole = Qt::UserRole + 1;

    using QAbstractListModel::QAbstractListModel;
    void clear();
    void append(const std::vector<SampleRow>& rows);
    void setFilter(const SampleFilter& filter);
    const SampleFilter& filter() const { return filter_; }

    int total() const { return static_cast<int>(rows_.size()); }
    QModelIndex find(const QString& id) const;  ///< invalid when it is not there or filtered out
    /// How many samples have it, in the order of the names.
    const std::map<QString, int>& splits() const { return splits_; }
    const std::map<QString, int>& tags() const { return tags_; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    bool passes(const SampleRow& row) const;

    std::vector<SampleRow> rows_;
    std::vector<int> shown_;
    SampleFilter filter_;
    QStringList words_;  // of the filter, case folded
    std::map<QString, int> splits_, tags_;
};

}  // namespace atelier::ui
