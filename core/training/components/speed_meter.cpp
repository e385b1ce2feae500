#include "training/components/speed_meter.h"

#include <algorithm>

namespace atelier::training {

using When = protocol::TrainingMetric::When;

void SpeedMeter::collect(protocol::MetricRecord& record) {
    if (record.when != When::Logging) return;
    const double seconds = std::max(1e-9, clock_.sinceLog());
    record.set("tokens_per_second", static_cast<double>(tokens_) / seconds);
    record.set("samples_per_second", static_cast<double>(samples_) / seconds);
}

void SpeedMeter::logged(const protocol::MetricRecord& record) {
    if (record.when != When::Logging) return;
    tokens_ = samples_ = 0;
    clock_.logged();
}

}  // namespace atelier::training
