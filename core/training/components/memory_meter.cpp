#include "training/components/memory_meter.h"

#include "common/gpu.h"
#include "common/memory.h"

#include <ATen/DeviceAccelerator.h>

namespace atelier::training {

void MemoryMeter::collect(protocol::MetricRecord& record) {
    if (record.when != protocol::TrainingMetric::When::Logging) return;
    if (const auto resident = residentBytes()) record.set("memory", static_cast<double>(*resident) / 1e9);
    if (!device_.is_cuda()) return;
    const auto stats = at::accelerator::getDeviceStats(device_.index());
    record.set("vram_allocated", static_cast<double>(stats.allocated_bytes[0].peak) / 1e9);
    record.set("vram_reserved", static_cast<double>(stats.reserved_bytes[0].peak) / 1e9);
    if (const auto busy = gpuUtilization(device_.index())) record.set("gpu_utilization", *busy);
}

}  // namespace atelier::training
