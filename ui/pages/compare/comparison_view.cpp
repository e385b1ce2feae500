#include "pages/compare/comparison_view.h"

#include "combo_box.h"
#include "controls.h"
#include "pages/compare/answer_votes.h"
#include "pages/compare/compared_list.h"
#include "pages/compare/sample_panel.h"
#include "pages/compare/totals_row.h"
#include "preferences.h"
#include "theme/tokens.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kLow = 560;  // pixels below which the samples need the room more than the totals

}  // namespace

ComparisonView::ComparisonView(Preferences& preferences, AnswerVotes& votes, QWidget* parent)
    : QWidget(parent), votes_(votes) {
    others_ = new QWidget(this);
    othersLabel_ = new QLabel(others_);
    other_ = new ComboBox(12, others_);
    other_->setObjectName("compare-other");
    other_->setProperty("data", true);
    othersLabel_->setBuddy(other_);
    auto* line = new QHBoxLayout(others_);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kSmall);
    line->addWidget(othersLabel_);
    line->addWidget(other_);
    line->addStretch(1);
    others_->hide();
    said_ = new QFrame(this);
    said_->setObjectName("compare-said");
    setKind(said_, "note");
    saidText_ = new QLabel(said_);
    saidText_->setObjectName("compare-said-text");
    saidText_->setTextFormat(Qt::PlainText);
    saidText_->setWordWrap(true);
    saidText_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    saidShow_ = new QPushButton(said_);
    saidShow_->setObjectName("compare-said-show");
    setKind(saidShow_, "link");
    auto* saidLine = new QHBoxLayout(said_);
    saidLine->setContentsMargins(space::kMedium, space::kTight, space::kSmall, space::kTight);
    saidLine->addWidget(saidText_, 1);
    saidLine->addWidget(saidShow_, 0, Qt::AlignTop);
    said_->hide();
    totals_ = new TotalsRow(this);
    list_ = new ComparedList(this);
    list_->setMinimumWidth(220);
    sample_ = new SamplePanel(this);
    sample_->setMinimumWidth(280);
    auto* splitter = new QSplitter(this);
    splitter->setObjectName("compare-splitter");
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(list_);
    splitter->addWidget(sample_);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({340, 680});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kMedium);
    column->addWidget(others_);
    column->addWidget(said_);
    column->addWidget(totals_);
    column->addWidget(splitter, 1);
    const auto keep = [&preferences, this](const QString& name, QSplitter* kept) {
        kept->restoreState(preferences.place(name));
        connect(kept, &QSplitter::splitterMoved, this,
                [&preferences, name, kept] { preferences.setPlace(name, kept->saveState()); });
    };
    keep("compare", splitter);
    keep("compare-sample", sample_->splitter());

    connect(other_, &QComboBox::activated, this,
            [this](int item) { Q_EMIT otherWanted(other_->itemData(item).value<std::size_t>()); });
    connect(list_, &ComparedList::sampleChosen, this, [this](int sample) {
        if (blind_) return;
        sample_->show(run_, sample, list_->row(), list_->shown());
        sample_->setJudgement(votes_.of(sample));
    });
    connect(list_, &ComparedList::filterChanged, this,
            [this](std::optional<Change> only) { totals_->setChosen(list_->chosenMetric(), only); });
    connect(totals_, &TotalsRow::metricChosen, this, [this](int metric) {
        list_->setMetric(metric);
        totals_->setChosen(metric, list_->filter());
    });
    connect(totals_, &TotalsRow::filterChosen, this, [this](int metric, std::optional<Change> only) {
        list_->setMetric(metric);
        list_->setFilter(only);
        totals_->setChosen(metric, only);
    });
    connect(sample_, &SamplePanel::stepWanted, this, &ComparisonView::step);
    connect(sample_, &SamplePanel::judged, &votes_, &AnswerVotes::judge);
    connect(sample_, &SamplePanel::voted, this, [this] {
        if (blind_) nextBlind();
    });
    connect(&sample_->votes(), &VoteBar::undoWanted, this, &ComparisonView::undoVote);
    connect(&votes_, &AnswerVotes::changed, this, &ComparisonView::tellVotes);
    connect(saidShow_, &QPushButton::clicked, this, [this] {
        if (const auto& datasets = votes_.datasets(); !datasets.isEmpty()) Q_EMIT datasetWanted(datasets.front());
    });
}

// --- voting ---

void ComparisonView::setBlind(bool blind) {
    if (blind && (!run_ || !votes_.obstacle().isEmpty())) return;
    if (blind == blind_) return;
    blind_ = blind;
    for (QWidget* telling : {static_cast<QWidget*>(totals_), static_cast<QWidget*>(list_)})
        telling->setVisible(!blind);
    sample_->setBlind(blind);
    if (blind) {
        blindOrder_.clear();
        for (std::size_t i = 0; i < run_->comparison.samples.size(); ++i) {
            const auto& answers = run_->comparison.samples[i].answers;
            if (answers[run_->baseline] != answers[run_->other]) blindOrder_.push_back(static_cast<int>(i));
        }
        const auto open = std::find_if(blindOrder_.begin(), blindOrder_.end(),
                                       [this](int sample) { return votes_.of(sample) == data::Judgement(); });
        showBlind(open == blindOrder_.end() ? 0 : static_cast<int>(open - blindOrder_.begin()));
    } else {
        sample_->show(run_, list_->sample(), list_->row(), list_->shown());
    }
    listOthers();
    tellVotes();
    Q_EMIT blindChanged();
}

void ComparisonView::showBlind(int place) {
    place_ = std::clamp(place, 0, std::max(0, static_cast<int>(blindOrder_.size()) - 1));
    const int sample = blindOrder_.empty() ? -1 : blindOrder_[static_cast<std::size_t>(place_)];
    sample_->show(run_, sample, place_, static_cast<int>(blindOrder_.size()));
    sample_->setJudgement(votes_.of(sample));
}

// The next one that nothing was said of; after the last one names and totals come back.
void ComparisonView::nextBlind() {
    const int count = static_cast<int>(blindOrder_.size());
    for (int by = 1; by < count; ++by) {
        const int place = (place_ + by) % count;
        if (votes_.of(blindOrder_[static_cast<std::size_t>(place)]) == data::Judgement()) return showBlind(place);
    }
    setBlind(false);
}

void ComparisonView::undoVote() {
    const int sample = votes_.undo();
    if (sample < 0 || !blind_) return;
    const auto found = std::find(blindOrder_.begin(), blindOrder_.end(), sample);
    if (found != blindOrder_.end()) showBlind(static_cast<int>(found - blindOrder_.begin()));
}

void ComparisonView::tellVotes() {
    const int shown = !run_                 ? -1
                      : !blind_             ? list_->sample()
                      : blindOrder_.empty() ? -1
                                            : blindOrder_.at(static_cast<std::size_t>(place_));
    const QString obstacle = votes_.obstacle();
    sample_->votes().setObstacle(obstacle);
    sample_->votes().setCanUndo(votes_.canUndo());
    sample_->setJudgement(votes_.of(shown));
    if (blind_ && !obstacle.isEmpty()) return setBlind(false);
    const QLocale locale;
    const auto tally = votes_.tally();
    if (!run_ || (!blind_ && tally.judged == 0)) return said_->hide();
    if (blind_) {
        const auto open = std::count_if(blindOrder_.begin(), blindOrder_.end(),
                                        [this](int sample) { return votes_.of(sample) == data::Judgement(); });
        const auto all = std::ssize(blindOrder_), equal = std::ssize(run_->comparison.samples) - all;
        QString text = all == 0 ? tr("Both give the same answer to every question: there is nothing to vote on.")
                                : tr("Blind: %1 of %2 judged. Names and totals come back at the end.")
                                      .arg(locale.toString(qlonglong(all - open)), locale.toString(qlonglong(all)));
        if (all > 0 && equal > 0) text += ' ' + tr("%Ln equal answers are left out.", nullptr, static_cast<int>(equal));
        saidText_->setText(text);
    } else {
        QStringList parts;
        const auto add = [&](const QString& what, int count) {
            if (count > 0) parts << tr("%1: %2", "what was voted, how often").arg(what, locale.toString(count));
        };
        add(tr("“%1” better").arg(run_->titleOf(run_->other)), tally.preferred[1]);
        add(tr("“%1” better").arg(run_->titleOf(run_->baseline)), tally.preferred[0]);
        add(tr("both good"), tally.good);
        add(tr("both bad"), tally.bad);
        const QString judged = tr("%Ln samples judged.", nullptr, tally.judged);
        saidText_->setText(parts.isEmpty() ? judged : judged + ' ' + parts.join(tr(" · ", "between votes")));
    }
    saidShow_->setVisible(!blind_);
    said_->show();
}

void ComparisonView::setRun(ComparedRunPtr run) {
    setBlind(false);
    run_ = std::move(run);
    totals_->setTotals(run_ ? run_->totals : std::vector<ComparedRun::Total>());
    totals_->setChosen(0, {});
    list_->setRun(run_);
    listOthers();
    tellVotes();
}

void ComparisonView::exchangeRun(ComparedRunPtr run) {
    run_ = std::move(run);
    totals_->setTotals(run_->totals);
    totals_->setChosen(list_->chosenMetric(), list_->filter());
    list_->exchangeRun(run_);
    listOthers();
    tellVotes();
}

void ComparisonView::listOthers() {
    const auto others = run_ ? run_->comparison.others() : std::vector<std::size_t>();
    others_->setVisible(others.size() > 1 && !blind_);
    other_->clear();
    if (others.size() < 2) return;
    for (const std::size_t contestant : others)
        other_->addItem(run_->titleOf(contestant), QVariant::fromValue(contestant));
    other_->setCurrentIndex(other_->findData(QVariant::fromValue(run_->other)));
    othersLabel_->setText(tr("&Compare “%1” with", "the baseline").arg(run_->titleOf(run_->baseline)));
}

void ComparisonView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    totals_->setCompact(height() < kLow);
}

void ComparisonView::step(int by) {
    if (blind_)
        showBlind(place_ + by);
    else
        list_->step(by);
}

void ComparisonView::focusSearch() {
    list_->focusSearch();
}

void ComparisonView::retranslate() {
    listOthers();
    setHint(other_, tr("Whose answers stand beside those of the baseline"));
    saidShow_->setText(tr("Show them"));
    saidShow_->setToolTip(tr("Shows the saved preferences and feedback on the page Data"));
    list_->retranslate();
    sample_->retranslate();
    totals_->retranslate();
    tellVotes();
}

}  // namespace atelier::ui
