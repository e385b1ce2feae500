#pragma once

#include "jobs/runs.h"

#include <QFrame>

#include <vector>

class QBoxLayout;
class QLabel;
class QPushButton;
class QTabWidget;

namespace atelier::widgets {
class ElidedLabel;
}

namespace atelier::ui {

class Preferences;
class RunCurves;
class RunDifferences;
class RunFolderList;
class RunRecipe;

/// The chosen run with what can be done with it; of several the losses over each other and the settings in which they
/// differ.
class RunDetail : public QFrame {
    Q_OBJECT

public:
    explicit RunDetail(Preferences& preferences, QWidget* parent = nullptr);

    /// `whyKept`: why a run cannot be deleted now; empty: it can.
    void show(const std::vector<jobs::RunInfo>& runs, const QString& whyKept);
    void askDelete();  ///< the question, in the place of the actions
    void retranslate();

Q_SIGNALS:
    void trainWanted(const QString& run);
    void compareWanted(const QString& run);
    void resumeWanted(const QString& run);
    void openWanted(const QString& path);
    void deleteWanted(const QString& run);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildActions();
    void buildQuestion();
    void endQuestion();
    void arrangeTabs();
    void tell();
    QString name() const;
    const jobs::RunInfo* single() const { return runs_.size() == 1 ? &runs_.front() : nullptr; }

    std::vector<jobs::RunInfo> runs_;
    QString whyKept_, asked_;  ///< asked_: the run whose deletion is asked about
    widgets::ElidedLabel *title_, *facts_;
    QLabel *badge_, *problem_, *questionText_;
    QWidget* actions_;
    QPushButton *train_, *compare_, *resume_, *folder_, *delete_, *deleteYes_, *deleteNo_;
    QFrame* question_;
    QBoxLayout* questionLayout_;
    QTabWidget* tabs_;
    RunCurves* curves_;
    RunRecipe* recipe_;
    RunFolderList* files_;
    RunDifferences* differences_;
};

}  // namespace atelier::ui
