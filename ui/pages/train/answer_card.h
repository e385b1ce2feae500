#pragma once

#include "protocol/event.h"

#include <QFrame>
#include <QImage>

#include <map>

class QLabel;
class QToolButton;

namespace atelier::widgets {
class TextDiffView;
}

namespace atelier::ui {

/// How the answer to one sample changes as the training goes: picture, prompt, reference, the newest answer marked
/// against the reference, and the earlier ones step by step.
class AnswerCard : public QFrame {
    Q_OBJECT

public:
    static constexpr int kPicture = 112;  ///< logical pixels

    AnswerCard(const protocol::SampleAnswer& first, QWidget* parent);

    const QString& sampleId() const { return sampleId_; }
    /// The newest is shown unless an earlier one is looked at.
    void add(const protocol::SampleAnswer& answer);
    void setPicture(const QImage& image);
    std::int64_t shownStep() const { return shown_; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void turn(int by);
    void showAnswer();
    void retranslate();
    void applyTheme();

    QString sampleId_;
    std::string reference_;
    std::map<std::int64_t, std::string> answers_;  // by step
    std::int64_t shown_ = 0;
    bool newest_ = true;
    QImage image_;
    QLabel *picture_, *prompt_, *referenceTitle_, *referenceText_, *answerTitle_, *step_, *mark_;
    QToolButton *earlier_, *later_;
    widgets::TextDiffView* answer_;
};

}  // namespace atelier::ui
