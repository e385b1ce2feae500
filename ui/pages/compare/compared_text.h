#pragma once

#include "evaluation/text_diff.h"

#include <QFrame>
#include <QString>

#include <optional>
#include <vector>

class QLabel;
class QToolButton;

namespace atelier::widgets {
class ElidedLabel;
class TextDiffView;
}  // namespace atelier::widgets

namespace atelier::ui {

/// One text of a sample under a small heading, with a button that copies it: the prompt, the reference, or an answer
/// whose differences to the reference are marked.
class ComparedText : public QFrame {
    Q_OBJECT

public:
    explicit ComparedText(const QString& name, QWidget* parent = nullptr);

    void setText(const QString& text);
    /// Marks the differences in what setText() has set.
    void mark(const std::vector<evaluation::DiffPart>& parts);
    /// Heading, hint of the copy button, what is shown when there is no text.
    void setWords(const QString& title, const QString& copyHint, const QString& emptyText);
    void setNote(const QString& note);  ///< below the heading, faint
    /// Shows buttons that call the answer good or bad.
    void setFeedback(bool shown, std::optional<bool> liked);

Q_SIGNALS:
    /// Nothing: what was said is pressed once more, and goes.
    void liked(std::optional<bool> good);

private:
    QString text_;
    std::optional<bool> liked_;
    QLabel* title_;
    widgets::ElidedLabel* note_;
    widgets::TextDiffView* view_;
    QToolButton *good_, *bad_, *copy_;
};

}  // namespace atelier::ui
