#include "pages/train/answers_panel.h"

#include "pages/train/run_files.h"
#include "theme/tokens.h"

#include <QCoreApplication>
#include <QEvent>
#include <QLabel>
#include <QPointer>
#include <QThreadPool>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

AnswersPanel::AnswersPanel(QWidget* parent) : QScrollArea(parent), inside_(new QWidget), empty_(new QLabel(inside_)) {
    setObjectName("train-answers");
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    empty_->setProperty("kind", "faint");
    empty_->setWordWrap(true);
    empty_->setAlignment(Qt::AlignCenter);
    column_ = new QVBoxLayout(inside_);
    column_->setContentsMargins(0, space::kSmall, space::kSmall, 0);
    column_->setSpacing(space::kSmall);
    column_->addWidget(empty_, 1);
    column_->addStretch();
    setWidget(inside_);
    retranslate();
}

void AnswersPanel::setRun(const std::filesystem::path& project, const QString& run) {
    project_ = project;
    run_ = run;
    setAnswers({});
}

void AnswersPanel::setAnswers(const std::vector<protocol::SampleAnswer>& answers) {
    ++turn_;
    for (const auto& [id, card] : cards_)
        delete card;
    cards_.clear();
    empty_->show();
    add(answers);
}

void AnswersPanel::add(const std::vector<protocol::SampleAnswer>& answers) {
    for (const auto& answer : answers) {
        if (const auto known = cards_.find(answer.sampleId); known != cards_.end()) {
            known->second->add(answer);
            continue;
        }
        if (cards_.size() >= kCards) continue;
        auto* card = new AnswerCard(answer, inside_);
        column_->insertWidget(column_->count() - 1, card);
        cards_[answer.sampleId] = card;
        loadPicture(answer.sampleId);
    }
    empty_->setVisible(cards_.empty());
}

void AnswersPanel::loadPicture(const std::string& sampleId) {
    const int side = 2 * AnswerCard::kPicture;  // crisp on dense screens
    QThreadPool::globalInstance()->start(
        [project = project_, run = run_.toStdString(), sampleId, turn = turn_, guard = QPointer<AnswersPanel>(this)] {
            const QImage image = runSampleImage(project, run, sampleId, side);
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [guard, turn, sampleId, image] {
                    if (!guard || guard->turn_ != turn) return;
                    if (const auto card = guard->cards_.find(sampleId); card != guard->cards_.end())
                        card->second->setPicture(image);
                },
                Qt::QueuedConnection);
        });
}

void AnswersPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QScrollArea::changeEvent(event);
}

void AnswersPanel::retranslate() {
    setAccessibleName(tr("Sample answers"));
    empty_->setText(
        tr("Answers appear here at each evaluation: of the samples that are pinned on the page Data, or of as many "
           "as the recipe asks for."));
}

}  // namespace atelier::ui
