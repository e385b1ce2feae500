#pragma once

#include "pages/train/run_feed.h"
#include "protocol/control.h"

#include <QMenu>
#include <QToolButton>

namespace atelier::ui {

/// What can be asked of a training while it runs, beside pausing, saving and stopping: a button with a menu, and the
/// same for the command palette.
class RunCommands : public QToolButton {
    Q_OBJECT

public:
    RunCommands(Studio& studio, RunFeed& feed, QWidget* page);
    /// After the feed's state has changed; `shown`: the page shows the feed's run.
    void update(bool shown);
    void retranslate();

private:
    void add(const char* id, const char* text, const char* help, const char* said, protocol::Command command);
    void addRate(const char* id, const char* text, const char* help, double factor);
    void addAction(const char* id, const char* text, const char* help, std::function<void()> trigger);
    void chooseRate();
    void changeRate(protocol::RateChange change, const QString& said);

    Studio& studio_;
    RunFeed& feed_;
    QWidget* page_;
    QMenu* menu_;
    std::vector<QAction*> actions_;
};

}  // namespace atelier::ui
