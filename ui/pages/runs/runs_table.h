#pragma once

#include "pages/runs/runs_model.h"

#include <QTableView>

#include <vector>

class QSortFilterProxyModel;

namespace atelier::ui {

class Preferences;

/// The table of runs: sortable, filtered by words, columns as wide as they were left. Several can be chosen. A person
/// adds columns of settings and figures, which are kept.
class RunsTable : public QTableView {
    Q_OBJECT

public:
    RunsTable(Preferences& preferences, const RunRecords& records, QWidget* parent = nullptr);

    void setRuns(std::vector<runs::RunInfo> runs);
    void setFilter(const QString& text);
    int shown() const;
    /// In the order of the table.
    std::vector<runs::RunInfo> chosen() const;
    bool choose(const QString& run);  ///< false: it is not in the list, or filtered away
    bool shows(const RunsModel::Extra& extra) const;
    void setShown(const RunsModel::Extra& extra, bool shown);
    void setColumnShown(int column, bool shown);
    const RunsModel& runs() const { return *model_; }
    void retranslate();

Q_SIGNALS:
    void chosenChanged();
    void opened(const QString& run);  ///< double click or Return
    void deleteWanted();              ///< Delete

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void setWidths();
    void keep();

    Preferences& preferences_;
    bool fills_ = false;
    RunsModel* model_;
    QSortFilterProxyModel* sorted_;
};

}  // namespace atelier::ui
