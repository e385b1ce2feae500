#include "pages/compare/totals_row.h"

#include "pages/compare/metric_tile.h"
#include "theme/tokens.h"

#include <QHBoxLayout>
#include <QScrollBar>

namespace atelier::ui {

using namespace widgets;

TotalsRow::TotalsRow(QWidget* parent) : QScrollArea(parent) {
    setWidgetResizable(true);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    inside_ = new QWidget(this);
    layout_ = new QHBoxLayout(inside_);
    layout_->setContentsMargins(0, 0, 0, 0);
    layout_->setSpacing(space::kMedium);
    setWidget(inside_);
    inside_->installEventFilter(this);
}

void TotalsRow::setTotals(const std::vector<ComparedRun::Total>& totals) {
    qDeleteAll(tiles_);
    tiles_.clear();
    for (std::size_t i = 0; i < totals.size(); ++i) {
        auto* tile = new MetricTile(totals[i], inside_);
        const int metric = static_cast<int>(i);
        connect(tile, &MetricTile::chosen, this, [this, metric] { Q_EMIT metricChosen(metric); });
        connect(tile, &MetricTile::filterChosen, this,
                [this, metric](std::optional<Change> only) { Q_EMIT filterChosen(metric, only); });
        layout_->addWidget(tile, 1);
        tile->setCompact(compact_);
        tiles_.push_back(tile);
    }
    setVisible(!tiles_.empty());
    fit();
}

void TotalsRow::setChosen(int metric, std::optional<Change> only) {
    for (std::size_t i = 0; i < tiles_.size(); ++i)
        tiles_[i]->setChosen(static_cast<int>(i) == metric, only);
}

void TotalsRow::setCompact(bool compact) {
    if (compact == compact_) return;
    compact_ = compact;
    for (MetricTile* tile : tiles_)
        tile->setCompact(compact);
    fit();
}

void TotalsRow::retranslate() {
    for (MetricTile* tile : tiles_)
        tile->retranslate();
    fit();
}

void TotalsRow::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    fit();
}

bool TotalsRow::eventFilter(QObject* watched, QEvent* event) {
    if (watched == inside_ && event->type() == QEvent::LayoutRequest) fit();
    return QScrollArea::eventFilter(watched, event);
}

// As high as the tiles, and the bar where there is one.
void TotalsRow::fit() {
    const QSize needed = layout_->minimumSize();
    const bool scrolls = needed.width() > width();
    setFixedHeight(layout_->sizeHint().height() + (scrolls ? horizontalScrollBar()->sizeHint().height() : 0));
}

}  // namespace atelier::ui
