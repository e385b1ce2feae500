#pragma once

#include "pages/sweeps/sweeps_watcher.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QSplitter;

namespace atelier::widgets {
class ElidedLabel;
class ParallelChart;
class QuestionNote;
}  // namespace atelier::widgets

namespace atelier::ui {

class Preferences;
class TrialsTable;

/// A sweep: its trials as lines over parallel axes and as a table, each choosing and filtering the other.
class SweepView : public QFrame {
    Q_OBJECT

public:
    explicit SweepView(Preferences& preferences, QWidget* parent = nullptr);

    /// `stopping`: this window has asked it to stop. `whyNot`: why nothing can be started now; empty: it can.
    void show(const SweepNews& news, bool own, bool stopping, const QString& whyNot);
    const SweepNews& news() const { return news_; }
    void retranslate();

Q_SIGNALS:
    void stopWanted();
    void goOnWanted(const QString& sweep);
    void bestWanted();
    void runWanted(const QString& run);
    void deleteWanted(const QString& sweep, bool withRuns);

private:
    void build();
    void drawTrials();
    void tell();
    void tellFilter();
    void openChosen();
    void askDelete();
    QString endQuestion();    ///< the sweep that it was about
    QString whyKept() const;  ///< empty: it can be deleted

    Preferences& preferences_;
    SweepNews news_;
    bool own_ = false, stopping_ = false;
    QString whyNot_, asked_;  ///< asked_: the sweep whose deletion is asked about
    widgets::ElidedLabel *title_, *facts_;
    QLabel *badge_, *filtered_;
    QPushButton *stop_, *goOn_, *best_, *run_, *delete_, *all_, *deleteAll_, *deleteSweep_;
    QWidget* actions_;
    widgets::QuestionNote* question_;
    widgets::ParallelChart* chart_;
    TrialsTable* table_;
    QSplitter* splitter_;
};

}  // namespace atelier::ui
