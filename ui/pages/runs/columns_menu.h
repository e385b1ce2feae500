#pragma once

#include "pages/runs/runs_table.h"

#include <QMenu>

class QToolButton;

namespace atelier::ui {

/// Which columns the table of runs has: its own ones, settings that some run has set, figures that some run has logged.
class ColumnsMenu : public QMenu {
    Q_OBJECT

public:
    /// `button` opens it.
    ColumnsMenu(RunsTable& table, const RunRecords& records, QToolButton* button);
    void retranslate();

private:
    void list();
    void addExtra(QMenu* menu, const RunsModel::Extra& extra, const QString& text);

    RunsTable& table_;
    const RunRecords& records_;
    QToolButton* button_;
};

}  // namespace atelier::ui
