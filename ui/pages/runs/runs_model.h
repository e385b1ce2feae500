#pragma once

#include "jobs/runs.h"

#include <QAbstractTableModel>

#include <vector>

namespace atelier::ui {

/// The project's runs, one a row. Taking a new list over keeps the rows of runs that are still there, so that selection
/// and scroll place stay.
class RunsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, State, Steps, Loss, EvalLoss, Duration, Started, Result, Compared, kColumns };
    enum Roles {
        SortRole = Qt::UserRole,
        StateRole,     ///< jobs::RunInfo::State
        ProgressRole,  ///< 0..1; -1: not known
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setRuns(std::vector<jobs::RunInfo> runs);
    const std::vector<jobs::RunInfo>& runs() const { return runs_; }
    const jobs::RunInfo* find(const QString& name) const;
    void retranslate();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant textOf(const jobs::RunInfo& run, int column) const;
    QVariant sortKeyOf(const jobs::RunInfo& run, int column) const;
    QVariant hintOf(const jobs::RunInfo& run, int column) const;

    std::vector<jobs::RunInfo> runs_;
};

}  // namespace atelier::ui
