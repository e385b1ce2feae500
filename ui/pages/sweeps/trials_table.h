#pragma once

#include "pages/sweeps/trials_model.h"

#include <QTableView>

#include <functional>

class QSortFilterProxyModel;

namespace atelier::ui {

/// The table of a sweep's trials: sortable, and filtered by what the chart lets through.
class TrialsTable : public QTableView {
    Q_OBJECT

public:
    explicit TrialsTable(QWidget* parent = nullptr);

    void setSweep(const SweepNews& news);
    /// Which trials are shown, by their number; looked at again with every call.
    void setFilter(std::function<bool(int trial)> passes);
    int shown() const;
    int chosen() const;  ///< number of the trial; -1: none
    void choose(int trial);
    void retranslate();

Q_SIGNALS:
    void chosenChanged(int trial);
    void opened(const QString& run);  ///< double click or Return

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QString runAt(const QModelIndex& index) const;

    TrialsModel* model_;
    QSortFilterProxyModel* sorted_;
};

}  // namespace atelier::ui
