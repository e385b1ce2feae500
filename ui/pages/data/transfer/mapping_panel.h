#pragma once

#include "data/formats/table.h"

#include <QFrame>
#include <QStringList>

#include <array>

class QComboBox;
class QLabel;
class QPushButton;
class QTableWidget;
class QToolButton;

namespace atelier::ui {

/// Asks which column of a table holds what before it is brought in: its first rows, and for each part of a sample a
/// choice of column, as the names suggest. Files wait here in turn.
class MappingPanel : public QFrame {
    Q_OBJECT

public:
    explicit MappingPanel(QWidget* parent = nullptr);
    /// Whether the name of the file is one that a table may have.
    static bool mayBeTable(const QString& path);
    /// Looks into the file, then asks, or passes on at once what is no table.
    void take(const QString& path);
    void retranslate();

Q_SIGNALS:
    /// Without columns: it is no table.
    void importWanted(const QString& path, const atelier::data::ColumnMapping& columns);

private:
    struct Table {
        QString path;
        data::TablePreview preview;
    };
    void build();
    void showFirst();
    void drop();
    data::ColumnMapping columns() const;
    void update();

    std::vector<Table> waiting_;  // the first is shown
    QLabel* title_;
    QTableWidget* rows_;
    std::array<QLabel*, 6> names_;
    std::array<QComboBox*, 6> choices_;
    QPushButton* import_;
    QToolButton* close_;
};

}  // namespace atelier::ui
