#include "question_note.h"

#include "controls.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>

namespace atelier::widgets {

namespace {

constexpr int kNarrow = 520;  // pixels below which the answers stand below the question

}  // namespace

QuestionNote::QuestionNote(const QString& name, QWidget* parent)
    : QFrame(parent), text_(new QLabel(this)), leave_(new QPushButton(this)), layout_(new QHBoxLayout(this)) {
    setKind(this, "note-danger");
    setObjectName(name);
    text_->setObjectName(name + "-text");
    text_->setTextFormat(Qt::PlainText);
    text_->setWordWrap(true);
    text_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    answers_ = new QHBoxLayout;
    answers_->setSpacing(space::kSmall);
    answers_->addWidget(leave_);
    answers_->addStretch();
    layout_->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    layout_->setSpacing(space::kSmall);
    layout_->addWidget(text_, 1);
    layout_->addLayout(answers_);
    connect(leave_, &QPushButton::clicked, this, &QWidget::hide);
    hide();
}

QPushButton* QuestionNote::addAnswer(const QString& name) {
    auto* answer = new QPushButton(this);
    answer->setObjectName(name);
    setKind(answer, "danger");
    answers_->insertWidget(answers_->indexOf(leave_), answer);
    setTabOrder(answer, leave_);
    connect(answer, &QPushButton::clicked, this, &QWidget::hide);
    return answer;
}

void QuestionNote::setText(const QString& text) {
    text_->setText(text);
    setAccessibleName(text);
}

void QuestionNote::ask() {
    show();
    leave_->setFocus(Qt::OtherFocusReason);
}

void QuestionNote::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    layout_->setDirection(width() < kNarrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void QuestionNote::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        leave_->click();
    else
        QFrame::keyPressEvent(event);
}

}  // namespace atelier::widgets
