#include "pages/train/before/start_question.h"

#include "controls.h"
#include "format.h"
#include "pages/train/before/lines.h"
#include "theme/icon.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

StartQuestion::StartQuestion(QWidget* parent)
    : QFrame(parent),
      sign_(new QLabel(this)),
      text_(new QLabel(this)),
      start_(new QPushButton(this)),
      leave_(new QPushButton(this)) {
    setObjectName("train-question");
    setKind(this, "note-danger");
    text_->setObjectName("train-question-text");
    wrap(text_);
    start_->setObjectName("train-start-anyway");
    setKind(start_, "danger");
    leave_->setObjectName("train-start-not");
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space::kSmall);
    buttons->addWidget(start_);
    buttons->addWidget(leave_);
    buttons->addStretch(1);
    auto* rows = new QVBoxLayout;
    rows->setSpacing(space::kSmall);
    rows->addWidget(text_);
    rows->addLayout(buttons);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    line->setSpacing(space::kSmall);
    line->addWidget(sign_, 0, Qt::AlignTop);
    line->addLayout(rows, 1);
    connect(start_, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT startWanted();
    });
    connect(leave_, &QPushButton::clicked, this, &QWidget::hide);
    hide();
}

void StartQuestion::ask(const jobs::Estimate& estimate) {
    estimate_ = estimate;
    retranslate();
    show();
    start_->setFocus(Qt::OtherFocusReason);
}

void StartQuestion::retranslate() {
    sign_->setPixmap(icon("error", Role::Danger).pixmap(QSize(16, 16), devicePixelRatioF()));
    text_->setText(
        tr("This training needs about %1, but only %2 are free. It is likely to end for want of memory. What "
           "would help is listed below.")
            .arg(bytesText(estimate_.peak), bytesText(estimate_.available)));
    start_->setText(tr("Start all the same"));
    start_->setToolTip(tr("Starts the training as the recipe says"));
    leave_->setText(tr("Not yet"));
    leave_->setToolTip(tr("Nothing is started"));
}

}  // namespace atelier::ui
