#pragma once

#include "pages/runs/run_records.h"
#include "runs/runs.h"

#include <QAbstractTableModel>

#include <vector>

namespace atelier::ui {

/// The project's runs, one a row. Taking a new list over keeps the rows of runs that are still there, so that selection
/// and scroll place stay.
class RunsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, State, Tags, Steps, Loss, EvalLoss, Duration, Started, Result, Compared, kColumns };
    enum Roles {
        SortRole = Qt::UserRole,
        StateRole,     ///< runs::RunInfo::State
        ProgressRole,  ///< 0..1; -1: not known
        TagsRole,      ///< QStringList
        SearchRole,    ///< all that a word of the filter is looked for in
        SettingsRole,  ///< "key=value" lines
    };
    /// A column beyond these, chosen by the person: a setting, or a figure.
    struct Extra {
        enum Kind { Setting, Last, Best } kind = Setting;
        std::string key;

        QString id() const;  ///< "setting:lora_rank", "last:eval_loss", "best:eval_cer"
        static std::optional<Extra> parse(const QString& id);
        bool operator==(const Extra&) const = default;
    };

    explicit RunsModel(const RunRecords& records, QObject* parent = nullptr);

    void setRuns(std::vector<runs::RunInfo> runs);
    const std::vector<runs::RunInfo>& runs() const { return runs_; }
    const runs::RunInfo* find(const QString& name) const;
    const std::vector<Extra>& extras() const { return extras_; }
    void addExtra(const Extra& extra);
    void removeExtra(const Extra& extra);
    void retranslate();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant textOf(const runs::RunInfo& run, int column) const;
    QVariant sortKeyOf(const runs::RunInfo& run, int column) const;
    QVariant hintOf(const runs::RunInfo& run, int column) const;
    QString searchOf(const runs::RunInfo& run) const;
    QString settingsOf(const runs::RunInfo& run) const;
    QVariant extraOf(const runs::RunInfo& run, const Extra& extra, int role) const;
    QVariant extraHeader(const Extra& extra, bool hint) const;
    void refresh();

    const RunRecords& records_;
    std::vector<Extra> extras_;
    std::vector<runs::RunInfo> runs_;
};

}  // namespace atelier::ui
