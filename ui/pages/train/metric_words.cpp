#include "pages/train/metric_words.h"

#include "protocol/training_metrics.h"

#include <QCoreApplication>

namespace atelier::ui {
namespace {

using Chart = protocol::TrainingMetric::Chart;

struct Metrics {
    Q_DECLARE_TR_FUNCTIONS(Metrics)
};

}  // namespace

MetricLook metricLook(const std::string& name) {
    if (const auto* known = protocol::findTrainingMetric(name)) {
        const QString title = Metrics::tr(known->title.c_str());
        return {name,
                known->unit.empty() ? title : Metrics::tr("%1, %2").arg(title, QString::fromStdString(known->unit)),
                Metrics::tr(known->help.c_str()), known->chart == Chart::Always, known->color};
    }
    const bool evaluated = name.starts_with("eval_");
    if (const auto* same = evaluated ? protocol::findTrainingMetric(name.substr(5)) : nullptr)
        return {name, Metrics::tr("%1, validation").arg(Metrics::tr(same->title.c_str())),
                Metrics::tr(same->help.c_str()), false, same->color};
    return {name, QString::fromStdString(evaluated ? name.substr(5) : name),
            evaluated ? Metrics::tr("On the validation samples") : QString(), false, 0};
}

std::vector<std::string> usualMetrics() {
    std::vector<std::string> names;
    for (const auto& metric : protocol::trainingMetrics())
        if (metric.chart == Chart::Always) names.push_back(metric.name);
    return names;
}

bool isCharted(const std::string& name) {
    if (name == "epoch") return false;  // where a step stands, in every event
    const auto* known = protocol::findTrainingMetric(name);
    return !known || known->chart != Chart::None;
}

}  // namespace atelier::ui
