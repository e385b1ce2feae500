#pragma once

#include "bridge/event_buffer.h"
#include "protocol/contestant.h"

#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;
class QProgressBar;
class QPushButton;

namespace atelier::ui {

/// How far a comparison is: a bar for each contestant, and a way out.
class CompareProgress : public QWidget {
    Q_OBJECT

public:
    explicit CompareProgress(QWidget* parent = nullptr);

    void start(const QString& run, const std::vector<protocol::Contestant>& contestants);
    /// What the job said; also what queue and phase say when the page comes late.
    void setWaiting(bool waiting);
    void setStopping();
    void setPhase(const protocol::PhaseChanged& phase);
    void setProgress(const protocol::Progress& progress);
    void retranslate();

Q_SIGNALS:
    void cancelWanted();

private:
    void tell();
    void makeLines(const std::vector<protocol::Contestant>& contestants);

    struct Line {
        protocol::Contestant contestant;
        QLabel *name, *count;
        QProgressBar* bar;
        std::int64_t done = 0, total = 0;
    };
    QString run_;
    protocol::PhaseChanged phase_;
    int answering_ = -1;  ///< index into lines_
    double secondsLeft_ = -1;
    bool waiting_ = false, stopping_ = false;
    QLabel *title_, *phaseLabel_;
    std::vector<Line> lines_;
    QGridLayout* grid_;
    QPushButton* cancel_;
};

}  // namespace atelier::ui
