#pragma once

#include "evaluation/comparison.h"
#include "protocol/comparison.h"

#include <QString>
#include <QStringList>

namespace atelier::ui {

/// Runs as a training leaves them, without one.
struct MadeRun {
    QString name;
    int steps = 100, total = 100;
    double rate = 1e-4;     ///< in its recipe
    double lastLoss = 0.5;  ///< of a curve that falls to it
    bool result = true;
    bool checkpoint = false;
};
/// Returns the run's folder.
QString makeRun(const QString& project, const MadeRun& run);

/// Four samples, one each that became much better, a little better, stayed equal, and became worse; then `more` equal
/// ones. Pictures are made in `folder`.
protocol::Comparison madeComparison(const QString& folder, int more = 0);

/// The same with a third contestant "other", titled "The other one", whose answers are all right; the baseline is
/// "tuned".
protocol::Comparison madeComparisonOfThree(const QString& folder);

/// A program that speaks for the engine: reads the request into `folder`/request.json and says `lines`. Every job of
/// the window is done by it from now on.
void pretendWorker(const QString& folder, const QStringList& lines);
/// The same: says `lines` and waits until it is asked to stop.
void pretendEndlessWorker(const QString& folder, const QStringList& lines);
QString workerRequest(const QString& folder);
QString resultLine(const Json& result);

}  // namespace atelier::ui
