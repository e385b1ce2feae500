#include "pages/train/answer_card.h"

#include "controls.h"
#include "diff_texts.h"
#include "text_diff_view.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

QLabel* wrapped(QWidget* parent, const char* kind) {
    auto* label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    if (*kind) label->setProperty("kind", kind);
    return label;
}

}  // namespace

AnswerCard::AnswerCard(const protocol::SampleAnswer& first, QWidget* parent)
    : QFrame(parent),
      sampleId_(QString::fromStdString(first.sampleId)),
      reference_(first.reference),
      picture_(new QLabel(this)),
      prompt_(wrapped(this, "muted")),
      referenceTitle_(new QLabel(this)),
      referenceText_(wrapped(this, "")),
      answerTitle_(new QLabel(this)),
      step_(new QLabel(this)),
      mark_(new QLabel(this)),
      earlier_(iconButton("chevron-left", this)),
      later_(iconButton("chevron-right", this)),
      answer_(new TextDiffView(this)) {
    setObjectName("answer-" + sampleId_);
    setProperty("kind", "card");
    picture_->setFixedSize(kPicture, kPicture);
    picture_->setAlignment(Qt::AlignCenter);
    picture_->hide();
    prompt_->setText(QString::fromStdString(first.prompt));
    referenceText_->setText(QString::fromStdString(first.reference));
    for (QLabel* label : {prompt_, referenceText_, picture_})
        label->setProperty("data", true);
    for (QLabel* label : {referenceTitle_, answerTitle_, step_})
        label->setProperty("kind", "faint");
    earlier_->setObjectName("answer-earlier");
    later_->setObjectName("answer-later");

    auto* head = new QHBoxLayout;
    head->setSpacing(space::kTight);
    head->addWidget(answerTitle_);
    head->addWidget(mark_);
    head->addStretch();
    head->addWidget(earlier_);
    head->addWidget(step_);
    head->addWidget(later_);
    auto* words = new QVBoxLayout;
    words->setSpacing(space::kTight);
    words->addWidget(prompt_);
    words->addWidget(referenceTitle_);
    words->addWidget(referenceText_);
    words->addLayout(head);
    words->addWidget(answer_);
    words->addStretch();
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::kMedium, space::kMedium, space::kMedium, space::kMedium);
    layout->setSpacing(space::kMedium);
    layout->addWidget(picture_, 0, Qt::AlignTop);
    layout->addLayout(words, 1);

    connect(earlier_, &QToolButton::clicked, this, [this] { turn(-1); });
    connect(later_, &QToolButton::clicked, this, [this] { turn(1); });
    connect(&theme(), &Theme::changed, this, &AnswerCard::applyTheme);
    applyTheme();
    add(first);
}

void AnswerCard::add(const protocol::SampleAnswer& answer) {
    answers_[answer.step] = answer.answer;
    if (newest_) shown_ = answers_.rbegin()->first;
    showAnswer();
}

void AnswerCard::setPicture(const QImage& image) {
    image_ = image;
    picture_->setVisible(!image.isNull());
    if (image.isNull()) return;
    const double ratio = devicePixelRatioF();
    QPixmap pixmap = QPixmap::fromImage(
        image.scaled(QSize(kPicture, kPicture) * ratio, Qt::KeepAspectRatio, Qt::SmoothTransformation));
    pixmap.setDevicePixelRatio(ratio);
    picture_->setPixmap(pixmap);
}

void AnswerCard::turn(int by) {
    auto at = answers_.find(shown_);
    if (at == answers_.end()) return;
    if (by < 0 && at != answers_.begin()) --at;
    if (by > 0 && std::next(at) != answers_.end()) ++at;
    shown_ = at->first;
    newest_ = std::next(at) == answers_.end();
    showAnswer();
}

void AnswerCard::showAnswer() {
    const auto at = answers_.find(shown_);
    if (at == answers_.end()) return;
    answer_->setParts(diffTexts(evaluation::diff(reference_, at->second)));
    const bool same = at->second == reference_;
    mark_->setPixmap(icon(same ? "success" : "minus", same ? Role::Success : Role::TextFaint)
                         .pixmap(QSize(14, 14), devicePixelRatioF()));
    earlier_->setEnabled(at != answers_.begin());
    later_->setEnabled(std::next(at) != answers_.end());
    retranslate();
}

void AnswerCard::applyTheme() {
    for (QLabel* label : {prompt_, referenceTitle_, answerTitle_, step_})
        label->setFont(theme().font(TextStyle::Small));
    showAnswer();
}

void AnswerCard::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

void AnswerCard::retranslate() {
    const auto at = answers_.find(shown_);
    referenceTitle_->setText(tr("Reference"));
    answerTitle_->setText(tr("Answer"));
    step_->setText(tr("step %1").arg(QLocale().toString(static_cast<qlonglong>(shown_))));
    setHint(earlier_, tr("The answer before"));
    setHint(later_, tr("The answer after"));
    mark_->setToolTip(at != answers_.end() && at->second == reference_ ? tr("The same as the reference")
                                                                       : tr("Differs from the reference"));
    picture_->setToolTip(sampleId_);
    answer_->setAccessibleName(answerTitle_->text());
    answer_->setEmptyText(tr("(no answer)"));
    setAccessibleName(tr("Sample %1").arg(sampleId_));
}

}  // namespace atelier::ui
