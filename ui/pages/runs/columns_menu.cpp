#include "pages/runs/columns_menu.h"

#include "controls.h"
#include "theme/icon.h"

#include <QToolButton>

#include <algorithm>
#include <set>

namespace atelier::ui {

using namespace widgets;

ColumnsMenu::ColumnsMenu(RunsTable& table, const RunRecords& records, QToolButton* button)
    : QMenu(button), table_(table), records_(records), button_(button) {
    setObjectName("runs-columns-menu");
    setToolTipsVisible(true);
    button_->setObjectName("runs-columns");
    button_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button_->setIcon(widgets::icon("sort"));
    button_->setPopupMode(QToolButton::InstantPopup);
    button_->setMenu(this);
    connect(this, &QMenu::aboutToShow, this, &ColumnsMenu::list);
}

void ColumnsMenu::addExtra(QMenu* menu, const RunsModel::Extra& extra, const QString& text) {
    auto* action = menu->addAction(text);
    action->setCheckable(true);
    action->setChecked(table_.shows(extra));
    action->setToolTip(QString::fromStdString(extra.key));
    action->setData(extra.id());
    connect(action, &QAction::toggled, this, [this, extra](bool on) { table_.setShown(extra, on); });
}

// Anew each time it opens: runs come and go.
void ColumnsMenu::list() {
    clear();
    for (int column = RunsModel::Name + 1; column < RunsModel::kColumns; ++column) {
        auto* action = addAction(table_.model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!table_.isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool on) { table_.setColumnShown(column, on); });
    }
    addSeparator();
    using Extra = RunsModel::Extra;
    std::set<std::string> settings, figures;
    for (const auto& key : records_.settingKeys())
        settings.insert(key);
    for (const auto& name : records_.figureNames())
        if (name != "loss" && name != "eval_loss") figures.insert(name);
    for (const Extra& extra : table_.runs().extras())
        if (extra.kind == Extra::Setting)
            settings.insert(extra.key);
        else if (extra.kind == Extra::Last)
            figures.insert(extra.key);
    const auto sub = [this](const QString& title, const char* name) {
        auto* menu = addMenu(title);
        menu->setObjectName(name);
        menu->setToolTipsVisible(true);
        // A long list scrolls instead of filling the screen with columns.
        menu->setStyleSheet("QMenu { menu-scrollable: 1; }");
        return menu;
    };
    auto* settingsMenu = sub(tr("Settings"), "runs-columns-settings");
    for (const auto& key : settings)
        addExtra(settingsMenu, {Extra::Setting, key}, settingTitle(key));
    auto* lastMenu = sub(tr("Figures, the last"), "runs-columns-last");
    for (const auto& name : figures)
        addExtra(lastMenu, {Extra::Last, name}, figureTitle(name));
    auto* bestMenu = sub(tr("Figures, the best"), "runs-columns-best");
    for (const auto& name : records_.figureNames())
        if (higherIsBetter(name)) addExtra(bestMenu, {Extra::Best, name}, figureTitle(name));
    for (QMenu* menu : {settingsMenu, lastMenu, bestMenu})
        menu->setEnabled(!menu->isEmpty());
}

void ColumnsMenu::retranslate() {
    button_->setText(tr("Columns…"));
    setHint(button_, tr("Which columns the table has: settings and figures can be added"));
}

}  // namespace atelier::ui
