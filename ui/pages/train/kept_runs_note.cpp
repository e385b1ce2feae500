#include "pages/train/kept_runs_note.h"

#include "controls.h"
#include "theme/tokens.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace atelier::ui {

using namespace widgets;

KeptRunsNote::KeptRunsNote(Studio& studio, QWidget* parent)
    : QFrame(parent),
      studio_(studio),
      text_(new QLabel(this)),
      queue_(new QPushButton(this)),
      forget_(new QPushButton(this)) {
    setObjectName("train-kept");
    setKind(this, "note");
    text_->setObjectName("train-kept-text");
    text_->setTextFormat(Qt::PlainText);
    text_->setWordWrap(true);
    queue_->setObjectName("train-kept-queue");
    forget_->setObjectName("train-kept-forget");
    setKind(forget_, "quiet");
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    line->setSpacing(space::kSmall);
    line->addWidget(text_, 1);
    line->addWidget(queue_);
    line->addWidget(forget_);
    connect(queue_, &QPushButton::clicked, this, [this] { studio_.keptRuns().queueLeft(); });
    connect(forget_, &QPushButton::clicked, this, [this] { studio_.keptRuns().forgetLeft(); });
    connect(&studio_.keptRuns(), &KeptRuns::leftChanged, this, &KeptRunsNote::tell);
    tell();
}

void KeptRunsNote::tell() {
    QStringList names;
    for (const auto& run : studio_.keptRuns().left())
        names << QString::fromStdString(run.run);
    setVisible(!names.empty());
    text_->setText(tr("Not begun when the window was closed: %1", "names of runs").arg(names.join(", ")));
    queue_->setText(tr("&Queue again"));
    queue_->setToolTip(tr("They train one after another, as they were queued"));
    forget_->setText(tr("&Forget"));
    forget_->setToolTip(tr("They are not trained"));
}

void KeptRunsNote::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) tell();
    QFrame::changeEvent(event);
}

}  // namespace atelier::ui
