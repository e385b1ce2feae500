#include "pages/compare/vote_bar.h"

#include "controls.h"
#include "flow_layout.h"
#include "theme/icon.h"
#include "theme/tokens.h"

#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace atelier::ui {

using namespace widgets;

VoteBar::VoteBar(QWidget* parent) : QFrame(parent) {
    setObjectName("vote-bar");
    setKind(this, "note");
    label_ = new QLabel(this);
    label_->setObjectName("vote-label");
    auto* flow = new FlowLayout(this, space::kSmall, space::kTight);
    flow->setContentsMargins(space::kSmall, space::kTight, space::kSmall, space::kTight);
    flow->addWidget(label_);
    const std::array names{"vote-first", "vote-second", "vote-good", "vote-bad"};
    const std::array drawings{"check", "check", "thumb-up", "thumb-down"};
    for (std::size_t i = 0; i < buttons_.size(); ++i) {
        auto* button = buttons_[i] = new QPushButton(icon(drawings[i]), {}, this);
        button->setObjectName(names[i]);
        button->setCheckable(true);
        setKind(button, "choice");
        flow->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, vote = static_cast<Vote>(i)] {
            const bool again = vote_ == vote;
            tell();  // whoever is asked says what is chosen
            Q_EMIT voted(again ? std::nullopt : std::optional(vote));
        });
    }
    undo_ = iconButton("undo", this);
    undo_->setObjectName("vote-undo");
    flow->addWidget(undo_);
    connect(undo_, &QToolButton::clicked, this, &VoteBar::undoWanted);
}

void VoteBar::setTitles(const QString& first, const QString& second) {
    first_ = first;
    second_ = second;
    tell();
}

void VoteBar::setVote(std::optional<Vote> vote) {
    vote_ = vote;
    tell();
}

void VoteBar::setEqual(bool equal) {
    equal_ = equal;
    tell();
}

void VoteBar::setObstacle(const QString& obstacle) {
    obstacle_ = obstacle;
    tell();
}

void VoteBar::setKeys(const std::array<QString, kVotes>& keys, const QString& undo) {
    keys_ = keys;
    undoKeys_ = undo;
    tell();
}

void VoteBar::setCanUndo(bool can) {
    canUndo_ = can;
    tell();
}

bool VoteBar::can(Vote vote) const {
    return obstacle_.isEmpty() && !(equal_ && (vote == Vote::First || vote == Vote::Second));
}

void VoteBar::tell() {
    label_->setText(tr("Which answer is better?"));
    const std::array texts{first_, second_, tr("Both good"), tr("Both bad")};
    const std::array hints{tr("Prefer “%1”: a pair for preference tuning is kept").arg(first_),
                           tr("Prefer “%1”: a pair for preference tuning is kept").arg(second_),
                           tr("Feedback: both answers are good"), tr("Feedback: both answers are bad")};
    for (std::size_t i = 0; i < buttons_.size(); ++i) {
        const auto vote = static_cast<Vote>(i);
        const QString hint = !obstacle_.isEmpty() ? obstacle_ : !can(vote) ? tr("The answers are the same") : hints[i];
        buttons_[i]->setText(texts[i]);
        buttons_[i]->setChecked(vote_ == vote);
        buttons_[i]->setEnabled(can(vote));
        setHint(buttons_[i], keys_[i].isEmpty() ? hint : tr("%1 (%2)", "what a key does, the key").arg(hint, keys_[i]));
        buttons_[i]->setAccessibleName(texts[i]);
    }
    fitLabel();
    undo_->setEnabled(canUndo_);
    const QString hint = tr("Undo the last vote");
    setHint(undo_, undoKeys_.isEmpty() ? hint : tr("%1 (%2)", "what a key does, the key").arg(hint, undoKeys_));
}

// Where the buttons alone fill the line, the answers need a second one more than the question does.
void VoteBar::fitLabel() {
    const QMargins margins = layout()->contentsMargins();
    int needed = margins.left() + margins.right() + undo_->sizeHint().width();
    for (const QPushButton* button : buttons_)
        needed += button->sizeHint().width() + space::kSmall;
    label_->setVisible(needed > width() || needed + label_->sizeHint().width() + space::kSmall <= width());
}

void VoteBar::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    fitLabel();
}

void VoteBar::retranslate() {
    tell();
}

}  // namespace atelier::ui
