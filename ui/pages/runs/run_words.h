#pragma once

#include "runs/runs.h"

#include <QDateTime>
#include <QString>

#include <optional>

namespace atelier::ui {

QString stateText(runs::RunInfo::State state);        ///< "Running"
QString stateHint(runs::RunInfo::State state);        ///< a sentence
const char* stateBadge(runs::RunInfo::State state);   ///< kind of its label: "badge-success"
QString stepsText(const runs::RunInfo& run);          ///< "120 of 400"
QString lossText(const std::optional<double>& loss);  ///< "0.0412"; "–" for none
QString startedText(const runs::RunInfo& run);
QString momentText(const QDateTime& time);  ///< date and time, to the minute
/// Of a run that runs: until now. Nothing when it is not known.
std::optional<double> secondsOf(const runs::RunInfo& run);
QString lengthText(const runs::RunInfo& run);

}  // namespace atelier::ui
