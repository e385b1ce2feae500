#include "main_window.h"

#include "bridge/background.h"
#include "bridge/engine_look.h"
#include "frame/command_palette.h"
#include "frame/desktop_notice.h"
#include "frame/job_bar.h"
#include "frame/project_notice.h"
#include "frame/rail.h"
#include "frame/shortcuts_sheet.h"
#include "frame/start_page.h"
#include "pages/data/sample/picture.h"
#include "pages/model/model_folder.h"
#include "pages/pages.h"
#include "starter.h"
#include "toast_host.h"

#include <QCloseEvent>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kCompactBelow = 1000;
constexpr int kQuiet = 250;  // ms after a page was shown or made before the next one is made ahead

ToastHost::Kind kindOf(Studio::Tone tone) {
    switch (tone) {
        case Studio::Tone::Info:
            return ToastHost::Kind::Info;
        case Studio::Tone::Success:
            return ToastHost::Kind::Success;
        case Studio::Tone::Warning:
            return ToastHost::Kind::Warning;
        case Studio::Tone::Danger:
            return ToastHost::Kind::Danger;
    }
    return ToastHost::Kind::Info;
}

// Trainings that can go on in their own processes.
std::vector<client::JobId> leavable(const JobCenter& jobs) {
    std::vector<client::JobId> found;
    for (const auto& status : jobs.active())
        if ((status.spec.kind == "train" || status.spec.kind == "sweep") &&
            (status.state == protocol::State::Running || status.state == protocol::State::Paused))
            found.push_back(status.id);
    return found;
}

QStringList localFiles(const QMimeData* data) {
    QStringList paths;
    for (const QUrl& url : data->urls())
        if (url.isLocalFile()) paths.append(url.toLocalFile());
    return paths;
}

// Whether anything runs that would be missed; what only looks is stopped otherwise.
bool busy(JobCenter& jobs) {
    const auto active = jobs.active();
    const auto missed = [](const client::JobStatus& status) { return !isLook(status.spec.kind); };
    if (std::any_of(active.begin(), active.end(), missed)) return true;
    jobs.stopAll();
    return false;
}

}  // namespace

MainWindow::MainWindow(Studio& studio, QWidget* parent) : QMainWindow(parent), studio_(studio) {
    setObjectName("main-window");
    setWindowIcon(QIcon(":/icons/atelier.svg"));
    setMinimumSize(880, 560);
    setAcceptDrops(true);

    std::vector<Rail::Item> items;
    int number = 0;
    for (const PageKind& kind : pageKinds()) {
        ++number;
        QAction* action = studio_.actions().add(this,
                                                {"page." + kind.id, [] { return tr("Go to"); }, kind.name, kind.purpose,
                                                 kind.icon, QKeySequence("Ctrl+" + QString::number(number))},
                                                [this, id = kind.id] { showPage(id); });
        items.push_back({kind.id, kind.icon, action, kind.step});
    }

    start_ = new StartPage(studio_, this);
    rail_ = new Rail(studio_, items, this);
    jobBar_ = new JobBar(studio_, this);
    pages_ = new QStackedWidget(this);
    auto* project = new QWidget(this);
    auto* columns = new QHBoxLayout(project);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    columns->addWidget(rail_);
    auto* right = new QVBoxLayout;
    right->setSpacing(0);
    auto* notice = new ProjectNotice(studio_, this);
    right->addWidget(notice);
    right->addWidget(pages_, 1);
    columns->addLayout(right, 1);
    outer_ = new QStackedWidget(this);
    outer_->addWidget(start_);
    outer_->addWidget(project);
    auto* whole = new QWidget(this);
    auto* rows = new QVBoxLayout(whole);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(outer_, 1);
    rows->addWidget(jobBar_);
    setCentralWidget(whole);
    palette_ = new CommandPalette(studio_.actions(), this);
    new DesktopNotice(studio_, *this, DesktopNotice::sessionBus(), this);
    toasts_ = new ToastHost(this);
    toasts_->setBottomMargin(jobBar_->height());  // its buttons stay in reach

    addActions();
    connect(start_, &StartPage::starterWanted, this, [this] { openStarter(); });
    connect(start_, &StartPage::openWanted, this, [this] { chooseProject(false); });
    connect(start_, &StartPage::newWanted, this, [this] { chooseProject(true); });
    connect(start_, &StartPage::projectWanted, this, [this](const QString& folder) { openProject(folder); });
    connect(notice, &ProjectNotice::openAgainWanted, this, [this] {
        const QString folder = studio_.session()->folder();
        // Its own lock, on the folder that was away, would stand in the way.
        if (studio_.session()->isThere() && !busy(studio_.jobs())) studio_.closeProject();
        openProject(folder);
    });
    connect(rail_, &Rail::startPageWanted, this, [this] { outer_->setCurrentWidget(start_); });
    connect(&studio_, &Studio::projectChanged, this, &MainWindow::showProject);
    connect(&studio_.keptRuns(), &KeptRuns::leftChanged, this, [this] {
        if (!studio_.keptRuns().left().empty() && currentPage() != "train")
            studio_.say(Studio::Tone::Info, tr("Runs waited when the window was closed"), tr("Show"),
                        [this] { showPage("train"); });
    });
    connect(&studio_, &Studio::pageWanted, this, &MainWindow::showPage);
    connect(&studio_, &Studio::said, this,
            [this](Studio::Tone tone, const QString& text, const QString& actionText,
                   const std::function<void()>& action) { toasts_->post(kindOf(tone), text, actionText, action); });

    ahead_.setSingleShot(true);
    ahead_.setInterval(kQuiet);
    connect(&ahead_, &QTimer::timeout, this, &MainWindow::makePageAhead);

    resize(1280, 800);
    restoreGeometry(studio_.preferences().place("window"));
    showProject();
}

MainWindow::~MainWindow() = default;

void MainWindow::addActions() {
    const auto window = [] { return tr("Window"); };
    const auto project = [] { return tr("Project"); };
    Actions& actions = studio_.actions();
    actions.add(
        this,
        {"window.palette", window, [] { return tr("Find a command…"); },
         [] { return tr("Lists every command and runs the one you choose"); }, "command", QKeySequence("Ctrl+K")},
        [this] { palette_->open(); });
    actions.add(this,
                {"window.shortcuts", window, [] { return tr("Shortcuts"); },
                 [] { return tr("Shows all keys and changes them"); }, "keyboard", QKeySequence("F1")},
                [this] { (new ShortcutsSheet(studio_.shortcuts(), this))->show(); });
    actions.add(this,
                {"window.theme", window, [] { return tr("Switch between light and dark"); },
                 [] { return tr("Changes the look of the whole window"); }, "moon", QKeySequence("Ctrl+Shift+L")},
                [this] {
                    const auto scheme = theme().dark() ? Scheme::Light : Scheme::Dark;
                    studio_.preferences().setScheme(scheme);
                    theme().setScheme(scheme);
                });
    actions.add(this,
                {"window.quit", window, [] { return tr("Quit"); }, [] { return tr("Closes the window"); }, "close",
                 QKeySequence("Ctrl+Q")},
                [this] { close(); });
    actions.add(this,
                {"project.start", project, [] { return tr("Start page"); }, [] { return tr("Shows recent projects"); },
                 "home", QKeySequence("Ctrl+Shift+H")},
                [this] { outer_->setCurrentWidget(start_); });
    actions.add(this,
                {"project.open", project, [] { return tr("Open a project…"); },
                 [] { return tr("Opens a project's folder"); }, "folder", QKeySequence("Ctrl+Shift+O")},
                [this] { chooseProject(false); });
    actions.add(
        this,
        {"project.new", project, [] { return tr("New project…"); },
         [] { return tr("Makes a project in a folder of its own"); }, "folder-plus", QKeySequence("Ctrl+Shift+N")},
        [this] { chooseProject(true); });
    actions.add(
        this,
        {"project.starter", project, [] { return tr("Try the starter"); },
         [] { return tr("Opens a small model with data and recipes, ready to train on this computer"); }, "spark"},
        [this] { openStarter(); });
}

bool MainWindow::openProject(const QString& folder, Session::Create create) {
    if (studio_.session() && busy(studio_.jobs())) {
        studio_.say(Studio::Tone::Warning,
                    tr("Jobs of this project still run. Stop them first, or open the other project "
                       "in a second window."));
        return false;
    }
    try {
        studio_.openProject(folder, create);
    } catch (const Error& error) {
        studio_.say(error);
        return false;
    }
    outer_->setCurrentIndex(1);
    findRunning();
    page("model");  // reads the facts of the project's model, wherever the window opens
    const QString last = studio_.preferences().lastPage(studio_.session()->folder());
    showPage(pageIds().contains(last) ? last : "model");
    return true;
}

// A training that an earlier window left, or that a terminal started.
void MainWindow::findRunning() {
    const auto folder = studio_.session()->project().folder();
    inBackground(
        this,
        [folder] {
            auto runs = runs::listRuns(folder);
            std::erase_if(runs, [](const auto& run) { return run.state != runs::RunInfo::State::Running; });
            return runs;
        },
        [this, folder](const Outcome<std::vector<runs::RunInfo>>& outcome) {
            if (!outcome.value || outcome.value->empty() || !studio_.jobs().active("train").empty() ||
                !studio_.session() || studio_.session()->project().folder() != folder)
                return;
            const QString run = QString::fromStdString(outcome.value->front().name);
            studio_.session()->setRun(run);
            if (currentPage() == "train") return;
            studio_.say(Studio::Tone::Info, tr("“%1” is being trained").arg(run), tr("Show"),
                        [this] { showPage("train"); });
        });
}

void MainWindow::openStarter(const QString& folder) {
    const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    if (openProject(folder.isEmpty() ? data + "/atelier/starter" : folder, Session::Create::IfMissing))
        prepareStarter(studio_);
}

void MainWindow::chooseProject(bool fresh) {
    const QString folder = QFileDialog::getExistingDirectory(
        this, fresh ? tr("Choose an empty folder for the project") : tr("Open a project"), QDir::homePath(),
        QFileDialog::ShowDirsOnly);
    if (!folder.isEmpty()) openProject(folder, fresh ? Session::Create::IfMissing : Session::Create::No);
}

void MainWindow::showProject() {
    Session* session = studio_.session();
    setWindowTitle(session ? tr("%1 – Atelier").arg(session->name()) : tr("Atelier"));
    for (auto& [id, page] : made_)
        page->deleteLater();
    made_.clear();
    outer_->setCurrentIndex(session ? 1 : 0);
    ahead_.start();
}

QStringList MainWindow::pageIds() {
    QStringList ids;
    for (const PageKind& kind : pageKinds())
        ids.append(kind.id);
    return ids;
}

Page* MainWindow::page(const QString& id) {
    if (const auto it = made_.find(id); it != made_.end()) return it->second;
    for (const PageKind& kind : pageKinds())
        if (kind.id == id) {
            Page* made = kind.make(studio_, pages_);
            pages_->addWidget(made);
            return made_[id] = made;
        }
    return nullptr;
}

void MainWindow::makePageAhead() {
    if (!studio_.session() || !isVisible()) return;
    // Made in one turn and laid out in the next: neither may be felt.
    if (Page* fresh = std::exchange(unprepared_, QPointer<Page>())) {
        fresh->prepare(pages_->size());
        ahead_.start();
        return;
    }
    for (const QString& id : pageIds()) {
        if (made_.contains(id)) continue;
        unprepared_ = page(id);
        ahead_.start();
        return;
    }
}

void MainWindow::showPage(const QString& id) {
    ahead_.start();
    Page* wanted = studio_.session() ? page(id) : nullptr;
    if (!wanted) return;
    outer_->setCurrentIndex(1);
    pages_->setCurrentWidget(wanted);
    rail_->setCurrent(id);
    studio_.preferences().setLastPage(studio_.session()->folder(), id);
}

QString MainWindow::currentPage() const {
    const auto* page = qobject_cast<Page*>(pages_->currentWidget());
    return page && outer_->currentIndex() == 1 ? page->id() : QString();
}

bool MainWindow::readyToClose() {
    if (!busy(studio_.jobs())) return true;
    if (closing_) return false;
    auto* question = new QMessageBox(this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setObjectName("close-question");
    question->setWindowTitle(tr("Something still runs"));
    question->setText(tr("Stop what runs and close?"));
    const bool training = !leavable(studio_.jobs()).empty();
    question->setInformativeText(
        training ? tr("A training can go on without the window, which finds it again when the project is opened. "
                      "Stopped, it saves a checkpoint first and can be gone on with later. What waits in the queue is "
                      "kept and can be queued again then.")
                 : tr("What is not done yet is lost."));
    if (training) {
        auto* leave = question->addButton(tr("Close, let it train on"), QMessageBox::AcceptRole);
        leave->setObjectName("close-leave");
        connect(leave, &QAbstractButton::clicked, this, [this] {
            const auto left = leavable(studio_.jobs());
            for (const client::JobId job : left) {
                studio_.jobs().resume(job);
                studio_.jobs().leave(job);
            }
            closeWithout(left);
        });
    }
    auto* stop = question->addButton(tr("Stop and close"), QMessageBox::DestructiveRole);
    stop->setObjectName("close-stop");
    question->addButton(tr("Keep working"), QMessageBox::RejectRole);
    connect(stop, &QAbstractButton::clicked, this, [this] { closeWithout({}); });
    question->open();
    return false;
}

void MainWindow::closeWithout(const std::vector<client::JobId>& left) {
    closing_ = true;
    setEnabled(false);
    studio_.keptRuns().hold();
    for (const auto& status : studio_.jobs().active())
        if (std::find(left.begin(), left.end(), status.id) == left.end()) studio_.jobs().cancel(status.id);
    connect(&studio_.jobs(), &JobCenter::finished, this, [this] {
        if (!studio_.jobs().busy()) close();
    });
    if (!studio_.jobs().busy()) close();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!readyToClose()) {
        event->ignore();
        return;
    }
    studio_.preferences().setPlace("window", saveGeometry());
    event->accept();
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    rail_->setCompact(width() < kCompactBelow);
    palette_->hide();
}

void MainWindow::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) {
        studio_.actions().retranslate();
        setWindowTitle(studio_.session() ? tr("%1 – Atelier").arg(studio_.session()->name()) : tr("Atelier"));
    }
    QMainWindow::changeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!localFiles(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

// What is dropped beside the pages' own places goes to the page that knows what to do with it.
void MainWindow::dropEvent(QDropEvent* event) {
    const QStringList paths = localFiles(event->mimeData());
    if (paths.isEmpty()) return;
    event->acceptProposedAction();
    if (data::Project::isProject(paths.front().toStdString())) {
        openProject(paths.front());
        return;
    }
    if (!studio_.session()) {
        studio_.say(Studio::Tone::Info, tr("Open or make a project first; then drop models and pictures into it."));
        return;
    }
    const QString id = pageFor(paths.front());
    showPage(id);
    page(id)->take(paths);
}

QString MainWindow::pageFor(const QString& path) const {
    if (const QString folder = modelFolderOf(path); !folder.isEmpty() && QFileInfo::exists(folder + "/config.json"))
        return "model";
    if (path.endsWith(".yaml") || path.endsWith(".yml")) return "recipe";
    // On the page Model a picture is something to ask about.
    return isPicture(path) && currentPage() == "model" ? "model" : "data";
}

}  // namespace atelier::ui
