#include "pages/sweeps/sweeps_page.h"

#include "controls.h"
#include "list_delegate.h"
#include "pages/sweeps/sweep_maker.h"
#include "pages/sweeps/sweep_view.h"
#include "pages/sweeps/sweep_words.h"
#include "state_view.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kRow = 48;  // pixels: a name and what there is to say of it

}  // namespace

SweepsPage::SweepsPage(Studio& studio, QWidget* parent) : Page(studio, "sweeps", parent) {
    watcher_ = new SweepsWatcher(this);
    build();
    connectParts();
    const auto group = [] { return tr("Sweeps"); };
    studio.actions().add(this,
                         {"sweeps.new", group, [] { return tr("Make a sweep"); },
                          [] { return tr("Trains one recipe many times with different settings"); }, "plus"},
                         [this] {
                             this->studio().showPage("sweeps");
                             make();
                         });
    forgetProject();
}

void SweepsPage::build() {
    new_ = new QPushButton(this);
    new_->setObjectName("sweeps-new");
    new_->setProperty("kind", "primary");
    new_->setIcon(icon("plus", Role::OnAccent));
    headerActions()->addWidget(new_);
    list_ = new QListWidget(this);
    list_->setObjectName("sweeps-list");
    list_->setProperty("data", true);
    list_->setItemDelegate(new ListDelegate(ListDelegate::Place::Below, list_));
    list_->setMinimumWidth(150);
    list_->setTextElideMode(Qt::ElideRight);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view_ = new SweepView(studio().preferences(), this);
    view_->setMinimumWidth(320);
    splitter_ = new QSplitter(Qt::Horizontal, this);
    splitter_->setObjectName("sweeps-splitter");
    splitter_->setChildrenCollapsible(false);
    splitter_->addWidget(list_);
    splitter_->addWidget(view_);
    splitter_->setStretchFactor(1, 1);
    splitter_->setSizes({200, 800});
    splitter_->restoreState(studio().preferences().place("sweeps.list"));
    stateView_ = new StateView(this);
    stateView_->setObjectName("sweeps-state");
    stack_ = new QStackedWidget(this);
    stack_->addWidget(stateView_);
    stack_->addWidget(splitter_);
    content()->addWidget(stack_, 1);
}

void SweepsPage::connectParts() {
    connect(&studio(), &Studio::projectChanged, this, &SweepsPage::forgetProject);
    connect(&studio(), &Studio::progressed, this, [this] {
        if (isVisible() && state_ == State::Making) maker().refresh();
    });
    connect(&studio().jobs(), &JobCenter::added, this, [this] { showChosen(); });
    connect(&studio().jobs(), &JobCenter::finished, this, &SweepsPage::noteEnd);
    connect(watcher_, &SweepsWatcher::listed, this, &SweepsPage::takeSweeps);
    connect(watcher_, &SweepsWatcher::failed, this, [this](const Error& error) {
        error_ = error;
        if (state_ != State::Error && state_ != State::Making) setState(State::Error);
    });
    connect(list_, &QListWidget::currentRowChanged, this, &SweepsPage::showChosen);
    connect(new_, &QPushButton::clicked, this, &SweepsPage::make);
    connect(view_, &SweepView::stopWanted, this, &SweepsPage::stop);
    connect(view_, &SweepView::goOnWanted, this, &SweepsPage::goOn);
    connect(view_, &SweepView::bestWanted, this, &SweepsPage::useBest);
    connect(view_, &SweepView::runWanted, this, &SweepsPage::showRun);
    connect(view_, &SweepView::deleteWanted, this, &SweepsPage::remove);
    connect(splitter_, &QSplitter::splitterMoved, this,
            [this] { studio().preferences().setPlace("sweeps.list", splitter_->saveState()); });
    connect(stateView_, &StateView::primaryTriggered, this, [this] {
        if (state_ == State::Empty) return make();
        setState(State::Loading);
        watcher_->look();
    });
}

// Made when it is first needed: it is the largest part of the page, and many a project has no sweep.
SweepMaker& SweepsPage::maker() {
    if (maker_) return *maker_;
    maker_ = new SweepMaker(studio(), this);
    stack_->addWidget(maker_);
    connect(maker_, &SweepMaker::startWanted, this, &SweepsPage::start);
    connect(maker_, &SweepMaker::cancelWanted, this, [this] {
        setState(sweeps_.empty() ? State::Empty : State::Done);
        new_->setFocus();
    });
    return *maker_;
}

void SweepsPage::forgetProject() {
    own_.clear();
    removal_.reset();
    sweeps_.clear();
    list_->clear();
    watcher_->setProject(session() ? std::optional(session()->project().folder()) : std::nullopt);
    setState(session() ? State::Loading : State::Empty);
    if (isVisible()) watcher_->look();
}

void SweepsPage::activated() {
    watcher_->setWatching(true);
    watcher_->look();
    if (state_ == State::Making) maker().refresh();
}

void SweepsPage::hideEvent(QHideEvent* event) {
    watcher_->setWatching(false);
    Page::hideEvent(event);
}

QString SweepsPage::state() const {
    return states()[static_cast<int>(state_)];
}

void SweepsPage::setState(State state) {
    state_ = state;
    new_->setVisible(state == State::Done);
    tellState();
    stack_->setCurrentWidget(state == State::Done     ? static_cast<QWidget*>(splitter_)
                             : state == State::Making ? static_cast<QWidget*>(&maker())
                                                      : stateView_);
}

void SweepsPage::tellState() {
    switch (state_) {
        case State::Empty:
            stateView_->showEmpty("sweeps", tr("No sweeps yet"),
                                  tr("Which learning rate is best, which rank? A sweep trains your recipe with many "
                                     "values, compares the results and shows what matters."));
            stateView_->setPrimaryAction(tr("&Make a sweep"), tr("Chooses the settings and the values to try"));
            break;
        case State::Loading:
            stateView_->showLoading(own_.empty() ? tr("Looking for sweeps") : tr("The sweep is being checked"));
            break;
        case State::Error:
            stateView_->showError(tr("The sweeps cannot be shown"), error_ ? describe(*error_) : QString(),
                                  error_ ? QString::fromStdString(error_->what()) : QString());
            stateView_->setPrimaryAction(tr("&Try again"), tr("Lists the project's sweeps again"));
            break;
        case State::Done:
        case State::Making:
            break;
    }
}

void SweepsPage::takeSweeps(const std::vector<SweepNews>& sweeps) {
    error_.reset();
    sweeps_ = sweeps;
    listSweeps();
    // One that was started is not listed before the engine has checked it.
    const State none = own_.empty() ? State::Empty : State::Loading;
    if (state_ != State::Making) setState(sweeps_.empty() ? none : State::Done);
    showChosen();
}

// Rows stay as long as the sweeps do, so that nothing jumps while one runs.
void SweepsPage::listSweeps() {
    const QString before = wanted_.isEmpty() && list_->currentItem() ? list_->currentItem()->text() : wanted_;
    bool same = list_->count() == static_cast<int>(sweeps_.size());
    for (int i = 0; same && i < list_->count(); ++i)
        same = list_->item(i)->text() == QString::fromStdString(sweeps_[static_cast<std::size_t>(i)].state.name);
    const QSignalBlocker quiet(list_);
    if (!same) {
        list_->clear();
        for (const SweepNews& news : sweeps_) {
            auto* item = new QListWidgetItem(QString::fromStdString(news.state.name), list_);
            item->setSizeHint({0, kRow});
        }
    }
    int row = 0;
    for (int i = 0; i < list_->count(); ++i) {
        const SweepNews& news = sweeps_[static_cast<std::size_t>(i)];
        const QString facts =
            news.running ? tr("running · %1").arg(sweepSummary(news.state)) : sweepSummary(news.state);
        list_->item(i)->setData(ListDelegate::kDetailRole, facts);
        list_->item(i)->setToolTip(facts);
        if (list_->item(i)->text() == before) row = i;
    }
    if (list_->count() > 0) list_->setCurrentRow(row);
    if (list_->count() > 0 && list_->item(row)->text() == wanted_) wanted_.clear();
}

const SweepNews* SweepsPage::chosen() const {
    const auto row = static_cast<std::size_t>(std::max(0, list_->currentRow()));
    return row < sweeps_.size() ? &sweeps_[row] : nullptr;
}

void SweepsPage::showChosen() {
    const SweepNews* news = chosen();
    if (!news) return;
    const QString name = QString::fromStdString(news->state.name);
    const auto own = std::find_if(own_.begin(), own_.end(), [&](const Own& one) { return one.sweep == name; });
    const bool stopping = own != own_.end() && studio().jobs().status(own->job).state == protocol::State::Stopping;
    view_->show(*news, own != own_.end(), stopping, whyNot());
}

QString SweepsPage::whyNot() const {
    if (!session() || session()->readOnly()) return tr("The project is read-only");
    if (removal_) return tr("A sweep is being moved to the trash");
    return {};
}

void SweepsPage::make() {
    if (!session()) return;
    setState(State::Making);
    maker().begin();
}

void SweepsPage::retranslate() {
    setTitle(tr("Sweeps"), tr("The same recipe with many settings: which of them is best, and what matters."));
    new_->setText(tr("&New sweep"));
    new_->setToolTip(tr("Chooses the settings and the values to try"));
    list_->setAccessibleName(tr("Sweeps of the project"));
    splitter_->setAccessibleName(tr("List and sweep"));
    view_->retranslate();
    if (maker_) maker_->retranslate();
    listSweeps();
    tellState();
    showChosen();
}

}  // namespace atelier::ui
