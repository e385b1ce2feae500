#pragma once

#include "runs/sweeps.h"

#include <string>

namespace atelier::cli {

/// The trials of a sweep with their values, steps, figures and states, as a table.
std::string trialsTable(const protocol::SweepState& state);

}  // namespace atelier::cli
