#pragma once

#include "data/formats/format.h"

#include <QTreeWidget>

namespace atelier::ui {

/// The account of an import in one line: files, rows, turns, pictures, videos, regions; empty where there is nothing to
/// count.
QString accountInWords(const data::ImportReport& report);

/// The account in full: what each dataset holds, and everything that was not used, with counts and the first places.
/// Long paths are shortened in the middle, whole in their tooltips; of very long lists the beginning is shown.
class ImportAccount : public QTreeWidget {
    Q_OBJECT

public:
    explicit ImportAccount(QWidget* parent = nullptr);
    void setReport(const data::ImportReport& report);

private:
    QTreeWidgetItem* group(const QString& title, std::size_t count);
    void add(QTreeWidgetItem* group, const QString& what, const QString& why, const QString& count,
             const QString& where);
};

}  // namespace atelier::ui
