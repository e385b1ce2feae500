#include "pages/runs/runs_table.h"

#include "pages/runs/runs_delegate.h"
#include "pages/runs/runs_model.h"
#include "preferences.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QSortFilterProxyModel>
#include <QTimer>

namespace atelier::ui {
namespace {

constexpr const char* kColumns = "runs-columns";
constexpr std::array<int, RunsModel::kColumns> kWidths{200, 100, 120, 84, 112, 92, 148, 68, 88};

// A run fits when each of the words stands in its name or its state.
class Filtered : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setWords(const QStringList& words) {
        words_ = words;
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override {
        QString text;
        for (const int column : {RunsModel::Name, RunsModel::State, RunsModel::Started})
            text += sourceModel()->index(row, column, parent).data().toString() + ' ';
        return std::all_of(words_.begin(), words_.end(),
                           [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
    }

private:
    QStringList words_;
};

}  // namespace

RunsTable::RunsTable(Preferences& preferences, QWidget* parent) : QTableView(parent), preferences_(preferences) {
    setObjectName("runs-table");
    model_ = new RunsModel(this);
    sorted_ = new Filtered(this);
    sorted_->setSourceModel(model_);
    sorted_->setSortRole(RunsModel::SortRole);
    sorted_->setSortCaseSensitivity(Qt::CaseInsensitive);
    setModel(sorted_);
    setItemDelegate(new RunsDelegate(this));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setMinimumHeight(110);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(36);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsMovable(true);
    setSortingEnabled(true);
    setWidths();
    const auto keep = [this] {
        fills_ = false;
        preferences_.setPlace(kColumns, horizontalHeader()->saveState());
    };
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, keep);
    connect(horizontalHeader(), &QHeaderView::sectionMoved, this, keep);
    connect(horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, keep);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsTable::chosenChanged);
    connect(this, &QTableView::doubleClicked, this,
            [this](const QModelIndex& at) { Q_EMIT opened(at.siblingAtColumn(RunsModel::Name).data().toString()); });
}

// As they were left; the newest first where nobody has sorted yet.
void RunsTable::setWidths() {
    const QByteArray kept = preferences_.place(kColumns);
    if (!kept.isEmpty() && horizontalHeader()->restoreState(kept) &&
        horizontalHeader()->count() == RunsModel::kColumns) {
        sortByColumn(horizontalHeader()->sortIndicatorSection(), horizontalHeader()->sortIndicatorOrder());
        return;
    }
    for (int column = 0; column < RunsModel::kColumns; ++column)
        setColumnWidth(column, kWidths[static_cast<std::size_t>(column)]);
    sortByColumn(RunsModel::Started, Qt::DescendingOrder);
    fills_ = true;
}

// Until a person has set a width, names get the room that is left.
void RunsTable::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    if (!fills_) return;
    const int rest = horizontalHeader()->length() - columnWidth(RunsModel::Name);
    const QSignalBlocker quiet(horizontalHeader());
    setColumnWidth(RunsModel::Name, std::max(kWidths[RunsModel::Name], viewport()->width() - rest));
    updateGeometries();
}

void RunsTable::setRuns(std::vector<jobs::RunInfo> runs) {
    model_->setRuns(std::move(runs));
    if (chosen().empty() && shown() > 0) selectRow(0);
}

void RunsTable::setFilter(const QString& text) {
    static_cast<Filtered*>(sorted_)->setWords(text.split(' ', Qt::SkipEmptyParts));
    if (chosen().empty() && shown() > 0) selectRow(0);
}

int RunsTable::shown() const {
    return sorted_->rowCount();
}

std::vector<jobs::RunInfo> RunsTable::chosen() const {
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(), [](const QModelIndex& a, const QModelIndex& b) { return a.row() < b.row(); });
    std::vector<jobs::RunInfo> runs;
    for (const QModelIndex& row : rows)
        runs.push_back(model_->runs()[static_cast<std::size_t>(sorted_->mapToSource(row).row())]);
    return runs;
}

void RunsTable::choose(const QString& run) {
    for (int row = 0; row < sorted_->rowCount(); ++row)
        if (sorted_->index(row, RunsModel::Name).data().toString() == run) {
            selectRow(row);
            scrollTo(sorted_->index(row, RunsModel::Name));
        }
}

void RunsTable::retranslate() {
    setAccessibleName(tr("Runs of the project"));
    setToolTip({});
    model_->retranslate();
}

void RunsTable::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Delete) {
        Q_EMIT deleteWanted();
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT opened(currentIndex().siblingAtColumn(RunsModel::Name).data().toString());
    } else {
        QTableView::keyPressEvent(event);
    }
}

}  // namespace atelier::ui
