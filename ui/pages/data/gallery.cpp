#include "pages/data/gallery.h"

#include "busy_spinner.h"
#include "controls.h"
#include "pages/data/picture.h"
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
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kTyping = 150;  // milliseconds without a key before it is searched

}  // namespace

Gallery::Gallery(DatasetReader& reader, QWidget* parent) : QWidget(parent), reader_(reader) {
    search_ = new QLineEdit;
    search_->setObjectName("gallery-search");
    search_->setClearButtonEnabled(true);
    search_->addAction(icon("search"), QLineEdit::LeadingPosition);
    search_->installEventFilter(this);
    const auto combo = [](const QString& name) {
        auto* made = new QComboBox;
        made->setObjectName(name);
        made->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        made->setMinimumContentsLength(7);
        return made;
    };
    split_ = combo("gallery-split");
    tag_ = combo("gallery-tag");
    count_ = new QLabel;
    count_->setObjectName("gallery-count");
    setKind(count_, "muted");
    spinner_ = new BusySpinner(14);

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
        grid_->loader()->clear();
        setDataset(dataset_);
    });
    auto* noteRow = new QHBoxLayout(note);
    noteRow->setContentsMargins(space::kMedium, space::kSmall, space::kSmall, space::kSmall);
    noteRow->addWidget(missingText_, 1);
    noteRow->addWidget(again, 0, Qt::AlignTop);
    missingNote_ = note;

    grid_ = new ThumbnailGrid;
    grid_->setObjectName("gallery-grid");
    grid_->setSource(&loadThumbnail);
    grid_->setModel(&samples_);
    view_ = new StateView;
    view_->setObjectName("gallery-state");
    stack_ = new QStackedWidget;
    stack_->addWidget(grid_);
    stack_->addWidget(view_);
    connect(view_, &StateView::primaryTriggered, this, [this] {
        if (state_ == State::Error) return setDataset(dataset_);
        search_->clear();
        split_->setCurrentIndex(0);
        tag_->setCurrentIndex(0);
        filter();
    });
    connect(grid_->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        // What the filter hides stays in view until another one is chosen.
        if (current.isValid()) Q_EMIT chosenChanged(chosen());
    });

    typing_.setSingleShot(true);
    typing_.setInterval(kTyping);
    connect(&typing_, &QTimer::timeout, this, &Gallery::filter);
    connect(search_, &QLineEdit::textChanged, this, [this] { typing_.start(); });
    connect(split_, &QComboBox::activated, this, &Gallery::filter);
    connect(tag_, &QComboBox::activated, this, &Gallery::filter);
    connect(&reader_, &DatasetReader::rows, this, &Gallery::addRows);
    connect(&reader_, &DatasetReader::ended, this, [this](const QString& missing) {
        missing_ = missing;
        setState(samples_.total() > 0 ? State::Done : State::Empty);
        chooseFirst();
    });
    connect(&reader_, &DatasetReader::failed, this, [this](const Error& error) {
        error_ = error;
        setState(State::Error);
    });

    auto* fields = new QHBoxLayout;
    fields->setSpacing(space::kSmall);
    fields->addWidget(search_, 1);
    fields->addWidget(split_);
    fields->addWidget(tag_);
    auto* numbers = new QHBoxLayout;
    numbers->setSpacing(space::kSmall);
    numbers->addWidget(count_);
    numbers->addWidget(spinner_);
    numbers->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kSmall);
    layout->addLayout(fields);
    layout->addLayout(numbers);
    layout->addWidget(missingNote_);
    layout->addWidget(stack_, 1);
    setTabOrder(search_, split_);
    setTabOrder(split_, tag_);
    setTabOrder(tag_, grid_);
    show();
}

void Gallery::setDataset(const QString& name) {
    wanted_ = name == dataset_ ? chosen() : QString();
    if (name != dataset_) {
        const QSignalBlocker quiet(search_);
        search_->clear();
        samples_.setFilter({});
    }
    dataset_ = name;
    missing_.clear();
    error_.reset();
    samples_.clear();
    offerFilters();
    if (name.isEmpty()) {
        reader_.stop();
        return setState(State::Empty);
    }
    reader_.read(name);
    setState(State::Loading);
}

QString Gallery::chosen() const {
    return grid_->currentIndex().data(SampleModel::kIdRole).toString();
}

void Gallery::choose(const QString& id) {
    if (const QModelIndex index = samples_.find(id); index.isValid()) {
        grid_->setCurrentIndex(index);
        grid_->scrollTo(index);
    }
}

void Gallery::step(int by) {
    const int rows = samples_.rowCount();
    if (rows == 0) return;
    const int row = std::clamp(grid_->currentIndex().row() + by, 0, rows - 1);
    grid_->setCurrentIndex(samples_.index(row));
    grid_->scrollTo(samples_.index(row));
}

void Gallery::focusSearch() {
    search_->setFocus(Qt::ShortcutFocusReason);
    search_->selectAll();
}

void Gallery::addRows(const std::vector<SampleRow>& rows) {
    samples_.append(rows);
    offerFilters();
    if (wanted_.isEmpty()) chooseFirst();
    show();
}

// The one that was chosen before, else the first.
void Gallery::chooseFirst() {
    if (grid_->currentIndex().isValid() || samples_.rowCount() == 0) return;
    const QModelIndex before = wanted_.isEmpty() ? QModelIndex() : samples_.find(wanted_);
    grid_->setCurrentIndex(before.isValid() ? before : samples_.index(0));
    if (before.isValid()) grid_->scrollTo(before);
    wanted_.clear();
}

void Gallery::filter() {
    typing_.stop();
    SampleFilter filter;
    filter.text = search_->text().simplified();
    if (split_->currentIndex() > 0) filter.split = split_->currentData().toString();
    if (tag_->currentIndex() > 0) filter.tag = tag_->currentData().toString();
    const QString before = chosen();
    samples_.setFilter(filter);
    if (const QModelIndex index = samples_.find(before); index.isValid())
        choose(before);
    else
        step(0);
    show();
}

// Only what the dataset has is offered.
void Gallery::offerFilters() {
    const auto offer = [](QComboBox* combo, const QString& all, const std::map<QString, int>& counts, auto name) {
        const QSignalBlocker quiet(combo);
        const QVariant before = combo->currentIndex() > 0 ? combo->currentData() : QVariant();
        combo->clear();
        combo->addItem(all);
        for (const auto& [key, count] : counts)
            combo->addItem(tr("%1 (%2)", "a filter and how many samples it leaves")
                               .arg(name(key), combo->locale().toString(count)),
                           key);
        combo->setCurrentIndex(before.isValid() ? std::max(0, combo->findData(before)) : 0);
    };
    offer(split_, tr("All splits"), samples_.splits(), splitText);
    offer(tag_, tr("All tags"), samples_.tags(), [](const QString& tag) { return tag; });
    split_->setVisible(samples_.splits().size() > 1);
    tag_->setVisible(!samples_.tags().empty());
}

void Gallery::setState(State state) {
    state_ = state;
    show();
    Q_EMIT stateChanged();
}

void Gallery::show() {
    const int total = samples_.total(), shown = samples_.rowCount();
    spinner_->setVisible(state_ == State::Loading);
    count_->setText(total == 0       ? QString()
                    : shown == total ? tr("%Ln samples", nullptr, total)
                                     : tr("%1 of %Ln samples", nullptr, total).arg(locale().toString(shown)));
    missingNote_->setVisible(!missing_.isEmpty());
    missingText_->setText(
        tr("The folder of this dataset is not there any more:\n%1\nConnect the drive or put it back, or "
           "bring the data in again.")
            .arg(missing_));
    const bool nothing = shown == 0;
    stack_->setCurrentIndex(nothing || state_ == State::Error ? 1 : 0);
    if (state_ == State::Error) {
        view_->showError(tr("The dataset cannot be read"), describe(*error_), QString::fromStdString(error_->what()));
        view_->setPrimaryAction(tr("&Try again"), tr("Reads the dataset once more"));
    } else if (nothing && state_ == State::Loading) {
        view_->showLoading(tr("Reading the samples"));
    } else if (nothing && total > 0) {
        view_->showEmpty("search", tr("Nothing matches"),
                         tr("No sample has all of these words in its texts, labels or id."));
        view_->setPrimaryAction(tr("Show &all"), tr("Takes search and filters away"));
    } else if (nothing) {
        view_->showEmpty("images", tr("No samples"), tr("Choose a dataset on the left, or bring in data."));
    }
}

void Gallery::retranslate() {
    search_->setPlaceholderText(tr("Search texts, labels, ids"));
    setHint(search_, tr("Shows the samples that have every word (%1)")
                         .arg(QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText)));
    setHint(split_, tr("Shows the samples of one split"));
    setHint(tag_, tr("Shows the samples with one tag"));
    grid_->setAccessibleName(tr("Samples of the dataset"));
    auto* again = findChild<QPushButton*>("gallery-missing-retry");
    again->setText(tr("Try again"));
    again->setToolTip(tr("Looks for the folder once more"));
    offerFilters();
    show();
}

bool Gallery::eventFilter(QObject* watched, QEvent* event) {
    // From the search field straight into what was found.
    if (watched == search_ && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            if (typing_.isActive()) filter();
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
