#pragma once

#include "runs/sweep_file.h"
#include "runs/sweeps.h"

#include <QString>

namespace atelier::ui {

QString methodText(const std::string& method);  ///< "grid": "Grid"
QString methodHint(const std::string& method);  ///< a sentence
QString metricText(const std::string& metric);  ///< "eval_loss": "Validation loss"
QString trialText(protocol::SweepState::Trial::State state, bool running);
/// "4 of 9 trials · Grid · best Validation loss 0.41"
QString sweepSummary(const protocol::SweepState& sweep);
/// Trials that need no more training.
int endedTrials(const protocol::SweepState& sweep);
/// "12 trials", and of halving how many go on: "9 trials of 20 steps, 3 go on to 60, 1 to 180".
QString planText(const runs::SweepPlan& plan, std::size_t trials);
/// A value of a trial as a form would show it.
QString valueText(const std::string& key, const std::string& text);

}  // namespace atelier::ui
