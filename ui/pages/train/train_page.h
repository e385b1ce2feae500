#pragma once

#include "pages/page.h"
#include "pages/train/run_feed.h"

class QPushButton;
class QScrollArea;
class QSplitter;
class QStackedWidget;
class QTabWidget;

namespace atelier::widgets {
class StateView;
}

namespace atelier::ui {

class AnswersPanel;
class FigureRow;
class FindingsNote;
class RunNote;
class RunQueue;
class StartPanel;
class TrainCharts;
class TrainLog;
class RunCommands;

/// Starts a training and shows it: figures, live charts, log, sample answers. Shows a run of the project the same way
/// once it has ended.
class TrainPage : public Page {
    Q_OBJECT

public:
    explicit TrainPage(Studio& studio, QWidget* parent = nullptr);
    ~TrainPage() override;

    void activated() override;
    /// "empty" (something is missing), "ready", "loading", "waiting", "running", "paused", "stopping", "elsewhere",
    /// "done", "stopped", "failed"
    QStringList states() const override;
    QString state() const override;

    const RunFeed& feed() const { return *feed_; }

protected:
    void retranslate() override;

private:
    void build();
    void addActions();
    void listen();
    /// What the person looks at: the start, or a run.
    void showStart();
    void showRun();
    void look(const QString& run);
    void listRuns();
    void primary();
    void start();
    void resumeRun(const QString& run);
    void askLonger();
    void launched(client::JobId job, const QString& run, bool resumed);
    void pauseOrResume();
    void stop();
    void saveNow();
    void compare();
    void update();
    void updateActions();

    RunFeed* feed_;
    bool starting_ = true;  // the start is shown
    int listing_ = 0;
    QString asked_;  // "pause" or "resume": asked for, not done yet
    QStackedWidget* stack_;
    RunQueue* queue_;
    StartPanel* start_;
    widgets::StateView* loading_;
    QScrollArea* runScroll_;
    QWidget* run_;
    RunNote* note_;
    FindingsNote* findings_;
    FigureRow* figures_;
    QSplitter* splitter_;
    TrainCharts* charts_;
    QTabWidget* tabs_;
    TrainLog* log_;
    AnswersPanel* answers_;
    QPushButton *startButton_, *pauseButton_, *stopButton_, *saveButton_;
    RunCommands* commands_;
    QAction *startAction_, *pauseAction_, *stopAction_, *saveAction_;
    QTimer clock_;  // the time that passes between two pieces of news
};

}  // namespace atelier::ui
