#include "pages/runs/run_words.h"

#include "format.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace atelier::ui {
namespace {

using State = runs::RunInfo::State;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(RunWords)
};

const QString kNone = QStringLiteral("–");

}  // namespace

QString stateText(State state) {
    switch (state) {
        case State::Running:
            return Words::tr("Running");
        case State::Complete:
            return Words::tr("Complete");
        case State::Stopped:
            return Words::tr("Stopped");
    }
    return {};
}

QString stateHint(State state) {
    switch (state) {
        case State::Running:
            return Words::tr("It is being trained now, by this window or another program.");
        case State::Complete:
            return Words::tr("It was trained to its last step and has a result.");
        case State::Stopped:
            return Words::tr("It ended before its last step.");
    }
    return {};
}

const char* stateBadge(State state) {
    return state == State::Running ? "badge-accent" : state == State::Complete ? "badge-success" : "badge-warning";
}

QString stepsText(const runs::RunInfo& run) {
    const QLocale locale;
    const QString steps = locale.toString(static_cast<qlonglong>(run.steps));
    if (run.total <= 0) return steps;
    return Words::tr("%1 of %2", "steps").arg(steps, locale.toString(static_cast<qlonglong>(run.total)));
}

QString lossText(const std::optional<double>& loss) {
    if (!loss) return kNone;
    if (!std::isfinite(*loss)) return Words::tr("not a number");
    return QLocale().toString(*loss, 'g', 4);
}

QString startedText(const runs::RunInfo& run) {
    if (!run.started) return kNone;
    const auto time = QDateTime::fromSecsSinceEpoch(std::chrono::system_clock::to_time_t(*run.started));
    return momentText(time);
}

QString momentText(const QDateTime& time) {
    const QLocale locale;
    return Words::tr("%1 %2", "date and time")
        .arg(locale.toString(time.date(), QLocale::ShortFormat), locale.toString(time.time(), "HH:mm"));
}

std::optional<double> secondsOf(const runs::RunInfo& run) {
    if (!run.started) return {};
    if (!run.ended && run.state != State::Running) return {};
    const auto end = run.ended.value_or(std::chrono::system_clock::now());
    return std::max(0.0, std::chrono::duration<double>(end - *run.started).count());
}

QString lengthText(const runs::RunInfo& run) {
    const auto seconds = secondsOf(run);
    return seconds ? durationText(*seconds) : kNone;
}

}  // namespace atelier::ui
