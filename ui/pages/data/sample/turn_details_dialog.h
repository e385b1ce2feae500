#pragma once

#include "data/sample.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace atelier::ui {

/// What of a turn's details is set, in a few words for its bubble; empty: nothing. The rejected answer and feedback
/// have a place of their own there.
QString detailsInWords(const data::Turn& turn);

/// All that a turn has beside its text: how much it is learned, tool calls, other right answers, a worse one, feedback,
/// metadata.
class TurnDetailsDialog : public QDialog {
    Q_OBJECT

public:
    TurnDetailsDialog(const data::Turn& turn, QWidget* parent);

Q_SIGNALS:
    void detailsGiven(const atelier::data::TurnDetails& details);

private:
    /// Throws Error for what cannot be.
    data::TurnDetails read() const;
    void check();

    data::Turn turn_;
    QComboBox *learned_ = nullptr, *liked_ = nullptr;
    QLineEdit *name_ = nullptr, *callId_ = nullptr;
    QPlainTextEdit *calls_ = nullptr, *references_ = nullptr, *rejected_ = nullptr, *metadata_ = nullptr;
    QLabel* problem_;
    QPushButton* save_;
};

}  // namespace atelier::ui
