#pragma once

#include <QFrame>
#include <QKeySequence>

#include <array>
#include <optional>

class QLabel;
class QPushButton;
class QToolButton;

namespace atelier::ui {

/// The votes on two answers that stand beside each other: one is better, both are good, both are bad.
class VoteBar : public QFrame {
    Q_OBJECT

public:
    enum class Vote { First, Second, Good, Bad };
    static constexpr int kVotes = 4;

    explicit VoteBar(QWidget* parent = nullptr);

    /// Titles of the answers, as they are shown.
    void setTitles(const QString& first, const QString& second);
    /// What was voted; nothing: not yet.
    void setVote(std::optional<Vote> vote);
    /// Two equal answers: none is better.
    void setEqual(bool equal);
    /// Why nothing can be voted; empty: it can.
    void setObstacle(const QString& obstacle);
    /// Of the votes, in their order, and of taking back; for hints.
    void setKeys(const std::array<QString, kVotes>& keys, const QString& undo);
    void setCanUndo(bool can);
    bool can(Vote vote) const;
    void retranslate();

Q_SIGNALS:
    /// Nothing: what was voted is pressed once more, and goes.
    void voted(std::optional<atelier::ui::VoteBar::Vote> vote);
    void undoWanted();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void tell();
    void fitLabel();

    QLabel* label_;
    std::array<QPushButton*, kVotes> buttons_{};
    QToolButton* undo_;
    QString first_, second_, obstacle_, undoKeys_;
    std::array<QString, kVotes> keys_;
    std::optional<Vote> vote_;
    bool equal_ = false, canUndo_ = false;
};

}  // namespace atelier::ui
