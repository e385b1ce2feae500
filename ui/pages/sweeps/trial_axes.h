#pragma once

#include "chart/parallel_chart.h"
#include "runs/sweeps.h"

namespace atelier::ui {

/// What a ParallelChart draws of a sweep: an axis a setting, the last one the figure, a line a trial.
struct TrialAxes {
    std::vector<widgets::ParallelAxis> axes;
    std::vector<widgets::ParallelChart::Line> lines;
};
/// An axis of numbers is logarithmic where that spreads its values better.
TrialAxes trialAxes(const protocol::SweepState& sweep);

}  // namespace atelier::ui
