#pragma once

#include "jobs/runs.h"

#include <QDateTime>
#include <QString>

#include <optional>

namespace atelier::ui {

QString stateText(jobs::RunInfo::State state);        ///< "Running"
QString stateHint(jobs::RunInfo::State state);        ///< a sentence
const char* stateBadge(jobs::RunInfo::State state);   ///< kind of its label: "badge-success"
QString stepsText(const jobs::RunInfo& run);          ///< "120 of 400"
QString lossText(const std::optional<double>& loss);  ///< "0.0412"; "–" for none
QString startedText(const jobs::RunInfo& run);
QString momentText(const QDateTime& time);  ///< date and time, to the minute
/// Of a run that runs: until now. Nothing when it is not known.
std::optional<double> secondsOf(const jobs::RunInfo& run);
QString lengthText(const jobs::RunInfo& run);

}  // namespace atelier::ui
