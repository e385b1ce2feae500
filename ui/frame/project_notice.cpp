#include "frame/project_notice.h"

#include "controls.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QEvent>
#include <QFileInfo>
#include <QFrame>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

ProjectNotice::ProjectNotice(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    setObjectName("project-notice");
    frame_ = new QFrame(this);
    sign_ = new QLabel(frame_);
    text_ = new QLabel(frame_);
    text_->setObjectName("project-notice-text");
    text_->setWordWrap(true);
    text_->setTextFormat(Qt::PlainText);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    again_ = new QPushButton(frame_);
    again_->setObjectName("project-notice-again");
    auto* line = new QHBoxLayout(frame_);
    line->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    line->setSpacing(space::kSmall);
    line->addWidget(sign_);
    line->addWidget(text_, 1);
    line->addWidget(again_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kWide, space::kMedium, space::kWide, 0);
    layout->addWidget(frame_);

    connect(again_, &QPushButton::clicked, this, &ProjectNotice::openAgainWanted);
    connect(&studio_, &Studio::projectChanged, this, &ProjectNotice::look);
    connect(&studio_, &Studio::progressed, this, &ProjectNotice::look);
    connect(&watcher_, &QFileSystemWatcher::directoryChanged, this, &ProjectNotice::look);
    connect(&theme(), &Theme::changed, this, &ProjectNotice::look);
    // What the watcher does not see, e.g. a drive that is pulled out.
    connect(qGuiApp, &QGuiApplication::applicationStateChanged, this, &ProjectNotice::look);
    look();
}

void ProjectNotice::look() {
    const Session* session = studio_.session();
    const QString folder = session ? session->folder() : QString();
    const bool gone = session && !session->isThere();
    // A folder that is renamed is news of the one above it.
    const QStringList wanted = gone || !session ? QStringList() : QStringList{folder, QFileInfo(folder).path()};
    if (folder != watched_ || watcher_.directories().size() != wanted.size()) {
        watched_ = folder;
        if (const QStringList before = watcher_.directories(); !before.isEmpty()) watcher_.removePaths(before);
        if (!wanted.isEmpty()) watcher_.addPaths(wanted);
    }
    setVisible(gone || (session && session->readOnly()));
    if (isHidden()) return;
    setKind(frame_, gone ? "note-danger" : "note-warning");
    sign_->setPixmap(
        icon(gone ? "error" : "lock", gone ? Role::Danger : Role::Warning).pixmap(QSize(18, 18), devicePixelRatioF()));
    text_->setText(gone
                       ? tr("The project's folder is not there any more: %1\nWhat you do here is not kept. Put the "
                            "folder back, or connect its drive; then open it again.")
                             .arg(folder)
                       : tr("Open for reading only: %1.\nWhat you change here is not kept, and nothing can be trained.")
                             .arg(session->readOnlyReason()));
    again_->setText(tr("Open a&gain"));
    again_->setToolTip(gone ? tr("Opens the project again, once its folder is back")
                            : tr("Opens the project again, for writing where that is possible now"));
    setAccessibleName(text_->text());
}

void ProjectNotice::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) look();
    QWidget::changeEvent(event);
}

}  // namespace atelier::ui
