#pragma once

#include "shortcuts.h"

#include <QAction>
#include <QKeySequence>
#include <QObject>
#include <QPointer>
#include <QString>

#include <functional>
#include <vector>

namespace atelier::ui {

/// Every action of the window in one list, for the command palette. Their keys are among the Shortcuts.
class Actions : public QObject {
    Q_OBJECT

public:
    using Text = std::function<QString()>;  ///< asked again when the language changes
    struct Spec {
        QString id;       ///< "train.start"
        Text group;       ///< heading in palette and sheet: "Train"
        Text text, help;  ///< what it does in a few words, and in a sentence (tooltip)
        QString icon;     ///< of resources/icons; may be empty
        QKeySequence shortcut = {};
    };

    explicit Actions(Shortcuts& shortcuts, QObject* parent = nullptr);
    /// The action lives as long as `owner`. Its shortcut works in the whole window.
    QAction* add(QWidget* owner, Spec spec, std::function<void()> trigger);
    QAction* find(const QString& id) const;  ///< nullptr when there is none
    /// What the action does, with its keys: for the buttons that do the same. Empty when there is none.
    QString hint(const QString& id) const;
    Shortcuts& shortcuts() { return shortcuts_; }

    struct Entry {
        QAction* action;
        QString group;
    };
    std::vector<Entry> all() const;  ///< in the order they were added
    void retranslate();

private:
    struct Known {
        QPointer<QAction> action;
        Spec spec;
    };
    static QString hintOf(const Known& known);
    static void label(const Known& known);
    Shortcuts& shortcuts_;
    std::vector<Known> known_;
};

}  // namespace atelier::ui
