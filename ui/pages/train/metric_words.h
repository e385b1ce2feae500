#pragma once

#include <QString>
#include <QStringList>

#include <string>
#include <vector>

namespace atelier::ui {

/// How a metric of the training log is shown in a chart of its own.
struct MetricLook {
    std::string name;
    QString title, tip;
    bool always = false;  ///< there is a chart before the first value
    int color = 1;        ///< counts through Theme::series()
};

/// As protocol/training_metrics.h defines it; one that has no words there keeps its own name: "eval_cer" is "cer".
MetricLook metricLook(const std::string& name);
/// Those that have a chart from the start, in their order.
std::vector<std::string> usualMetrics();
/// Whether it has a chart: the losses share one, and counters of the run are figures.
bool isCharted(const std::string& name);

}  // namespace atelier::ui
