#include "pages/train/before/remedy_list.h"

#include "controls.h"
#include "elided_label.h"
#include "format.h"
#include "pages/train/before/preflight_words.h"
#include "theme/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

RemedyList::RemedyList(QWidget* parent) : QWidget(parent), title_(new QLabel(this)) {
    setObjectName("train-before-remedies");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kTight);
    layout->addWidget(title_);
}

void RemedyList::setRemedies(const protocol::Estimate& estimate, bool usable) {
    if (rows_) rows_->deleteLater();
    rows_ = nullptr;
    setVisible(!estimate.remedies.empty());
    if (estimate.remedies.empty()) return;
    title_->setFont(theme().font(TextStyle::Strong));
    title_->setText(estimate.fit == protocol::Fit::Fits ? tr("What would need less") : tr("What would help"));
    rows_ = new QWidget(this);
    auto* grid = new QGridLayout(rows_);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::kMedium);
    grid->setVerticalSpacing(space::kTight);
    grid->setColumnStretch(0, 1);
    int row = 0;
    for (const auto& remedy : estimate.remedies) {
        const QString words = settingsText(remedy.settings), peak = bytesText(remedy.peak);
        auto* what = new ElidedLabel(words, Qt::ElideRight, rows_);
        what->setProperty("data", true);
        what->setToolTip(words + '\n' + keysText(remedy.settings));
        auto* leads = new QLabel(peak, rows_);
        leads->setProperty("data", true);
        setKind(leads, remedy.peak > estimate.available ? "danger" : "success");
        leads->setToolTip(remedy.peak > estimate.available ? tr("The peak it leads to: still more than is free")
                                                           : tr("The peak it leads to"));
        auto* use = new QPushButton(tr("Use"), rows_);
        use->setObjectName(QString("train-before-use-%1").arg(row));
        use->setEnabled(usable);
        use->setToolTip(tr("Sets this in the recipe"));
        use->setAccessibleName(tr("Use %1, at its peak %2").arg(words, peak));
        connect(use, &QPushButton::clicked, this, [this, settings = remedy.settings] { Q_EMIT useWanted(settings); });
        grid->addWidget(what, row, 0);
        grid->addWidget(leads, row, 1, Qt::AlignTrailing | Qt::AlignVCenter);
        grid->addWidget(use, row, 2);
        ++row;
    }
    layout()->addWidget(rows_);
}

}  // namespace atelier::ui
