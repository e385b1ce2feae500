#include "pages/sweeps/sweep_words.h"

#include "common/error.h"
#include "form/option_words.h"
#include "pages/runs/run_records.h"
#include "pages/runs/run_words.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace atelier::ui {
namespace {

using Trial = protocol::SweepState::Trial;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(SweepWords)
};

}  // namespace

QString methodText(const std::string& method) {
    return method == "grid" ? Words::tr("Grid") : method == "random" ? Words::tr("Random") : Words::tr("Halving");
}

QString methodHint(const std::string& method) {
    if (method == "grid") return Words::tr("Tries every combination of the values. Best with few settings.");
    if (method == "random")
        return Words::tr("Draws the values of each trial. Finds good ones with fewer trials than a grid.");
    return Words::tr(
        "Draws the values, trains all trials a little, and goes on only with the best: most tried for the time.");
}

QString metricText(const std::string& metric) {
    return figureTitle(metric == "loss" || metric == "eval_loss" ? metric : "eval_" + metric);
}

QString trialText(Trial::State state, bool running) {
    if (running) return Words::tr("Running");
    switch (state) {
        case Trial::State::Waiting:
            return Words::tr("Waiting");
        case Trial::State::Done:
            return Words::tr("Done");
        case Trial::State::Dropped:
            return Words::tr("Dropped");
        case Trial::State::Failed:
            return Words::tr("Failed");
    }
    return {};
}

int endedTrials(const protocol::SweepState& sweep) {
    return static_cast<int>(std::count_if(sweep.trials.begin(), sweep.trials.end(),
                                          [](const Trial& trial) { return trial.state != Trial::State::Waiting; }));
}

QString sweepSummary(const protocol::SweepState& sweep) {
    const QLocale locale;
    QStringList parts{
        Words::tr("%1 of %2 trials", "ended and all")
            .arg(locale.toString(endedTrials(sweep)), locale.toString(static_cast<qlonglong>(sweep.trials.size()))),
        methodText(sweep.method)};
    if (sweep.best)
        parts << Words::tr("best %1 %2", "a figure and its value")
                     .arg(metricText(sweep.metric), lossText(sweep.trials[*sweep.best].figure()));
    return parts.join(QStringLiteral(" · "));
}

QString planText(const runs::SweepPlan& plan, std::size_t trials) {
    const QLocale locale;
    const auto number = [&](auto value) { return locale.toString(static_cast<qlonglong>(value)); };
    if (plan.method != runs::SweepPlan::Method::Halving)
        return Words::tr("%Ln trials", nullptr, static_cast<int>(trials));
    QStringList parts{Words::tr("%Ln trials", nullptr, static_cast<int>(trials)) + ' ' +
                      Words::tr("of %1 steps", "each trial").arg(number(plan.stepsOfRung(0)))};
    for (std::int64_t rung = 1; rung < plan.rungs; ++rung) {
        trials = plan.survivors(trials);
        parts << Words::tr("%1 go on to step %2", "trials").arg(number(trials), number(plan.stepsOfRung(rung)));
    }
    return parts.join(Words::tr(", "));
}

QString valueText(const std::string& key, const std::string& text) {
    try {
        if (const auto* option = settings::findOption(key))
            return widgets::shownText(settings::fromText(*option, text));
    } catch (const Error&) {
        // Of another version: as it is written.
    }
    return QString::fromStdString(text);
}

}  // namespace atelier::ui
