#include "pages/compare/sample_panel.h"

#include "bridge/background.h"
#include "common/random.h"
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

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kBeside = 480;          // pixels from which two answers stand beside each other
constexpr int kLow = 480;             // pixels of height below which the prompt stands beside the reference
constexpr qsizetype kLongName = 28;   // characters of a title on a button
constexpr int kPictureBeside = 1000;  // and the picture beside the texts

using Differences = std::vector<std::vector<evaluation::DiffPart>>;

}  // namespace

SamplePanel::SamplePanel(QWidget* parent) : QWidget(parent) {
    setObjectName("compare-sample");
    place_ = new QLabel(this);
    place_->setObjectName("compare-place");
    place_->setFont(theme().font(TextStyle::Strong));
    id_ = new ElidedLabel({}, Qt::ElideMiddle, this);
    id_->setObjectName("compare-id");
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
    askedLayout_ = new QBoxLayout(QBoxLayout::TopToBottom);
    askedLayout_->setSpacing(space::kSmall);
    askedLayout_->addWidget(prompt_, 1);
    askedLayout_->addWidget(reference_, 1);
    column->addLayout(askedLayout_);
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
    votes_ = new VoteBar(this);
    votes_->hide();
    connect(votes_, &VoteBar::voted, this, &SamplePanel::takeVote);
    layout->addLayout(header);
    layout->addWidget(splitter_, 1);
    layout->addWidget(votes_);
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
    const auto contestants = order();
    for (std::size_t i = 0; i < answers_.size(); ++i)
        answers_[i]->setText(QString::fromStdString(shown.answers[contestants[i]]));
    votes_->setEqual(contestants.size() == 2 && shown.answers[contestants[0]] == shown.answers[contestants[1]]);
    markDifferences();
}

// Blind, chance says which stands first: the same each time the sample is shown.
std::vector<std::size_t> SamplePanel::order() const {
    auto contestants = run_->shown();
    if (!blind_ || sample_ < 0 || contestants.size() != 2) return contestants;
    std::string key = run_->comparison.samples[static_cast<std::size_t>(sample_)].id;
    for (const std::size_t contestant : contestants)
        key += '\n' + run_->comparison.contestants[contestant].name;
    if (Random{stableHash(key)}() & 1) std::swap(contestants[0], contestants[1]);
    return contestants;
}

void SamplePanel::setBlind(bool blind) {
    if (blind == blind_) return;
    blind_ = blind;
    const auto run = run_;
    const int sample = sample_;
    run_.reset();  // all of it is shown anew
    show(run, sample, row_, rows_);
}

const std::string& SamplePanel::nameOf(std::size_t answer) const {
    return run_->comparison.contestants[order()[answer]].name;
}

void SamplePanel::setJudgement(const data::Judgement& judgement) {
    judgement_ = judgement;
    const bool two = run_ && answers_.size() == 2 && sample_ >= 0;
    votes_->setVisible(two);
    for (std::size_t i = 0; i < answers_.size(); ++i) {
        if (!two || sample_ < 0) {
            answers_[i]->setFeedback(false, {});
            continue;
        }
        const auto found = judgement_.liked.find(nameOf(i));
        answers_[i]->setFeedback(votes_->can(VoteBar::Vote::Good),
                                 found == judgement_.liked.end() ? std::nullopt : std::optional(found->second));
    }
    if (!two) return;
    using Vote = VoteBar::Vote;
    const auto both = [&](bool good) {
        return std::all_of(answers_.begin(), answers_.end(), [&, i = std::size_t{0}](auto*) mutable {
            const auto found = judgement_.liked.find(nameOf(i++));
            return found != judgement_.liked.end() && found->second == good;
        });
    };
    std::optional<Vote> vote;
    if (judgement_.preferred)
        vote = judgement_.preferred->first == nameOf(0) ? Vote::First : Vote::Second;
    else if (both(true))
        vote = Vote::Good;
    else if (both(false))
        vote = Vote::Bad;
    votes_->setVote(vote);
}

void SamplePanel::takeVote(std::optional<VoteBar::Vote> vote) {
    if (!run_ || sample_ < 0 || answers_.size() != 2) return;
    using Vote = VoteBar::Vote;
    data::Judgement judgement = judgement_;
    judgement.preferred.reset();
    const bool wasBoth = judgement_.liked.size() == 2 && !judgement_.preferred;
    if (!vote || *vote == Vote::Good || *vote == Vote::Bad || wasBoth) judgement.liked.clear();
    if (vote == Vote::First) judgement.preferred = {nameOf(0), nameOf(1)};
    if (vote == Vote::Second) judgement.preferred = {nameOf(1), nameOf(0)};
    if (vote == Vote::Good || vote == Vote::Bad)
        for (std::size_t i = 0; i < 2; ++i)
            judgement.liked[nameOf(i)] = *vote == Vote::Good;
    Q_EMIT judged(sample_, judgement);
    if (vote) Q_EMIT voted();
}

void SamplePanel::vote(VoteBar::Vote vote) {
    if (votes_->isVisible() && votes_->can(vote)) takeVote(vote);
}

void SamplePanel::makeAnswers() {
    qDeleteAll(answers_);
    answers_.clear();
    if (!run_) return;
    for (std::size_t i = 0; i < run_->shown().size(); ++i) {
        answers_.push_back(new ComparedText(QString("compare-answer-%1").arg(i), this));
        answersLayout_->addWidget(answers_.back(), 1);
        connect(answers_.back(), &ComparedText::liked, this, [this, i](std::optional<bool> good) {
            if (sample_ < 0) return;
            data::Judgement judgement = judgement_;
            judgement.liked.erase(nameOf(i));
            if (good) judgement.liked[nameOf(i)] = *good;
            Q_EMIT judged(sample_, judgement);
        });
    }
}

// Long texts take a while to be aligned.
void SamplePanel::markDifferences() {
    const auto& sample = run_->comparison.samples[static_cast<std::size_t>(sample_)];
    std::vector<std::string> answers;
    for (const std::size_t contestant : order())
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
            const auto contestants = order();
            for (std::size_t i = 0; i < answers_.size() && i < outcome.value->size(); ++i)
                if (!run_->comparison.samples[static_cast<std::size_t>(sample_)].answers[contestants[i]].empty())
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
    const auto contestants = run_ ? order() : std::vector<std::size_t>();
    QStringList names;
    for (std::size_t i = 0; i < answers_.size(); ++i) {
        const std::size_t contestant = contestants[i];
        const QString name = !blind_ ? run_->titleOf(contestant) : i == 0 ? tr("Answer A") : tr("Answer B");
        names << name;
        answers_[i]->setWords(name, tr("Copy the answer “%1”").arg(name), tr("(no answer)"));
        answers_[i]->setNote(sample_ < 0 || blind_ ? QString() : scoresText(contestant));
    }
    const auto shortened = [](const QString& name) {
        return name.size() <= kLongName ? name : name.left(kLongName - 1) + QChar(0x2026);
    };
    votes_->setTitles(shortened(names.value(0)), shortened(names.value(1)));
    votes_->retranslate();
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
    const bool beside = texts >= kBeside;
    answersLayout_->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    // The answers are seen without scrolling in a low window, too.
    askedLayout_->setDirection(beside && height() < kLow ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

}  // namespace atelier::ui
