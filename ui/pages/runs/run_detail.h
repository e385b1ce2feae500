#pragma once

#include "runs/run_notes.h"
#include "runs/runs.h"

#include <QFrame>

#include <vector>

class QBoxLayout;
class QLabel;
class QPushButton;
class QTabWidget;

namespace atelier::widgets {
class ElidedLabel;
class QuestionNote;
}  // namespace atelier::widgets

namespace atelier::ui {

class BranchPanel;
class Preferences;
class RunCurves;
class RunDifferences;
class RunFigures;
class RunFolderList;
class RunFolds;
class RunNotesEdit;
class RunPartChoice;
class RunRecipe;

/// The chosen run with its tags and note and what can be done with it, a run of parts part by part; of several the
/// curves over each other, the figures side by side and the settings in which they differ.
class RunDetail : public QFrame {
    Q_OBJECT

public:
    explicit RunDetail(Preferences& preferences, QWidget* parent = nullptr);

    /// `whyKept`: why a run cannot be deleted now; empty: it can.
    void show(const std::vector<runs::RunInfo>& runs, const QString& whyKept);
    void askDelete();  ///< the question, in the place of the actions
    void askBranch();  ///< where a new run is to start, in the same place
    RunNotesEdit* notes() const { return notes_; }
    void setReadOnly(bool readOnly) { readOnly_ = readOnly; }
    void retranslate();

Q_SIGNALS:
    void trainWanted(const QString& run);
    void compareWanted(const QString& run);
    void resumeWanted(const QString& run);
    void longerWanted(const QString& run);
    void openWanted(const QString& path);
    void deleteWanted(const QString& run);
    void branchWanted(const QString& from, bool withOptimizer, bool withSettings);
    void runWanted(const QString& run);  ///< the one that this one started from

private:
    void buildActions();
    void buildQuestion();
    void endQuestion();
    void endBranch();
    void showPart();
    void arrangeTabs();
    void tell();
    QString name() const;
    const runs::RunInfo* single() const { return runs_.size() == 1 ? &runs_.front() : nullptr; }

    std::vector<runs::RunInfo> runs_;
    QString whyKept_, asked_;  ///< asked_: the run whose deletion is asked about
    QString branched_;         ///< the run that a new one is to start from
    bool readOnly_ = false;
    QPushButton* origin_;
    RunPartChoice* part_;
    RunNotesEdit* notes_;
    BranchPanel* branch_;
    widgets::ElidedLabel *title_, *facts_;
    QLabel *badge_, *problem_;
    QWidget* actions_;
    QPushButton *train_, *compare_, *resume_, *longer_, *branchOff_, *folder_, *delete_, *deleteYes_;
    widgets::QuestionNote* question_;
    QTabWidget* tabs_;
    RunCurves* curves_;
    RunRecipe* recipe_;
    RunFolderList* files_;
    RunDifferences* differences_;
    RunFigures* figures_;
    RunFolds* folds_;
};

}  // namespace atelier::ui
