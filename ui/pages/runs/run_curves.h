#pragma once

#include "jobs/runs.h"

#include <QString>
#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;

namespace atelier::widgets {
class LossPlot;
}

namespace atelier::ui {

class Preferences;

/// The losses of one run, or of several over each other. Logs are read beside the window, and again as they grow.
class RunCurves : public QWidget {
    Q_OBJECT

public:
    explicit RunCurves(Preferences& preferences, QWidget* parent = nullptr);

    void show(const std::vector<jobs::RunInfo>& runs);
    void retranslate();

private:
    struct Shown {
        std::string name;
        std::int64_t steps = -1;       ///< when its log was read
        int loss = -1, evalLoss = -1;  ///< series
        bool hasEval = false;
    };
    void arrange(const std::vector<jobs::RunInfo>& runs);
    void read(const jobs::RunInfo& run);
    void nameSeries();
    void showSeries();

    Preferences& preferences_;
    std::vector<Shown> shown_;
    std::uint64_t turn_ = 0;
    widgets::LossPlot* plot_;
    QComboBox* which_;  ///< of several runs one loss is drawn
    QLabel* problem_;
};

}  // namespace atelier::ui
