#include "pages/model/model_page.h"

#include "bridge/secret_store.h"
#include "client/worker_process.h"
#include "controls.h"
#include "pages/data/sample/picture.h"
#include "pages/model/architecture_panel.h"
#include "pages/model/card_panel.h"
#include "pages/model/hub/hub_panel.h"
#include "pages/model/model_check.h"
#include "pages/model/model_facts.h"
#include "pages/model/model_folder.h"
#include "pages/model/model_start.h"
#include "pages/model/try_panel.h"
#include "protocol/jobs/model.h"
#include "resources.h"
#include "state_view.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QBoxLayout>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QPushButton>
#include <QResizeEvent>
#include <QScrollArea>
#include <QStackedWidget>
#include <QToolButton>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kTwoColumns = 960, kWidest = 1600, kTryHighest = 900;  // pixels
constexpr const char* kRecentModels = "models";

}  // namespace

ModelPage::ModelPage(Studio& studio, QWidget* parent) : Page(studio, "model", parent) {
    setWidest(kWidest);
    recentMenu_ = new QMenu(this);
    recentButton_ = new QToolButton(this);
    recentButton_->setObjectName("model-recent-button");
    recentButton_->setIcon(icon("clock"));
    recentButton_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    recentButton_->setPopupMode(QToolButton::InstantPopup);
    recentButton_->setMenu(recentMenu_);
    open_ = new QPushButton(this);
    open_->setObjectName("model-open");
    open_->setIcon(icon("folder"));
    get_ = new QPushButton(this);
    get_->setObjectName("model-get");
    get_->setIcon(icon("import"));
    back_ = new QPushButton(this);
    back_->setObjectName("model-back");
    back_->setIcon(icon("chevron-left"));
    headerActions()->addWidget(back_);
    headerActions()->addWidget(get_);
    headerActions()->addWidget(recentButton_);
    headerActions()->addWidget(open_);
    connect(open_, &QPushButton::clicked, this, &ModelPage::choose);
    connect(get_, &QPushButton::clicked, this, &ModelPage::showHub);
    connect(back_, &QPushButton::clicked, this, [this] {
        inHub_ = false;
        sync();
    });

    start_ = new ModelStart(this);
    connect(start_, &ModelStart::chooseWanted, this, &ModelPage::choose);
    connect(start_, &ModelStart::starterWanted, this, &ModelPage::openStarter);
    connect(start_, &ModelStart::wanted, this, &ModelPage::open);
    connect(start_, &ModelStart::hubWanted, this, &ModelPage::showHub);
    view_ = new StateView(this);
    view_->setObjectName("model-state");
    connect(view_, &StateView::primaryTriggered, this, [this] {
        if (job_ >= 0)
            this->studio().jobs().cancel(job_);
        else
            read(asked_);
    });
    connect(view_, &StateView::secondaryTriggered, this, &ModelPage::leaveError);

    facts_ = new ModelFacts;
    check_ = new ModelCheck;
    architecture_ = new ArchitecturePanel;
    card_ = new CardPanel;
    try_ = new TryPanel(studio);
    hub_ = new HubPanel(keychain());
    hub_->setObjectName("model-hub");
    connect(hub_, &HubPanel::openWanted, this, &ModelPage::open);
    auto* left = new QVBoxLayout;
    left->setSpacing(space::kMedium);
    left->addWidget(facts_);
    left->addWidget(architecture_);
    left->addWidget(check_);
    left->addWidget(card_);
    left->addStretch(1);
    auto* inside = new QWidget;
    columns_ = new QBoxLayout(QBoxLayout::TopToBottom, inside);
    columns_->setContentsMargins(0, 0, 0, 0);
    columns_->setSpacing(space::kMedium);
    columns_->addLayout(left, 1);
    auto* right = new QVBoxLayout;
    try_->setMaximumHeight(kTryHighest);
    right->addWidget(try_, 1000);
    right->addStretch(1);
    columns_->addLayout(right, 1);
    scroll_ = new QScrollArea;
    scroll_->setWidget(inside);
    scroll_->setWidgetResizable(true);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    stack_ = new QStackedWidget(this);
    stack_->addWidget(start_);
    stack_->addWidget(view_);
    stack_->addWidget(scroll_);
    stack_->addWidget(hub_);
    content()->addWidget(stack_);

    addActions();
    connect(&studio.jobs(), &JobCenter::finished, this, &ModelPage::readEnd);
    if (session()) {
        connect(session(), &Session::modelChanged, this, [this] {
            // Chosen elsewhere, e.g. by the starter.
            const QString model = session()->model();
            if (!adopting_ && !model.isEmpty() && model != asked_ && !session()->modelInfo())
                read(model);
            else
                sync();
        });
        connect(session(), &Session::datasetChanged, try_, &TryPanel::refresh);
    }
    sync();
}

void ModelPage::addActions() {
    const auto group = [] { return tr("Model"); };
    Actions& actions = studio().actions();
    actions.add(this,
                {"model.open", group, [] { return tr("Open a model…"); }, [] { return tr("Opens a model's folder"); },
                 "folder", QKeySequence("Ctrl+O")},
                [this] {
                    studio().showPage(id());
                    choose();
                });
    actions.add(this,
                {"model.get",
                 group,
                 [] { return tr("Get a model from the hub…"); },
                 [] { return tr("Looks for models on the Hugging Face hub and downloads them"); },
                 "import",
                 {}},
                [this] {
                    studio().showPage(id());
                    showHub();
                });
    actions.add(
        this,
        {"model.ask", group, [] { return tr("Ask the model"); },
         [] { return tr("Lets the model answer the question of the quick try"); }, "send", QKeySequence("Ctrl+Return")},
        [this] {
            studio().showPage(id());
            if (state() == "done") try_->ask();
        });
}

QString ModelPage::state() const {
    const QWidget* shown = stack_->currentWidget();
    return shown == hub_      ? "hub"
           : shown == start_  ? "empty"
           : shown == scroll_ ? "done"
           : job_ >= 0        ? "loading"
                              : "error";
}

void ModelPage::activated() {
    sync();
    try_->refresh();
}

void ModelPage::take(const QStringList& paths) {
    for (const QString& path : paths)
        if (const QString folder = modelFolderOf(path); !folder.isEmpty()) return open(folder);
    for (const QString& path : paths)
        if (isPicture(path) && state() == "done") return try_->setPicture(path);
    studio().say(Studio::Tone::Warning,
                 tr("That is no model folder. Drop the folder that holds config.json and the weights, or, once a model "
                    "is open, a picture to try it with."));
}

void ModelPage::open(const QString& folder) {
    read(QDir::cleanPath(QFileInfo(folder).absoluteFilePath()));
}

void ModelPage::showHub() {
    inHub_ = true;
    sync();
    hub_->activated();
}

void ModelPage::choose() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a model's folder"),
                                                             studio().preferences().text("folder/model"));
    if (folder.isEmpty()) return;
    studio().preferences().setText("folder/model", QFileInfo(folder).absolutePath());
    open(folder);
}

void ModelPage::openStarter() {
    try {
        open(starterModel());
    } catch (const Error& error) {
        studio().say(error);
    }
}

void ModelPage::read(const QString& folder) {
    if (job_ >= 0) studio().jobs().cancel(job_);
    job_ = -1;
    inHub_ = false;
    failure_.reset();
    asked_ = folder;
    if (!QFileInfo::exists(folder))
        return fail(tr("The model is not there"),
                    tr("%1\nConnect the drive or put the folder back, or open another model.").arg(folder), {});
    if (const QStringList missing = missingPieces(folder); !missing.isEmpty())
        return fail(tr("Pieces of the model are missing"),
                    tr("%1 does not have:\n\n%2\n\nFetch the model's folder again, with all of its files.")
                        .arg(folder, missing.join('\n')),
                    {});
    protocol::ModelInfoRequest request;
    request.model = folder.toStdString();
    job_ = studio().jobs().ask({"model_info", tr("Look at %1").arg(modelTitle(folder)).toStdString()}, request);
    sync();
}

void ModelPage::readEnd(client::JobId job) {
    if (job != job_) return;
    job_ = -1;
    const client::JobStatus status = studio().jobs().status(job);
    try {
        if (status.error) throw *status.error;
        if (status.state == protocol::State::Stopped) return leaveError();
        const auto info = protocol::fromJson<protocol::ModelInfo>(status.result, "result");
        adopting_ = true;
        session()->setModel(asked_);
        session()->setModelInfo(info);
        adopting_ = false;
        remember(asked_);
        sync();
    } catch (const Error& error) {
        const QString where = QString::fromStdString(error.where()), hint = QString::fromStdString(error.hint());
        QStringList text{QString::fromStdString(error.message())};
        text.append(where.isEmpty() ? asked_ : where);
        if (!hint.isEmpty()) text.append(hint);
        fail(tr("The model cannot be opened"), text.join('\n'), QString::fromStdString(error.what()));
    }
}

// What the page shows follows from the session, the job and the failure.
void ModelPage::sync() {
    if (adopting_ || !session()) return;
    const QString model = session()->model();
    if (job_ < 0 && !failure_ && !model.isEmpty() && !session()->modelInfo()) return read(model);
    back_->setVisible(inHub_);
    get_->setVisible(!inHub_ && (job_ >= 0 || failure_ || !model.isEmpty()));
    open_->setVisible(inHub_ || get_->isVisibleTo(this));
    recentButton_->setVisible(get_->isVisibleTo(this));
    listRecent();
    if (inHub_) {
        stack_->setCurrentWidget(hub_);
    } else if (job_ >= 0) {
        view_->showLoading(tr("Looking at %1").arg(modelTitle(asked_)), asked_);
        view_->setPrimaryAction(tr("Cancel"), tr("Goes back to what was open before"));
        stack_->setCurrentWidget(view_);
    } else if (failure_) {
        showFailure();
    } else if (model.isEmpty()) {
        shown_.clear();
        stack_->setCurrentWidget(start_);
    } else {
        if (shown_ != model) {
            try_->refresh();
            card_->setModel(model);
        }
        shown_ = model;
        facts_->setModel(model, *session()->modelInfo());
        architecture_->setModel(*session()->modelInfo());
        check_->setModel(*session()->modelInfo());
        stack_->setCurrentWidget(scroll_);
    }
}

void ModelPage::fail(const QString& title, const QString& text, const QString& details) {
    failure_ = Failure{title, text, details};
    sync();
}

void ModelPage::showFailure() {
    view_->showError(failure_->title, failure_->text, failure_->details.isEmpty() ? failure_->text : failure_->details);
    view_->setPrimaryAction(tr("&Try again"), tr("Looks at the same folder once more"));
    const QString model = session()->model();
    if (model.isEmpty() || model == asked_)
        view_->setSecondaryAction(tr("Another &folder…"), tr("Opens another model's folder"));
    else
        view_->setSecondaryAction(tr("&Back to %1").arg(modelTitle(model)), tr("Shows the model that is open"));
    stack_->setCurrentWidget(view_);
}

void ModelPage::leaveError() {
    const QString model = session()->model();
    // A model that cannot be read any more has nothing to go back to.
    if (failure_ && (model.isEmpty() || model == asked_)) return choose();
    failure_.reset();
    asked_ = model;
    if (!model.isEmpty() && !session()->modelInfo())
        return fail(tr("The model was not looked at"), tr("%1\nIt was cancelled.").arg(model), {});
    sync();
}

void ModelPage::listRecent() {
    const QStringList recent = studio().preferences().list(kRecentModels);
    start_->setRecent(recent);
    recentMenu_->clear();
    for (const QString& folder : recent) {
        // An ampersand of a name is no mnemonic.
        QAction* action = recentMenu_->addAction(icon("model"), modelTitle(folder).replace('&', "&&"));
        action->setToolTip(folder);
        action->setEnabled(QFileInfo::exists(folder));
        connect(action, &QAction::triggered, this, [this, folder] { open(folder); });
    }
    recentMenu_->setToolTipsVisible(true);
    recentButton_->setEnabled(!recent.isEmpty());
}

void ModelPage::remember(const QString& folder) {
    QStringList recent = studio().preferences().list(kRecentModels);
    recent.removeAll(folder);
    recent.prepend(folder);
    studio().preferences().setList(kRecentModels, recent.mid(0, kRecent));
}

void ModelPage::retranslate() {
    setTitle(tr("Model"), tr("What you start from: a vision-language model in a folder of its own."));
    open_->setText(tr("&Open a model…"));
    open_->setToolTip(tr("Opens another model's folder; one can also be dropped here"));
    get_->setText(tr("&Get a model…"));
    get_->setToolTip(tr("Looks for models on the Hugging Face hub and downloads them"));
    back_->setText(tr("&Back"));
    back_->setToolTip(tr("Leaves the hub; a download goes on"));
    recentButton_->setText(tr("Recent"));
    recentButton_->setToolTip(tr("Models that were open before"));
    start_->retranslate();
    if (session() && session()->modelInfo()) {
        facts_->retranslate();
        check_->retranslate();
    }
    architecture_->retranslate();
    card_->retranslate();
    try_->retranslate();
    hub_->retranslate();
    sync();
}

void ModelPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    columns_->setDirection(width() >= kTwoColumns ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

}  // namespace atelier::ui
