#include "frame/shortcuts_sheet.h"

#include "theme/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

ShortcutsSheet::ShortcutsSheet(const Actions& actions, QWidget* window) : QDialog(window) {
    setWindowTitle(tr("Shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* inside = new QWidget;
    auto* grid = new QGridLayout(inside);
    grid->setContentsMargins(space::kWide, space::kLarge, space::kWide, space::kLarge);
    grid->setHorizontalSpacing(space::kWide);
    grid->setVerticalSpacing(space::kSmall);
    grid->setColumnStretch(0, 1);
    QString group;
    int row = 0;
    for (const auto& entry : actions.all()) {
        const QString keys = entry.action->shortcut().toString(QKeySequence::NativeText);
        if (keys.isEmpty()) continue;
        if (entry.group != group) {
            group = entry.group;
            auto* heading = new QLabel(group);
            heading->setFont(theme().font(TextStyle::Heading));
            heading->setContentsMargins(0, row == 0 ? 0 : space::kMedium, 0, 0);
            grid->addWidget(heading, row++, 0, 1, 2);
        }
        auto* name = new QLabel(entry.action->text());
        auto* key = new QLabel(keys);
        key->setProperty("kind", "key");
        key->setFont(theme().font(TextStyle::Small));
        grid->addWidget(name, row, 0);
        grid->addWidget(key, row++, 1, Qt::AlignRight);
    }
    grid->setRowStretch(row, 1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setWidget(inside);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    resize(440, std::min(560, window->height() - 2 * space::kHuge));
}

}  // namespace atelier::ui
