#pragma once

#include "jobs/runs.h"

#include <QTableView>

#include <vector>

class QSortFilterProxyModel;

namespace atelier::ui {

class Preferences;
class RunsModel;

/// The table of runs: sortable, filtered by words, columns as wide as they were left. Several can be chosen.
class RunsTable : public QTableView {
    Q_OBJECT

public:
    explicit RunsTable(Preferences& preferences, QWidget* parent = nullptr);

    void setRuns(std::vector<jobs::RunInfo> runs);
    void setFilter(const QString& text);
    int shown() const;
    /// In the order of the table.
    std::vector<jobs::RunInfo> chosen() const;
    void choose(const QString& run);
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

    Preferences& preferences_;
    bool fills_ = false;
    RunsModel* model_;
    QSortFilterProxyModel* sorted_;
};

}  // namespace atelier::ui
