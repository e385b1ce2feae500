#include "pages/compare/sample_panel.h"

#include "bridge/background.h"
#include "controls.h"
#include "elided_label.h"
#include "pages/compare/compared_text.h"
#include "pages/compare/sample_picture.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kBeside = 520;          // pixels from which two answers stand beside each other
constexpr int kPictureBeside = 1000;  // and the picture beside the texts

using Differences = std::vector<std::vector<evaluation::DiffPart>>;

}  // namespace

SamplePanel::SamplePanel(QWidget* parent) : QWidget(parent) {
    setObjectName("compare-sample");
    place_ = new QLabel(this);
    place_->setObjectName("compare-place");
    place_->setFont(theme().font(TextStyle::Strong));
    id_ = new ElidedLabel({}, Qt::ElideMiddle, this);
    id_->setProperty("kind", "muted");
    id_->setProperty("data", true);
    previous_ = iconButton("chevron-up", this);
    next_ = iconButton("chevron-down", this);
    connect(previous_, &QToolButton::clicked, this, [this] { Q_EMIT stepWanted(-1); });
    connect(next_, &QToolButton::clicked, this, [this] { Q_EMIT stepWanted(1); });
    auto* header = new QHBoxLayout;
    header->setSpacing(space::kSmall);
    header->addWidget(place_);
    header->addWidget(id_, 1);
    header->addWidget(previous_);
    header->addWidget(next_);

    picture_ = new SamplePicture(this);
    prompt_ = new ComparedText("compare-prompt", this);
    reference_ = new ComparedText("compare-reference", this);
    auto* texts = new QWidget(this);
    auto* column = new QVBoxLayout(texts);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    column->addWidget(prompt_);
    column->addWidget(reference_);
    answersLayout_ = new QBoxLayout(QBoxLayout::TopToBottom);
    answersLayout_->setSpacing(space::kSmall);
    column->addLayout(answersLayout_);
    column->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(texts);
    scroll->setMinimumHeight(80);

    splitter_ = new QSplitter(Qt::Vertical, this);
    splitter_->setObjectName("compare-sample-splitter");
    splitter_->setChildrenCollapsible(false);
    splitter_->addWidget(picture_);
    splitter_->addWidget(scroll);
    splitter_->setStretchFactor(0, 2);
    splitter_->setStretchFactor(1, 3);
    splitter_->setSizes({200, 300});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kSmall);
    layout->addLayout(header);
    layout->addWidget(splitter_, 1);
}

void SamplePanel::show(const ComparedRunPtr& run, int sample, int row, int rows) {
    const bool same = run == run_ && sample == sample_;
    const bool others = run != run_;
    run_ = run;
    sample_ = run ? sample : -1;
    row_ = row;
    rows_ = rows;
    if (others) makeAnswers();
    setEnabled(sample_ >= 0);
    tellWords();
    if (same) return;
    ++turn_;
    if (sample_ < 0) {
        picture_->setImages({});
        for (ComparedText* card : answers_)
            card->setText({});
        prompt_->setText({});
        reference_->setText({});
        return;
    }
    const auto& shown = run_->comparison.samples[static_cast<std::size_t>(sample_)];
    picture_->setImages(shown.images);
    prompt_->setText(QString::fromStdString(shown.prompt));
    reference_->setText(QString::fromStdString(shown.reference));
    for (std::size_t i = 0; i < answers_.size(); ++i)
        answers_[i]->setText(QString::fromStdString(shown.answers[run_->shown()[i]]));
    markDifferences();
}

void SamplePanel::makeAnswers() {
    qDeleteAll(answers_);
    answers_.clear();
    if (!run_) return;
    for (std::size_t i = 0; i < run_->shown().size(); ++i) {
        answers_.push_back(new ComparedText(QString("compare-answer-%1").arg(i), this));
        answersLayout_->addWidget(answers_.back(), 1);
    }
}

// Long texts take a while to be aligned.
void SamplePanel::markDifferences() {
    const auto& sample = run_->comparison.samples[static_cast<std::size_t>(sample_)];
    std::vector<std::string> answers;
    for (const std::size_t contestant : run_->shown())
        answers.push_back(sample.answers[contestant]);
    inBackground(
        this,
        [reference = sample.reference, answers = std::move(answers)] {
            Differences all;
            for (const std::string& answer : answers)
                all.push_back(evaluation::diff(reference, answer));
            return all;
        },
        [this, turn = turn_](const Outcome<Differences>& outcome) {
            if (turn != turn_ || !outcome.value) return;
            for (std::size_t i = 0; i < answers_.size() && i < outcome.value->size(); ++i)
                if (!run_->comparison.samples[static_cast<std::size_t>(sample_)].answers[run_->shown()[i]].empty())
                    answers_[i]->mark((*outcome.value)[i]);
        });
}

QString SamplePanel::scoresText(std::size_t contestant) const {
    QStringList all;
    const auto& scores = run_->comparison.samples[static_cast<std::size_t>(sample_)].scores;
    for (const auto& total : run_->totals)
        if (const auto found = scores.find(total.metric); found != scores.end())
            all.append(tr("%1 %2", "metric and score")
                           .arg(metricTitle(total.metric), QLocale().toString(found->second[contestant], 'f', 2)));
    return all.join(tr(" · ", "between scores"));
}

void SamplePanel::tellWords() {
    place_->setText(sample_ < 0 ? tr("No sample") : tr("%1 of %2").arg(row_ + 1).arg(rows_));
    id_->setText(sample_ < 0 ? QString()
                             : QString::fromStdString(run_->comparison.samples[static_cast<std::size_t>(sample_)].id));
    previous_->setEnabled(row_ > 0);
    next_->setEnabled(row_ + 1 < rows_);
    prompt_->setWords(tr("Prompt"), tr("Copy the prompt"), tr("(no prompt)"));
    reference_->setWords(tr("Reference"), tr("Copy the reference"), tr("(no reference)"));
    for (std::size_t i = 0; i < answers_.size(); ++i) {
        const std::size_t contestant = run_->shown()[i];
        const QString name = run_->titleOf(contestant);
        answers_[i]->setWords(name, tr("Copy the answer “%1”").arg(name), tr("(no answer)"));
        answers_[i]->setNote(sample_ < 0 ? QString() : scoresText(contestant));
    }
}

void SamplePanel::retranslate() {
    setHint(previous_, tr("Previous sample (K)"));
    setHint(next_, tr("Next sample (J)"));
    picture_->retranslate();
    tellWords();
}

void SamplePanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    // In a wide panel the picture stands beside the texts.
    splitter_->setOrientation(width() >= kPictureBeside ? Qt::Horizontal : Qt::Vertical);
    const int texts = splitter_->orientation() == Qt::Horizontal ? width() * 3 / 5 : width();
    answersLayout_->setDirection(texts >= kBeside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

}  // namespace atelier::ui
