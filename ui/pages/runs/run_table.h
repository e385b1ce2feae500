#pragma once

#include <QTableWidget>

namespace atelier::ui {

/// A table of texts to read, with the rows of the page Runs.
QTableWidget* runTable(const QString& name, QWidget* parent);

}  // namespace atelier::ui
