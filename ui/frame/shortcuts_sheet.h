#pragma once

#include "shortcuts.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace atelier::ui {

class KeyField;

/// All that has keys, by group, to search in and to give other keys.
class ShortcutsSheet : public QDialog {
    Q_OBJECT

public:
    ShortcutsSheet(Shortcuts& shortcuts, QWidget* window);

private:
    void fill();
    void filter();
    void showChosen();
    QString chosen() const;
    void give(const QKeySequence& keys);
    void say(const QString& words, const char* kind);

    Shortcuts& shortcuts_;
    QKeySequence wanted_;  // that another has
    QLineEdit* search_;
    QTreeWidget* list_;
    QLabel *name_, *note_;
    KeyField* keys_;
    QPushButton *take_, *none_, *reset_, *resetAll_;
};

}  // namespace atelier::ui
