#pragma once

#include "actions.h"

#include <QFrame>

class QLineEdit;
class QListWidget;

namespace atelier::ui {

/// Every action by its name: typed in part, chosen with the arrows. Lies over the window; Escape or a click elsewhere
/// closes it.
class CommandPalette : public QFrame {
    Q_OBJECT

public:
    CommandPalette(Actions& actions, QWidget* window);
    void open();

    /// How well `name` answers to what was typed: every word of it must begin a word of the name, or stand in it; -1
    /// when one does not.
    static int score(const QString& name, const QString& typed);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void list();
    void run();

    Actions& actions_;
    QLineEdit* field_;
    QListWidget* results_;
    std::vector<Actions::Entry> shown_;
};

}  // namespace atelier::ui
