#include "actions.h"

#include "pages/page.h"
#include "theme/icon.h"

#include <QWidget>

namespace atelier::ui {

namespace {

// Actions of a page work on it alone.
QString scopeOf(QWidget* owner) {
    for (QWidget* widget = owner; widget; widget = widget->parentWidget())
        if (const auto* page = qobject_cast<Page*>(widget)) return page->id();
    return {};
}

}  // namespace

Actions::Actions(Shortcuts& shortcuts, QObject* parent) : QObject(parent), shortcuts_(shortcuts) {}

QAction* Actions::add(QWidget* owner, Spec spec, std::function<void()> trigger) {
    auto* action = new QAction(owner);
    action->setObjectName(spec.id);
    if (!spec.icon.isEmpty()) action->setIcon(widgets::icon(spec.icon));
    action->setShortcutContext(Qt::WindowShortcut);
    connect(action, &QAction::triggered, owner, [trigger = std::move(trigger)] { trigger(); });
    owner->addAction(action);
    std::erase_if(known_, [](const Known& known) { return !known.action; });  // those of pages that are gone
    known_.push_back({action, spec});
    const Known known = known_.back();
    shortcuts_.add(action, {spec.id, spec.group, spec.text, scopeOf(owner), spec.shortcut},
                   [known](const QKeySequence& keys) {
                       known.action->setShortcut(keys);
                       label(known);
                   });
    return action;
}

QString Actions::hintOf(const Known& known) {
    const QString help = known.spec.help(), keys = keyText(known.action->shortcut());
    return keys.isEmpty() ? help : tr("%1 (%2)", "help of an action, then its keys").arg(help, keys);
}

void Actions::label(const Known& known) {
    known.action->setText(known.spec.text());
    known.action->setToolTip(hintOf(known));
}

QAction* Actions::find(const QString& id) const {
    for (const Known& known : known_)
        if (known.action && known.spec.id == id) return known.action;
    return nullptr;
}

QString Actions::hint(const QString& id) const {
    for (const Known& known : known_)
        if (known.action && known.spec.id == id) return hintOf(known);
    return {};
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
