#pragma once

#include "card.h"
#include "evaluation/text_diff.h"

#include <QString>

#include <vector>

class QToolButton;

namespace atelier::widgets {
class TextDiffView;
}

namespace atelier::ui {

/// One text of a sample with a button that copies it: the prompt, the reference, or an answer whose differences to the
/// reference are marked.
class ComparedText : public widgets::Card {
    Q_OBJECT

public:
    explicit ComparedText(const QString& name, QWidget* parent = nullptr);

    void setText(const QString& text);
    /// Marks the differences in what setText() has set.
    void mark(const std::vector<evaluation::DiffPart>& parts);
    /// Title, hint of the copy button, what is shown when there is no text.
    void setWords(const QString& title, const QString& copyHint, const QString& emptyText);

private:
    QString text_;
    widgets::TextDiffView* view_;
    QToolButton* copy_;
};

}  // namespace atelier::ui
