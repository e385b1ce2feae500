#include "pages/model/hub/hub_results.h"

#include "controls.h"
#include "format.h"
#include "pages/model/hub/hub_words.h"
#include "pages/model/model_folder.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QHeaderView>
#include <QSignalBlocker>

#include <utility>

namespace atelier::ui {

using namespace widgets;

namespace {

enum Column { Name, Family, Parameters, Size, Here, Downloads, Licence, kColumns };
constexpr int kAllColumns = 640;  // pixels

}  // namespace

HubResults::HubResults(QWidget* parent) : QTreeWidget(parent) {
    setObjectName("hub-results");
    setProperty("data", true);
    setKind(this, "cells");
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setTextElideMode(Qt::ElideMiddle);
    setColumnCount(kColumns);
    header()->setSectionsMovable(false);
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    header()->setSectionResizeMode(Name, QHeaderView::Stretch);
    connect(this, &QTreeWidget::currentItemChanged, this, &HubResults::chosen);
}

void HubResults::setModels(std::vector<hub::FoundModel> models, std::optional<std::uint64_t> memory) {
    clear();  // rows name models by number
    models_ = std::move(models);
    memory_ = memory;
    fill();
}

const hub::FoundModel* HubResults::current() const {
    const QTreeWidgetItem* item = currentItem();
    return item ? &models_[static_cast<std::size_t>(item->data(Name, Qt::UserRole).toULongLong())] : nullptr;
}

void HubResults::fill() {
    clear();
    for (std::size_t i = 0; i < models_.size(); ++i) {
        const hub::FoundModel& model = models_[i];
        auto* item = new QTreeWidgetItem(this);
        const auto set = [item](int column, const QString& text, const QString& hint = {}) {
            item->setText(column, text);
            item->setToolTip(column, hint.isEmpty() ? text : hint);
        };
        item->setData(Name, Qt::UserRole, qulonglong(i));
        set(Name, QString::fromStdString(model.id));
        if (model.gated) {
            item->setIcon(Name, icon("lock", Role::Warning));
            item->setToolTip(Name, tr("%1\nIts licence must be accepted on the hub before it can be downloaded.")
                                       .arg(QString::fromStdString(model.id)));
        }
        set(Family, model.family.empty() ? QString("?") : familyText(model.family));
        set(Parameters, parametersText(model));
        set(Size, sizeText(model));
        const auto fit = fits(model, memory_);
        set(Here,
            !fit   ? QString("?")
            : *fit ? tr("yes")
                   : tr("no"),
            !fit   ? tr("The hub does not say how large it is")
            : *fit ? tr("Its weights in bf16 fit into the memory of this machine; a training needs more")
                   : tr("Its weights in bf16 take more memory than this machine has"));
        set(Downloads, locale().toString(qlonglong(model.downloads)));
        set(Licence, model.licence.empty() ? QString("?") : QString::fromStdString(model.licence));
        for (const int column : {Parameters, Size, Downloads})
            item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    }
}

void HubResults::retranslate() {
    setHeaderLabels(
        {tr("Model"), tr("Family"), tr("Parameters"), tr("Size"), tr("Runs here"), tr("Downloads"), tr("Licence")});
    setAccessibleName(tr("Models that the hub has found"));
    const hub::FoundModel* chosen = current();
    const std::string id = chosen ? chosen->id : "";
    const QSignalBlocker quiet(this);
    fill();
    for (int row = 0; row < topLevelItemCount(); ++row)
        if (models_[static_cast<std::size_t>(row)].id == id) setCurrentItem(topLevelItem(row));
    showColumns();
}

// Where room is short the name stays readable; the details say the rest.
void HubResults::showColumns() {
    const bool all = width() >= kAllColumns;
    for (const int column : {Family, Parameters, Licence})
        setColumnHidden(column, !all);
}

void HubResults::resizeEvent(QResizeEvent* event) {
    QTreeWidget::resizeEvent(event);
    showColumns();
}

}  // namespace atelier::ui
