#pragma once

#include "pages/compare/compared_run.h"

#include <QWidget>

class QComboBox;
class QFrame;
class QLabel;
class QPushButton;

namespace atelier::ui {

class AnswerVotes;
class ComparedList;
class Preferences;
class SamplePanel;
class TotalsRow;

/// A comparison to be looked through: totals above, samples at the left, the chosen one at the right. A person says
/// which answer is better, or does so blind: one sample after another, without names, scores and totals.
class ComparisonView : public QWidget {
    Q_OBJECT

public:
    ComparisonView(Preferences& preferences, AnswerVotes& votes, QWidget* parent = nullptr);

    void setRun(ComparedRunPtr run);  ///< nullptr: nothing
    /// The same comparison with another contestant beside the baseline: what is chosen stays.
    void exchangeRun(ComparedRunPtr run);
    void step(int by);  ///< to the next (1) or the previous (-1) sample
    void focusSearch();
    void setBlind(bool blind);
    bool blind() const { return blind_; }
    SamplePanel& panel() const { return *sample_; }
    void undoVote();
    void retranslate();

Q_SIGNALS:
    void otherWanted(std::size_t contestant);  ///< beside the baseline
    void blindChanged();
    void datasetWanted(const QString& dataset);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void listOthers();
    void showBlind(int place);
    void nextBlind();
    void tellVotes();

    ComparedRunPtr run_;
    AnswerVotes& votes_;
    bool blind_ = false;
    std::vector<int> blindOrder_;  ///< samples with two different answers, as in the dataset
    int place_ = 0;                ///< in blindOrder_
    QFrame* said_;                 ///< what was voted, in words
    QLabel* saidText_;
    QPushButton* saidShow_;
    QWidget* others_;  ///< only where there is a choice
    QLabel* othersLabel_;
    QComboBox* other_;
    TotalsRow* totals_;
    ComparedList* list_;
    SamplePanel* sample_;
};

}  // namespace atelier::ui
