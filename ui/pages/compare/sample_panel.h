#pragma once

#include "evaluation/text_diff.h"
#include "pages/compare/compared_run.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QSplitter;
class QToolButton;
class QVBoxLayout;

namespace atelier::widgets {
class ElidedLabel;
}

namespace atelier::ui {

class ComparedText;
class SamplePicture;

/// One sample of a comparison: picture, prompt, reference, and the answers of the baseline and of the contestant beside
/// it, the one below the other where there is no room.
class SamplePanel : public QWidget {
    Q_OBJECT

public:
    explicit SamplePanel(QWidget* parent = nullptr);

    /// `row` of `rows`: its place in the list; sample -1 shows nothing.
    void show(const ComparedRunPtr& run, int sample, int row, int rows);
    QSplitter* splitter() const { return splitter_; }
    void retranslate();

Q_SIGNALS:
    void stepWanted(int by);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeAnswers();
    void tellWords();
    void markDifferences();
    QString scoresText(std::size_t contestant) const;

    ComparedRunPtr run_;
    int sample_ = -1, row_ = 0, rows_ = 0;
    std::uint64_t turn_ = 0;  ///< differences of an earlier sample are out of date
    QSplitter* splitter_;
    SamplePicture* picture_;
    widgets::ElidedLabel* id_;
    QLabel* place_;
    QToolButton *previous_, *next_;
    ComparedText *prompt_, *reference_;
    QBoxLayout* answersLayout_;
    std::vector<ComparedText*> answers_;  ///< of run_->shown()
};

}  // namespace atelier::ui
