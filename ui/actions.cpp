#include "actions.h"

#include "theme/icon.h"

#include <QWidget>

namespace atelier::ui {

QAction* Actions::add(QWidget* owner, Spec spec, std::function<void()> trigger) {
    auto* action = new QAction(owner);
    action->setObjectName(spec.id);
    if (!spec.icon.isEmpty()) action->setIcon(widgets::icon(spec.icon));
    action->setShortcut(spec.shortcut);
    action->setShortcutContext(Qt::WindowShortcut);
    connect(action, &QAction::triggered, owner, [trigger = std::move(trigger)] { trigger(); });
    owner->addAction(action);
    std::erase_if(known_, [](const Known& known) { return !known.action; });  // those of pages that are gone
    known_.push_back({action, std::move(spec)});
    label(known_.back());
    return action;
}

void Actions::label(const Known& known) {
    known.action->setText(known.spec.text());
    const QString help = known.spec.help(), keys = known.spec.shortcut.toString(QKeySequence::NativeText);
    known.action->setToolTip(keys.isEmpty() ? help : tr("%1 (%2)", "help of an action, then its keys").arg(help, keys));
}

QAction* Actions::find(const QString& id) const {
    for (const Known& known : known_)
        if (known.action && known.spec.id == id) return known.action;
    return nullptr;
}

std::vector<Actions::Entry> Actions::all() const {
    std::vector<Entry> entries;
    for (const Known& known : known_)
        if (known.action) entries.push_back({known.action, known.spec.group()});
    return entries;
}

void Actions::retranslate() {
    for (const Known& known : known_)
        if (known.action) label(known);
}

}  // namespace atelier::ui
