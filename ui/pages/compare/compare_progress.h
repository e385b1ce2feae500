#pragma once

#include "bridge/event_buffer.h"

#include <QWidget>

#include <array>
#include <string>

class QLabel;
class QProgressBar;
class QPushButton;

namespace atelier::ui {

/// How far a comparison is: a bar for each contestant, and a way out.
class CompareProgress : public QWidget {
    Q_OBJECT

public:
    explicit CompareProgress(QWidget* parent = nullptr);

    void start(const QString& run);
    /// What the job said; also what queue and phase say when the page comes late.
    void setWaiting(bool waiting);
    void setStopping();
    void setPhase(const std::string& phase);
    void setProgress(const protocol::Progress& progress);
    void retranslate();

Q_SIGNALS:
    void cancelWanted();

private:
    void tell();

    struct Line {
        QLabel *name, *count;
        QProgressBar* bar;
        std::int64_t done = 0, total = 0;
    };
    QString run_;
    std::string phase_;
    int answering_ = -1;  ///< index into lines_
    double secondsLeft_ = -1;
    bool waiting_ = false, stopping_ = false;
    QLabel *title_, *phaseLabel_;
    std::array<Line, 2> lines_;
    QPushButton* cancel_;
};

}  // namespace atelier::ui
