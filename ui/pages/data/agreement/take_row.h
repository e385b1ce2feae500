#pragma once

#include "data/checks/adjudication.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace atelier::widgets {
class TextDiffView;
}

namespace atelier::ui {

/// A part in which two versions of a sample differ, in words, and whose is taken.
class TakeRow : public QFrame {
    Q_OBJECT

public:
    TakeRow(const QString& name, bool mayTakeBoth, QWidget* parent = nullptr);
    void setTake(data::Take take, bool enabled);
    widgets::TextDiffView* text() const { return text_; }
    void setTitle(const QString& title, const QString& note);
    void retranslate();

Q_SIGNALS:
    void chosen(atelier::data::Take take);

private:
    QLabel *title_, *note_;
    QPushButton *ours_, *theirs_, *both_;
    widgets::TextDiffView* text_;
};

}  // namespace atelier::ui
