#pragma once

#include "data/judgements.h"
#include "evaluation/text_diff.h"
#include "pages/compare/compared_run.h"
#include "pages/compare/vote_bar.h"

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
/// it, the one below the other where there is no room; and what a person says of them.
class SamplePanel : public QWidget {
    Q_OBJECT

public:
    explicit SamplePanel(QWidget* parent = nullptr);

    /// `row` of `rows`: its place in the list; sample -1 shows nothing.
    void show(const ComparedRunPtr& run, int sample, int row, int rows);
    /// Whose answers they are is not shown, and neither are scores; which of them stands first differs by sample.
    void setBlind(bool blind);
    bool blind() const { return blind_; }
    /// What was said of the shown answers.
    void setJudgement(const data::Judgement& judgement);
    VoteBar& votes() const { return *votes_; }
    /// As if the button had been pressed; nothing where it cannot be.
    void vote(VoteBar::Vote vote);
    QSplitter* splitter() const { return splitter_; }
    void retranslate();

Q_SIGNALS:
    void stepWanted(int by);
    void judged(int sample, const atelier::data::Judgement& judgement);
    /// By the bar: the next sample may come.
    void voted();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeAnswers();
    void tellWords();
    void markDifferences();
    void takeVote(std::optional<VoteBar::Vote> vote);
    std::vector<std::size_t> order() const;
    const std::string& nameOf(std::size_t answer) const;
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
    QBoxLayout *askedLayout_, *answersLayout_;
    std::vector<ComparedText*> answers_;  ///< of order()
    bool blind_ = false;
    data::Judgement judgement_;
    VoteBar* votes_;
};

}  // namespace atelier::ui
