#pragma once

#include "pages/sweeps/sweeps_watcher.h"

#include <QAbstractTableModel>

namespace atelier::ui {

/// The trials of a sweep: name, state, a column a setting, the figure, the steps.
class TrialsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Roles { SortRole = Qt::UserRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setSweep(const SweepNews& news);
    const SweepNews& news() const { return news_; }
    const std::vector<std::string>& keys() const { return keys_; }
    int figureColumn() const { return 2 + static_cast<int>(keys_.size()); }
    void retranslate();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    using Trial = protocol::SweepState::Trial;
    bool running(int row) const { return news_.runningTrial && static_cast<int>(*news_.runningTrial) == row; }
    Qt::Alignment alignment(int column) const;  // numbers at the right
    QString textOf(const Trial& trial, int row, int column) const;
    QVariant sortKeyOf(const Trial& trial, int row, int column) const;

    SweepNews news_;
    std::vector<std::string> keys_;
};

}  // namespace atelier::ui
