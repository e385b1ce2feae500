#include "pages/sweeps/trials_table.h"

#include "pages/runs/row_delegate.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QSortFilterProxyModel>

namespace atelier::ui {
namespace {

constexpr int kNameWidth = 150, kWidest = 180;

class Passing : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setPasses(std::function<bool(int)> passes) {
        passes_ = std::move(passes);
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex&) const override { return !passes_ || passes_(row); }

private:
    std::function<bool(int)> passes_;
};

}  // namespace

TrialsTable::TrialsTable(QWidget* parent) : QTableView(parent) {
    setObjectName("sweep-trials");
    model_ = new TrialsModel(this);
    sorted_ = new Passing(this);
    sorted_->setSourceModel(model_);
    sorted_->setSortRole(TrialsModel::SortRole);
    setModel(sorted_);
    setItemDelegate(new RowDelegate(this));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTextElideMode(Qt::ElideMiddle);  // the number is at the end
    setTabKeyNavigation(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setMinimumHeight(100);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(RowDelegate::kHeight);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(true);
    setSortingEnabled(true);
    sortByColumn(0, Qt::AscendingOrder);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] { Q_EMIT chosenChanged(chosen()); });
    connect(this, &QTableView::doubleClicked, this, [this](const QModelIndex& at) { Q_EMIT opened(runAt(at)); });
}

QString TrialsTable::runAt(const QModelIndex& index) const {
    return index.siblingAtColumn(0).data().toString();
}

void TrialsTable::setSweep(const SweepNews& news) {
    const bool other = news.state.name != model_->news().state.name;
    model_->setSweep(news);
    if (!other) return;
    setColumnWidth(0, kNameWidth);
    for (int column = 1; column < model_->columnCount(); ++column)
        setColumnWidth(column, std::clamp(horizontalHeader()->sectionSizeHint(column) + 16, 88, kWidest));
    // The figure stands where it is seen without scrolling.
    for (int column = 0; column < model_->columnCount(); ++column)
        horizontalHeader()->moveSection(horizontalHeader()->visualIndex(column), column);
    horizontalHeader()->moveSection(model_->figureColumn(), 2);
    sortByColumn(0, Qt::AscendingOrder);
}

void TrialsTable::setFilter(std::function<bool(int)> passes) {
    static_cast<Passing*>(sorted_)->setPasses(std::move(passes));
}

int TrialsTable::shown() const {
    return sorted_->rowCount();
}

int TrialsTable::chosen() const {
    const auto rows = selectionModel()->selectedRows();
    return rows.isEmpty() ? -1 : sorted_->mapToSource(rows.front()).row();
}

void TrialsTable::choose(int trial) {
    const QModelIndex at = sorted_->mapFromSource(model_->index(trial, 0));
    if (!at.isValid()) return clearSelection();
    selectRow(at.row());
    scrollTo(at);
}

void TrialsTable::retranslate() {
    setAccessibleName(tr("Trials of the sweep"));
    model_->retranslate();
}

void TrialsTable::keyPressEvent(QKeyEvent* event) {
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid())
        Q_EMIT opened(runAt(currentIndex()));
    else
        QTableView::keyPressEvent(event);
}

}  // namespace atelier::ui
