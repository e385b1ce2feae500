#pragma once

#include "actions.h"

#include <QDialog>

namespace atelier::ui {

/// Every action that has keys, by group.
class ShortcutsSheet : public QDialog {
    Q_OBJECT

public:
    ShortcutsSheet(const Actions& actions, QWidget* window);
};

}  // namespace atelier::ui
