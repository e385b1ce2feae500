#pragma once

#include "jobs/runs.h"

#include <QPointF>
#include <QString>
#include <QVector>
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

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Shown {
        std::string name;
        std::int64_t steps = -1;  ///< when its log was read
        QVector<QPointF> loss, evalLoss;
        int first = -1, second = -1;  ///< series; a single run has two
    };
    void arrange(const std::vector<jobs::RunInfo>& runs);
    void read(const jobs::RunInfo& run);
    void nameSeries();
    void draw(const Shown& one);

    Preferences& preferences_;
    std::vector<Shown> shown_;
    std::uint64_t turn_ = 0;
    widgets::LossPlot* plot_;
    QComboBox* which_;  ///< of several runs one kind of loss is drawn
    QLabel* problem_;
};

}  // namespace atelier::ui
