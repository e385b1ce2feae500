#include "pages/data/gallery/gallery.h"

#include "busy_spinner.h"
#include "combo_box.h"
#include "controls.h"
#include "flow_layout.h"
#include "pages/data/gallery/filter_edit.h"
#include "state_view.h"
#include "studio.h"
#include "theme/icon.h"
#include "theme/theme.h"
#include "thumbnail_grid.h"

#include <QComboBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kTyping = 150;  // milliseconds without a key before it is searched

QComboBox* combo(const QString& name) {
    auto* made = new ComboBox(9);
    made->setObjectName(name);
    return made;
}

// The view's own setCurrentIndex() adds to the selection while Ctrl is down, as it is with many shortcuts.
void makeCurrent(ThumbnailGrid& grid, const QModelIndex& index) {
    grid.selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
}

}  // namespace

Gallery::Gallery(DatasetReader& reader, ThumbnailLoader::Source thumbnails, QWidget* parent)
    : QWidget(parent), reader_(reader), samples_(reader) {
    search_ = new FilterEdit;
    search_->setObjectName("gallery-search");
    search_->installEventFilter(this);
    split_ = combo("gallery-split");
    tag_ = combo("gallery-tag");
    sort_ = combo("gallery-sort");
    count_ = new QLabel;
    count_->setObjectName("gallery-count");
    setKind(count_, "muted");
    spinner_ = new BusySpinner(14);
    problem_ = new QLabel;
    problem_->setObjectName("gallery-problem");
    problem_->setTextFormat(Qt::PlainText);
    problem_->setWordWrap(true);
    problem_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    setKind(problem_, "danger");
    problem_->hide();
    missingNote_ = makeNote();

    grid_ = new ThumbnailGrid;
    grid_->setObjectName("gallery-grid");
    grid_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    grid_->setSource(std::move(thumbnails));
    grid_->setModel(&samples_);
    view_ = new StateView;
    view_->setObjectName("gallery-state");
    stack_ = new QStackedWidget;
    stack_->addWidget(grid_);
    stack_->addWidget(view_);
    connect(view_, &StateView::primaryTriggered, this, [this] {
        if (state_ == State::Error) return setDataset(dataset_);
        split_->setCurrentIndex(0);
        tag_->setCurrentIndex(0);
        setFilter({});
    });
    connect(grid_->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        // What the filter hides stays in view until another one is chosen.
        if (!current.isValid()) return;
        wanted_.reset();
        Q_EMIT currentChanged();
    });
    connect(grid_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &Gallery::selectionChanged);

    typing_.setSingleShot(true);
    typing_.setInterval(kTyping);
    connect(&typing_, &QTimer::timeout, this, &Gallery::find);
    connect(search_, &QLineEdit::textChanged, this, [this] { typing_.start(); });
    for (QComboBox* choice : {split_, tag_, sort_})
        connect(choice, &QComboBox::activated, this, &Gallery::find);
    connect(&reader_, &DatasetReader::found, this, &Gallery::take);
    connect(&reader_, &DatasetReader::refused, this, &Gallery::refuse);
    connect(&reader_, &DatasetReader::failed, this, [this](const Error& error) {
        error_ = error;
        setState(State::Error);
    });

    auto* numbers = new QWidget;
    auto* flow = new FlowLayout(numbers, space::kSmall, space::kTight);
    flow->setContentsMargins(0, 0, 0, 0);
    for (QWidget* part : std::initializer_list<QWidget*>{count_, spinner_, split_, tag_, sort_})
        flow->addWidget(part);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kSmall);
    layout->addWidget(search_);
    layout->addWidget(problem_);
    layout->addWidget(numbers);
    layout->addWidget(missingNote_);
    layout->addWidget(stack_, 1);
    setTabOrder(search_, split_);
    setTabOrder(split_, tag_);
    setTabOrder(tag_, sort_);
    setTabOrder(sort_, grid_);
    offerChoices();
    show();
}

QWidget* Gallery::makeNote() {
    auto* note = new QFrame;
    setKind(note, "note-warning");
    missingText_ = new QLabel;
    missingText_->setObjectName("gallery-missing");
    missingText_->setTextFormat(Qt::PlainText);
    missingText_->setWordWrap(true);
    missingText_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    missingText_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    auto* again = new QPushButton(note);
    again->setObjectName("gallery-missing-retry");
    connect(again, &QPushButton::clicked, this, [this] {
        forgetPictures();
        setDataset(dataset_);
    });
    auto* row = new QHBoxLayout(note);
    row->setContentsMargins(space::kMedium, space::kSmall, space::kSmall, space::kSmall);
    row->addWidget(missingText_, 1);
    row->addWidget(again, 0, Qt::AlignTop);
    return note;
}

void Gallery::setDataset(const QString& name) {
    if (name != dataset_) {
        const QSignalBlocker quiet(search_);
        search_->clear();
        split_->setCurrentIndex(0);
        tag_->setCurrentIndex(0);
        samples_.clear();
        whole_ = {};
        wanted_.reset();
    }
    dataset_ = name;
    missing_ = false;
    error_.reset();
    if (name.isEmpty()) {
        reader_.stop();
        samples_.clear();
        return setState(State::Empty);
    }
    refresh();
}

void Gallery::forgetPictures() {
    grid_->loader()->clear();
    grid_->viewport()->update();
}

void Gallery::refresh() {
    if (dataset_.isEmpty()) return;
    find();
}

data::Query Gallery::query() const {
    data::Query query;
    if (const QString typed = search_->text().trimmed(); !typed.isEmpty())
        query.filter = '(' + typed.toStdString() + ')';
    if (split_->currentIndex() > 0) query.filter += " split:" + split_->currentData().toString().toStdString();
    if (tag_->currentIndex() > 0)
        query.filter += " tag:" + data::filterText(tag_->currentData().toString().toStdString());
    query.model = model_;
    query.sortBy = static_cast<data::SortBy>(sort_->currentData().toInt());
    return query;
}

void Gallery::find() {
    typing_.stop();
    if (dataset_.isEmpty()) return;
    // What the person wrote is checked alone: our brackets around it would move the column.
    try {
        data::checkFilter(search_->text().trimmed().toStdString());
    } catch (const data::FilterError& error) {
        return refuse(error);
    }
    reader_.find(dataset_, query());
    setState(State::Loading);
}

void Gallery::refuse(const data::FilterError& error) {
    search_->setProblem(QString::fromStdString(error.message()), error.column());
    problem_->setText(
        tr("At character %1: %2")
            .arg(error.column())
            .arg(QString::fromStdString(error.message() + (error.hint().empty() ? "" : "; ") + error.hint())));
    problem_->show();
    if (state_ == State::Loading) setState(State::Done);
}

void Gallery::take(const FoundRows& found) {
    search_->setProblem({});
    problem_->hide();
    error_.reset();
    whole_ = found.whole;
    missing_ = found.missing;
    const auto wanted = wanted_ ? wanted_ : current();
    wanted_.reset();
    samples_.setRows(dataset_, found.rows);
    offerChoices();
    const QModelIndex before = wanted ? samples_.find(*wanted) : QModelIndex();
    if (const QModelIndex now = before.isValid() ? before : samples_.index(0); now.isValid()) {
        makeCurrent(*grid_, now);
        if (before.isValid()) grid_->scrollTo(now);
    }
    setState(whole_.samples > 0 ? State::Done : State::Empty);
}

std::optional<std::int64_t> Gallery::current() const {
    const QModelIndex index = grid_->currentIndex();
    return index.isValid() ? std::optional(samples_.idAt(index.row())) : std::nullopt;
}

std::vector<std::int64_t> Gallery::selected() const {
    std::vector<int> rows;
    for (const QModelIndex& index : grid_->selectionModel()->selectedIndexes())
        rows.push_back(index.row());
    std::sort(rows.begin(), rows.end());
    std::vector<std::int64_t> ids;
    for (const int row : rows)
        ids.push_back(samples_.idAt(row));
    return ids;
}

void Gallery::choose(std::int64_t row) {
    wanted_ = row;  // it may come with rows that are on their way
    if (const QModelIndex index = samples_.find(row); index.isValid()) {
        makeCurrent(*grid_, index);
        grid_->scrollTo(index);
    }
}

void Gallery::step(int by) {
    const int rows = samples_.rowCount();
    if (rows == 0) return;
    const int row = std::clamp(grid_->currentIndex().row() + by, 0, rows - 1);
    makeCurrent(*grid_, samples_.index(row));
    grid_->scrollTo(samples_.index(row));
}

void Gallery::focusSearch() {
    search_->setFocus(Qt::ShortcutFocusReason);
    search_->selectAll();
}

void Gallery::setFilter(const QString& filter) {
    search_->setText(filter);
    find();
}

QString Gallery::filter() const {
    return search_->text();
}

void Gallery::setModel(const std::string& model) {
    if (model == std::exchange(model_, model)) return;
    if (!search_->text().isEmpty()) find();
}

// Tags only where the dataset has some.
void Gallery::offerChoices() {
    const auto offer = [](QComboBox* choice, const std::vector<std::pair<QString, QVariant>>& entries) {
        const QSignalBlocker quiet(choice);
        const QVariant before = choice->currentData();
        choice->clear();
        for (const auto& [name, data] : entries)
            choice->addItem(name, data);
        choice->setCurrentIndex(std::max(0, choice->findData(before)));
    };
    offer(split_, {{tr("All splits"), {}},
                   {splitText("train"), "train"},
                   {splitText("validation"), "validation"},
                   {splitText("test"), "test"},
                   {splitText({}), "none"}});
    std::vector<std::pair<QString, QVariant>> tags{{tr("All tags"), {}}};
    for (const auto& [tag, count] : whole_.tags)
        tags.emplace_back(tr("%1 (%2)", "a filter and how many samples it leaves")
                              .arg(QString::fromStdString(tag), locale().toString(count)),
                          QString::fromStdString(tag));
    offer(tag_, tags);
    tag_->setVisible(!whole_.tags.empty());
    const auto by = [](data::SortBy sort) { return QVariant(static_cast<int>(sort)); };
    offer(sort_, {{tr("As imported"), by(data::SortBy::Order)},
                  {tr("By id"), by(data::SortBy::Id)},
                  {tr("By file name"), by(data::SortBy::File)},
                  {tr("Unchecked first"), by(data::SortBy::Checked)},
                  {tr("Fewest regions first"), by(data::SortBy::Regions)},
                  {tr("Shortest answer first"), by(data::SortBy::AnswerLength)},
                  {tr("By split"), by(data::SortBy::Split)}});
}

void Gallery::setState(State state) {
    state_ = state;
    show();
    Q_EMIT stateChanged();
}

void Gallery::show() {
    const int total = static_cast<int>(whole_.samples), shown = samples_.rowCount();
    spinner_->setVisible(state_ == State::Loading);
    count_->setText(total == 0       ? QString()
                    : shown == total ? tr("%Ln samples", nullptr, total)
                                     : tr("%1 of %Ln samples", nullptr, total).arg(locale().toString(shown)));
    missingNote_->setVisible(missing_);
    missingText_->setText(
        tr("The folder of this dataset is not there any more:\n%1\nConnect the drive or put it back, or "
           "bring the data in again.")
            .arg(QString::fromStdString(whole_.root.string())));
    const bool nothing = shown == 0;
    stack_->setCurrentIndex(nothing || state_ == State::Error ? 1 : 0);
    if (state_ == State::Error) {
        view_->showError(tr("The dataset cannot be read"), describe(*error_), QString::fromStdString(error_->what()));
        view_->setPrimaryAction(tr("&Try again"), tr("Reads the dataset once more"));
    } else if (nothing && state_ == State::Loading) {
        view_->showLoading(tr("Reading the samples"));
    } else if (nothing && total > 0) {
        view_->showEmpty("search", tr("Nothing matches"), tr("No sample has all that the filter asks for."));
        view_->setPrimaryAction(tr("Show &all"), tr("Takes search and filters away"));
    } else if (nothing) {
        view_->showEmpty("images", tr("No samples"), tr("Choose a dataset on the left, or bring in data."));
    }
}

void Gallery::retranslate() {
    search_->retranslate();
    setHint(split_, tr("Shows the samples of one split"));
    setHint(tag_, tr("Shows the samples with one tag"));
    setHint(sort_, tr("In which order the samples stand"));
    grid_->setAccessibleName(tr("Samples of the dataset"));
    auto* again = findChild<QPushButton*>("gallery-missing-retry");
    again->setText(tr("Try again"));
    again->setToolTip(tr("Looks for the folder once more"));
    offerChoices();
    show();
}

bool Gallery::eventFilter(QObject* watched, QEvent* event) {
    // From the search field straight into what was found.
    if (watched == search_ && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            if (typing_.isActive()) find();
            grid_->setFocus();
            return true;
        }
        if (key == Qt::Key_Escape && !search_->text().isEmpty()) {
            search_->clear();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace atelier::ui
