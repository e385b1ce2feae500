#pragma once

#include "pages/train/run_feed.h"
#include "runs/runs.h"

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

/// The losses of one run, or one figure of several over each other; which, the person chooses from all that was logged.
/// Logs are read beside the window, and again as they grow.
class RunCurves : public QWidget {
    Q_OBJECT

public:
    explicit RunCurves(Preferences& preferences, QWidget* parent = nullptr);

    void show(const std::vector<runs::RunInfo>& runs);
    void retranslate();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Shown {
        std::string name;
        std::int64_t steps = -1;  ///< when its log was read
        RunFeed::Series series;
        int first = -1, second = -1;  ///< series of the plot; the losses of a single run are two
    };
    void arrange();
    void read(const runs::RunInfo& run);
    void listFigures();
    void nameSeries();
    void draw(const Shown& one);
    std::string figure() const;

    Preferences& preferences_;
    std::vector<Shown> shown_;
    std::uint64_t turn_ = 0;
    widgets::LossPlot* plot_;
    QComboBox* which_;
    QLabel* problem_;
};

}  // namespace atelier::ui
