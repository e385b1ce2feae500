#pragma once

#include "protocol/jobs/estimate.h"
#include "question_note.h"

namespace atelier::ui {

/// Asked once before a training that needs more memory than there is.
class StartQuestion : public widgets::QuestionNote {
    Q_OBJECT

public:
    explicit StartQuestion(QWidget* parent = nullptr);
    void askAbout(const protocol::Estimate& estimate);
    void retranslate();

Q_SIGNALS:
    void startWanted();

private:
    protocol::Estimate estimate_;
    QPushButton* start_;
};

}  // namespace atelier::ui
