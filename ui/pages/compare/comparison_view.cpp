#include "pages/compare/comparison_view.h"

#include "pages/compare/compared_list.h"
#include "pages/compare/sample_panel.h"
#include "pages/compare/totals_row.h"
#include "preferences.h"
#include "theme/tokens.h"

#include <QSplitter>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kLow = 480;  // pixels below which the samples need the room more than the totals

}  // namespace

ComparisonView::ComparisonView(Preferences& preferences, QWidget* parent) : QWidget(parent) {
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
    column->addWidget(totals_);
    column->addWidget(splitter, 1);
    const auto keep = [&preferences, this](const QString& name, QSplitter* kept) {
        kept->restoreState(preferences.place(name));
        connect(kept, &QSplitter::splitterMoved, this,
                [&preferences, name, kept] { preferences.setPlace(name, kept->saveState()); });
    };
    keep("compare", splitter);
    keep("compare-sample", sample_->splitter());

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
    list_->retranslate();
    sample_->retranslate();
    totals_->retranslate();
}

}  // namespace atelier::ui
