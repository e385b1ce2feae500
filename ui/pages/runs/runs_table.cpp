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

constexpr const char* kColumns = "runs-table-columns";
constexpr const char* kExtras = "runs-extra-columns";
constexpr int kExtraWidth = 120;
constexpr std::array<int, RunsModel::kColumns> kWidths{200, 100, 120, 120, 84, 112, 92, 148, 68, 88};

// A run fits when each of the words stands in what is known of it: name, state, tags, note, settings.
class Filtered : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setWords(const QStringList& words) {
        words_ = words;
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override {
        if (words_.isEmpty()) return true;
        const QModelIndex run = sourceModel()->index(row, RunsModel::Name, parent);
        const QString text = run.data(RunsModel::SearchRole).toString();
        const QString settings = run.data(RunsModel::SettingsRole).toString();
        return std::all_of(words_.begin(), words_.end(), [&](const QString& word) {
            return (word.contains('=') ? settings : text).contains(word, Qt::CaseInsensitive);
        });
    }

private:
    QStringList words_;
};

}  // namespace

RunsTable::RunsTable(Preferences& preferences, const RunRecords& records, QWidget* parent)
    : QTableView(parent), preferences_(preferences) {
    setObjectName("runs-table");
    model_ = new RunsModel(records, this);
    for (const QString& id : preferences.list(kExtras))
        if (const auto extra = RunsModel::Extra::parse(id)) model_->addExtra(*extra);
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
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, &RunsTable::keep);
    connect(horizontalHeader(), &QHeaderView::sectionMoved, this, &RunsTable::keep);
    connect(horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, &RunsTable::keep);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsTable::chosenChanged);
    connect(this, &QTableView::doubleClicked, this,
            [this](const QModelIndex& at) { Q_EMIT opened(at.siblingAtColumn(RunsModel::Name).data().toString()); });
}

void RunsTable::keep() {
    fills_ = false;
    preferences_.setPlace(kColumns, horizontalHeader()->saveState());
}

bool RunsTable::shows(const RunsModel::Extra& extra) const {
    return std::find(model_->extras().begin(), model_->extras().end(), extra) != model_->extras().end();
}

void RunsTable::setShown(const RunsModel::Extra& extra, bool shown) {
    if (shown == shows(extra)) return;
    if (shown) {
        model_->addExtra(extra);
        setColumnWidth(model_->columnCount() - 1, kExtraWidth);
    } else {
        model_->removeExtra(extra);
    }
    QStringList ids;
    for (const auto& one : model_->extras())
        ids << one.id();
    preferences_.setList(kExtras, ids);
    keep();
}

void RunsTable::setColumnShown(int column, bool shown) {
    setColumnHidden(column, !shown);
    keep();
}

// As they were left; the newest first where nobody has sorted yet.
void RunsTable::setWidths() {
    const QByteArray kept = preferences_.place(kColumns);
    if (!kept.isEmpty() && horizontalHeader()->restoreState(kept) &&
        horizontalHeader()->count() == model_->columnCount()) {
        sortByColumn(horizontalHeader()->sortIndicatorSection(), horizontalHeader()->sortIndicatorOrder());
        return;
    }
    for (int column = 0; column < RunsModel::kColumns; ++column)
        setColumnWidth(column, kWidths[static_cast<std::size_t>(column)]);
    for (int column = RunsModel::kColumns; column < model_->columnCount(); ++column)
        setColumnWidth(column, kExtraWidth);
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

void RunsTable::setRuns(std::vector<runs::RunInfo> runs) {
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

std::vector<runs::RunInfo> RunsTable::chosen() const {
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(), [](const QModelIndex& a, const QModelIndex& b) { return a.row() < b.row(); });
    std::vector<runs::RunInfo> runs;
    for (const QModelIndex& row : rows)
        runs.push_back(model_->runs()[static_cast<std::size_t>(sorted_->mapToSource(row).row())]);
    return runs;
}

bool RunsTable::choose(const QString& run) {
    for (int row = 0; row < sorted_->rowCount(); ++row)
        if (sorted_->index(row, RunsModel::Name).data().toString() == run) {
            selectRow(row);
            scrollTo(sorted_->index(row, RunsModel::Name));
            return true;
        }
    return false;
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
