#include "pages/compare/comparison_view.h"

#include "combo_box.h"
#include "controls.h"
#include "pages/compare/compared_list.h"
#include "pages/compare/sample_panel.h"
#include "pages/compare/totals_row.h"
#include "preferences.h"
#include "theme/tokens.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kLow = 480;  // pixels below which the samples need the room more than the totals

}  // namespace

ComparisonView::ComparisonView(Preferences& preferences, QWidget* parent) : QWidget(parent) {
    others_ = new QWidget(this);
    othersLabel_ = new QLabel(others_);
    other_ = new ComboBox(12, others_);
    other_->setObjectName("compare-other");
    other_->setProperty("data", true);
    othersLabel_->setBuddy(other_);
    auto* line = new QHBoxLayout(others_);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kSmall);
    line->addWidget(othersLabel_);
    line->addWidget(other_);
    line->addStretch(1);
    others_->hide();
    totals_ = new TotalsRow(this);
    list_ = new ComparedList(this);
    list_->setMinimumWidth(220);
    sample_ = new SamplePanel(this);
    sample_->setMinimumWidth(280);
    auto* splitter = new QSplitter(this);
    splitter->setObjectName("compare-splitter");
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(list_);
    splitter->addWidget(sample_);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({340, 680});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kMedium);
    column->addWidget(others_);
    column->addWidget(totals_);
    column->addWidget(splitter, 1);
    const auto keep = [&preferences, this](const QString& name, QSplitter* kept) {
        kept->restoreState(preferences.place(name));
        connect(kept, &QSplitter::splitterMoved, this,
                [&preferences, name, kept] { preferences.setPlace(name, kept->saveState()); });
    };
    keep("compare", splitter);
    keep("compare-sample", sample_->splitter());

    connect(other_, &QComboBox::activated, this,
            [this](int item) { Q_EMIT otherWanted(other_->itemData(item).value<std::size_t>()); });
    connect(list_, &ComparedList::sampleChosen, this,
            [this](int sample) { sample_->show(run_, sample, list_->row(), list_->shown()); });
    connect(list_, &ComparedList::filterChanged, this,
            [this](std::optional<Change> only) { totals_->setChosen(list_->chosenMetric(), only); });
    connect(totals_, &TotalsRow::metricChosen, this, [this](int metric) {
        list_->setMetric(metric);
        totals_->setChosen(metric, list_->filter());
    });
    connect(totals_, &TotalsRow::filterChosen, this, [this](int metric, std::optional<Change> only) {
        list_->setMetric(metric);
        list_->setFilter(only);
        totals_->setChosen(metric, only);
    });
    connect(sample_, &SamplePanel::stepWanted, list_, &ComparedList::step);
}

void ComparisonView::setRun(ComparedRunPtr run) {
    run_ = std::move(run);
    totals_->setTotals(run_ ? run_->totals : std::vector<ComparedRun::Total>());
    totals_->setChosen(0, {});
    list_->setRun(run_);
    listOthers();
}

void ComparisonView::exchangeRun(ComparedRunPtr run) {
    run_ = std::move(run);
    totals_->setTotals(run_->totals);
    totals_->setChosen(list_->chosenMetric(), list_->filter());
    list_->exchangeRun(run_);
    listOthers();
}

void ComparisonView::listOthers() {
    const auto others = run_ ? run_->comparison.others() : std::vector<std::size_t>();
    others_->setVisible(others.size() > 1);
    other_->clear();
    if (others.size() < 2) return;
    for (const std::size_t contestant : others)
        other_->addItem(run_->titleOf(contestant), QVariant::fromValue(contestant));
    other_->setCurrentIndex(other_->findData(QVariant::fromValue(run_->other)));
    othersLabel_->setText(tr("&Compare “%1” with", "the baseline").arg(run_->titleOf(run_->baseline)));
}

void ComparisonView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    totals_->setCompact(height() < kLow);
}

void ComparisonView::step(int by) {
    list_->step(by);
}

void ComparisonView::focusSearch() {
    list_->focusSearch();
}

void ComparisonView::retranslate() {
    listOthers();
    setHint(other_, tr("Whose answers stand beside those of the baseline"));
    list_->retranslate();
    sample_->retranslate();
    totals_->retranslate();
}

}  // namespace atelier::ui
