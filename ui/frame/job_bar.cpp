#include "frame/job_bar.h"

#include "bridge/engine_look.h"
#include "format.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>

namespace atelier::ui {

using namespace widgets;

namespace {

// What only looks shows its progress where it was asked for.
std::vector<client::JobStatus> shownJobs(const JobCenter& jobs) {
    auto active = jobs.active();
    std::erase_if(active, [](const client::JobStatus& status) { return isLook(status.spec.kind); });
    return active;
}

}  // namespace

JobBar::JobBar(Studio& studio, QWidget* parent) : QFrame(parent), studio_(studio) {
    setProperty("kind", "bar");
    setObjectName("job-bar");
    setFixedHeight(44);
    sign_ = new QLabel(this);
    title_ = new QLabel(this);
    title_->setObjectName("job-title");
    title_->setFont(theme().font(TextStyle::Strong));
    phase_ = new QLabel(this);
    phase_->setObjectName("job-phase");
    phase_->setProperty("kind", "muted");
    progress_ = new QProgressBar(this);
    progress_->setTextVisible(false);
    progress_->setMinimumWidth(120);
    left_ = new QLabel(this);
    left_->setProperty("kind", "muted");
    const auto button = [this](const QString& name, const QString& drawing) {
        auto* made = new QToolButton(this);
        made->setObjectName(name);
        made->setIcon(icon(drawing));
        made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        return made;
    };
    waiting_ = button("job-waiting", "queue");
    details_ = button("job-details", "info");
    cancel_ = button("job-cancel", "close");
    connect(waiting_, &QToolButton::clicked, this, &JobBar::showWaiting);
    connect(details_, &QToolButton::clicked, this, &JobBar::showDetails);
    connect(cancel_, &QToolButton::clicked, this, [this] {
        if (shown_ >= 0)
            studio_.jobs().cancel(shown_);
        else
            failed_ = -1;
        refresh();
    });

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::kWide, 0, space::kLarge, 0);
    layout->setSpacing(space::kMedium);
    layout->addWidget(sign_);
    layout->addWidget(title_);
    layout->addWidget(phase_);
    layout->addWidget(progress_, 1);
    layout->addStretch();  // where no progress is shown
    layout->addWidget(left_);
    layout->addWidget(waiting_);
    layout->addWidget(details_);
    layout->addWidget(cancel_);

    connect(&studio_.jobs(), &JobCenter::added, this, &JobBar::refresh);
    connect(&studio_.jobs(), &JobCenter::news, this, &JobBar::refresh);
    connect(&studio_.jobs(), &JobCenter::finished, this, &JobBar::noteEnd);
    refresh();
}

void JobBar::noteEnd(client::JobId job) {
    const auto status = studio_.jobs().status(job);
    if (status.state == protocol::State::Failed && !isLook(status.spec.kind)) failed_ = job;
    refresh();
}

void JobBar::refresh() {
    const auto active = shownJobs(studio_.jobs());
    const client::JobStatus* current = nullptr;
    for (const auto& status : active)
        if (status.state != protocol::State::Idle && (!current || status.spec.lane == client::JobSpec::Lane::Engine))
            current = &status;
    if (!current && !active.empty()) current = &active.front();
    setVisible(current || failed_ >= 0);
    shown_ = current ? current->id : -1;
    const bool failure = !current && failed_ >= 0;
    details_->setVisible(failure);
    details_->setText(tr("Details"));
    details_->setToolTip(tr("What went wrong, to read and to copy"));
    waiting_->setVisible(active.size() > 1);
    waiting_->setText(tr("%Ln more", nullptr, static_cast<int>(active.size()) - 1));
    waiting_->setToolTip(tr("Jobs that run or wait, each can be cancelled"));
    cancel_->setText(failure ? tr("Dismiss") : tr("Cancel"));
    cancel_->setToolTip(failure ? tr("Hide this message") : tr("Stop this job; a training saves a checkpoint first"));
    cancel_->setEnabled(failure || (current && current->state != protocol::State::Stopping));
    progress_->setVisible(current);
    left_->setVisible(current);
    if (failure) {
        const auto status = studio_.jobs().status(failed_);
        sign_->setPixmap(icon("error", Role::Danger).pixmap(18, 18));
        title_->setText(tr("%1 failed").arg(QString::fromStdString(status.spec.title)));
        phase_->setText(status.error ? QString::fromStdString(status.error->message()) : QString());
        phase_->setProperty("kind", "muted");
    } else if (current) {
        const char* sign = current->state == protocol::State::Paused     ? "pause"
                           : current->state == protocol::State::Stopping ? "stop"
                           : current->state == protocol::State::Idle     ? "clock"
                                                                         : "play";
        sign_->setPixmap(icon(sign, Role::Accent).pixmap(18, 18));
        title_->setText(QString::fromStdString(current->spec.title));
        phase_->setText(current->state == protocol::State::Idle       ? tr("Waiting")
                        : current->state == protocol::State::Paused   ? tr("Paused")
                        : current->state == protocol::State::Stopping ? tr("Stopping")
                                                                      : phaseText(current->phase));
        const bool known = current->total > 0;
        progress_->setRange(0, known ? 1000 : 0);
        if (known) progress_->setValue(static_cast<int>(1000 * current->done / current->total));
        left_->setText(known ? timeLeftText({current->done, current->total, current->secondsLeft}) : QString());
    }
    setAccessibleName(title_->text() + ' ' + phase_->text());
}

void JobBar::showWaiting() {
    QMenu menu(this);
    for (const auto& status : shownJobs(studio_.jobs())) {
        const QString title = QString::fromStdString(status.spec.title);
        const QString state = status.state == protocol::State::Idle ? tr("waiting") : phaseText(status.phase);
        menu.addAction(icon("close"), tr("Cancel “%1” (%2)").arg(title, state), this,
                       [this, id = status.id] { studio_.jobs().cancel(id); });
    }
    menu.exec(waiting_->mapToGlobal(QPoint(0, -menu.sizeHint().height())));
}

void JobBar::showDetails() {
    const auto status = studio_.jobs().status(failed_);
    auto* box = new QMessageBox(window());
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowModality(Qt::NonModal);
    box->setIcon(QMessageBox::NoIcon);
    box->setWindowTitle(title_->text());
    const QString text = status.error ? describe(*status.error) : QString();
    box->setText(title_->text());
    box->setInformativeText(text);
    auto* copy = box->addButton(tr("Copy"), QMessageBox::ActionRole);
    box->addButton(QMessageBox::Close);
    connect(copy, &QAbstractButton::clicked, box, [text] { QGuiApplication::clipboard()->setText(text); });
    box->show();
}

void JobBar::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) refresh();
    QFrame::changeEvent(event);
}

}  // namespace atelier::ui
