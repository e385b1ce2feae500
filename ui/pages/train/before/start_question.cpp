#include "pages/train/before/start_question.h"

#include "format.h"

#include <QPushButton>

namespace atelier::ui {

StartQuestion::StartQuestion(QWidget* parent)
    : QuestionNote("train-question", parent), start_(addAnswer("train-start-anyway")) {
    leaveButton()->setObjectName("train-start-not");
    connect(start_, &QPushButton::clicked, this, &StartQuestion::startWanted);
}

void StartQuestion::askAbout(const protocol::Estimate& estimate) {
    estimate_ = estimate;
    retranslate();
    ask();
}

void StartQuestion::retranslate() {
    setText(tr("This training needs about %1, but only %2 are free. It is likely to end for want of memory. What "
               "would help is listed below.")
                .arg(bytesText(estimate_.peak), bytesText(estimate_.available)));
    start_->setText(tr("Start all the same"));
    start_->setToolTip(tr("Starts the training as the recipe says"));
    leaveButton()->setText(tr("Not yet"));
    leaveButton()->setToolTip(tr("Nothing is started"));
}

}  // namespace atelier::ui
