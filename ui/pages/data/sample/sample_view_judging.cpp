// The part of the sample's view that judges its answers: preferences and feedback.
#include "data/change.h"
#include "pages/data/sample/conversation_editor.h"
#include "pages/data/sample/sample_view.h"

#include <utility>

namespace atelier::ui {

void SampleView::connectJudging() {
    connect(conversation_, &ConversationEditor::likedWanted, this, [this](int turn, bool good) {
        changeDetails(tr("Feedback"), turn, [good](data::TurnDetails& details) {
            details.liked = details.liked == good ? std::nullopt : std::optional(good);
        });
    });
    connect(conversation_, &ConversationEditor::correctWanted, this, [this](int turn) {
        change(tr("Kept as the rejected answer"), [turn](data::Sample& sample) {
            data::Turn& answer = sample.turns.at(static_cast<std::size_t>(turn));
            answer.details.edit().rejected = answer.text;
        });
        ++typing_;  // what is typed now is another change
        conversation_->rewrite(turn);
    });
    connect(conversation_, &ConversationEditor::exchangeWanted, this, [this](int turn) {
        change(tr("Preferred and rejected answer exchanged"), [turn](data::Sample& sample) {
            data::Turn& answer = sample.turns.at(static_cast<std::size_t>(turn));
            if (!answer.details->rejected) return;
            const std::string better = std::exchange(*answer.details.edit().rejected, answer.text);
            data::replaceText(sample, static_cast<std::size_t>(turn), better);
        });
    });
    connect(conversation_, &ConversationEditor::rejectedRemoved, this, [this](int turn) {
        changeDetails(tr("Rejected answer removed"), turn,
                      [](data::TurnDetails& details) { details.rejected.reset(); });
    });
}

void SampleView::changeDetails(const QString& description, int turn,
                               const std::function<void(data::TurnDetails&)>& changed) {
    change(description, [&](data::Sample& sample) {
        if (turn >= 0 && turn < std::ssize(sample.turns))
            changed(sample.turns[static_cast<std::size_t>(turn)].details.edit());
    });
}

void SampleView::correctAnswer() {
    const int turn = conversation_->answer();
    if (sample_ && turn >= 0 && !sample_->turns[static_cast<std::size_t>(turn)].text.empty())
        Q_EMIT conversation_->correctWanted(turn);
}

void SampleView::toggleLiked(bool good) {
    if (const int turn = conversation_->answer(); sample_ && turn >= 0) Q_EMIT conversation_->likedWanted(turn, good);
}

std::optional<bool> SampleView::liked() const {
    const int turn = conversation_->answer();
    if (!sample_ || turn < 0) return {};
    return sample_->turns[static_cast<std::size_t>(turn)].details->liked;
}

void SampleView::exchangeRejected() {
    if (const int turn = conversation_->answer(); sample_ && turn >= 0) Q_EMIT conversation_->exchangeWanted(turn);
}

}  // namespace atelier::ui
