#pragma once

#include "pages/train/run_feed.h"

#include <QFrame>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace atelier::ui {

/// How a run ended: its result and what to do with it, or what went wrong and how to go on. Hidden while it is alive.
class RunNote : public QFrame {
    Q_OBJECT

public:
    explicit RunNote(QWidget* parent = nullptr);

    /// `logTail`: the last words of a job that failed.
    void show(const RunFeed& feed, const QString& logTail);
    QString text() const;  ///< title, text and details, as copied

Q_SIGNALS:
    void resumeWanted();
    void longerWanted();
    void compareWanted();

private:
    void fill(const char* kind, const QString& iconName, widgets::Role role, const QString& title, const QString& text);
    void retranslate();

    QLabel *icon_, *title_, *text_;
    QPlainTextEdit* details_;
    QPushButton *resume_, *longer_, *compare_, *unfold_, *copy_;
};

}  // namespace atelier::ui
