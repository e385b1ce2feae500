#pragma once

#include "protocol/jobs/model.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QToolButton;
class QVBoxLayout;

namespace atelier::widgets {
class Card;
}

namespace atelier::ui {

/// Whether a model can be worked with: what does not fit, with what to do; and a conversation as its template writes
/// it.
class ModelCheck : public QWidget {
    Q_OBJECT

public:
    explicit ModelCheck(QWidget* parent = nullptr);
    void setModel(const protocol::ModelInfo& info);
    void retranslate();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void applyFonts();
    void listProblems();
    void fitExample();

    protocol::ModelInfo info_;
    widgets::Card *problems_, *template_;
    QVBoxLayout* list_;
    QLabel *verdict_, *explanation_;
    QPlainTextEdit* example_;
    QToolButton *copy_, *copyProblems_;
};

}  // namespace atelier::ui
