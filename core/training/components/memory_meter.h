#pragma once

#include "training/component.h"

namespace atelier::training {

/// Memory of the process and of the graphics card, and how busy that is.
class MemoryMeter : public Component {
public:
    explicit MemoryMeter(torch::Device device) : device_(device) {}

    std::string name() const override { return "memory"; }
    void collect(protocol::MetricRecord& record) override;

private:
    torch::Device device_;
};

}  // namespace atelier::training
