#include "pages/compare/compared_run.h"

#include "common/error.h"
#include "data/dataset_source.h"
#include "evaluation/comparison.h"
#include "evaluation/metric.h"
#include "evaluation/report.h"
#include "format.h"
#include "pages/data/sample/picture.h"
#include "runs/maker.h"
#include "runs/run_folder.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <map>

namespace atelier::ui {
namespace {

constexpr const char* kComparison = "comparison.json";
constexpr int kWords = 160;      // characters: two lines beside a picture
constexpr double kEqual = 1e-9;  // a smaller difference is none

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Compared)
};

Change changeOf(double gain) {
    return std::abs(gain) < kEqual ? Change::Equal : gain > 0 ? Change::Better : Change::Worse;
}

ComparedRun::Row rowOf(const ComparedRun& run, const protocol::Comparison::Sample& sample) {
    ComparedRun::Row row;
    QString all = QString::fromStdString(sample.id);
    const QString reference = QString::fromStdString(sample.reference);
    row.words = reference.left(4 * kWords).simplified().left(kWords);
    if (row.words.isEmpty())
        row.words = QString::fromStdString(sample.prompt).left(4 * kWords).simplified().left(kWords);
    for (const QString& text : {reference, QString::fromStdString(sample.prompt)})
        all += '\n' + text;
    for (const std::size_t contestant : run.shown())
        all += '\n' + QString::fromStdString(sample.answers[contestant]);
    row.searched = all.toCaseFolded();
    if (!sample.images.empty()) row.picture = pictureKey(sample.images.front());
    for (const auto& [metric, _] : run.comparison.metrics) {
        const bool scored = sample.scores.contains(metric) && run.other != run.baseline;
        row.gains.push_back(scored ? evaluation::gain(run.comparison, sample, metric, run.other) : 0);
        row.changes.push_back(scored ? changeOf(row.gains.back()) : Change::Unscored);
    }
    return row;
}

}  // namespace

Change ComparedRun::Total::change() const {
    return changeOf(higherIsBetter ? after - before : before - after);
}

std::vector<std::size_t> ComparedRun::shown() const {
    if (other == baseline) return {baseline};
    return {baseline, other};
}

QString ComparedRun::titleOf(std::size_t contestant) const {
    return contestantTitle(comparison.contestants[contestant].shown());
}

ComparedRunPtr makeComparedRun(protocol::Comparison comparison, std::optional<std::size_t> other) {
    auto made = std::make_shared<ComparedRun>();
    made->comparison = std::move(comparison);
    const auto others = made->comparison.others();
    made->baseline = made->comparison.baselineIndex();
    made->other = other.value_or(others.empty() ? made->baseline : others.back());
    for (const auto& [metric, figures] : made->comparison.metrics) {
        ComparedRun::Total total;
        total.metric = metric;
        total.higherIsBetter = evaluation::Metrics::instance().at(metric, "metric").higherIsBetter;
        total.before = figures[made->baseline];
        total.after = figures[made->other];
        made->totals.push_back(std::move(total));
    }
    made->rows.reserve(made->comparison.samples.size());
    for (const auto& sample : made->comparison.samples) {
        made->rows.push_back(rowOf(*made, sample));
        for (std::size_t i = 0; i < made->totals.size(); ++i)
            ++made->totals[i].counts[static_cast<std::size_t>(made->rows.back().changes[i])];
    }
    return made;
}

KeptComparison::Time comparisonTime(const std::filesystem::path& run) {
    std::error_code code;
    const auto time = std::filesystem::last_write_time(run / kComparison, code);
    return code ? std::nullopt : std::optional(time);
}

KeptComparison readKeptComparison(const std::filesystem::path& run) {
    const auto time = comparisonTime(run);
    return {makeComparedRun(evaluation::readComparison(run / kComparison)), time};
}

std::filesystem::path reportFile(const std::filesystem::path& run) {
    return run / "report.html";
}

bool hasReport(const std::filesystem::path& run) {
    std::error_code code;
    const auto time = std::filesystem::last_write_time(reportFile(run), code);
    return !code && time >= comparisonTime(run).value_or(time);
}

void writeRunReport(const protocol::Comparison& comparison, const std::filesystem::path& run) {
    evaluation::ReportOptions options;
    options.title =
        Words::tr("Before and after: %1").arg(QString::fromStdString(run.filename().string())).toStdString();
    options.facts = {{Words::tr("Project").toStdString(), run.parent_path().parent_path().string()},
                     {Words::tr("Run").toStdString(), run.filename().string()}};
    if (const auto recipe = runs::recipeThatMade(runs::RunFolder(run).adapter()))
        options.greyWindow = data::DataOptions::schema().read(*recipe).window();
    evaluation::writeReport(comparison, run, options);
}

// The metrics' own titles are the command line's English; here they can be translated.
QString metricTitle(const std::string& metric) {
    static const std::map<std::string, const char*> known{
        {"cer", QT_TRANSLATE_NOOP("Compared", "Character error rate")},
        {"wer", QT_TRANSLATE_NOOP("Compared", "Word error rate")},
        {"exact_match", QT_TRANSLATE_NOOP("Compared", "Exact match")},
        {"anls", QT_TRANSLATE_NOOP("Compared", "ANLS")},
        {"answer_match", QT_TRANSLATE_NOOP("Compared", "Answer match")},
        {"json_fields", QT_TRANSLATE_NOOP("Compared", "Fields (F1)")},
    };
    if (const auto found = known.find(metric); found != known.end()) return Words::tr(found->second);
    const auto& all = evaluation::Metrics::instance().all();
    const auto found = all.find(metric);
    return QString::fromStdString(found == all.end() ? metric : found->second.title);
}

QString metricHelp(const std::string& metric) {
    const auto& all = evaluation::Metrics::instance().all();
    const auto found = all.find(metric);
    return found == all.end() ? QString() : QCoreApplication::translate("Metrics", found->second.help.c_str());
}

QString figureText(double value, double other) {
    double least = 1;
    for (const double one : {std::abs(value), std::abs(other)})
        if (one > kEqual) least = std::min(least, one);
    return QLocale().toString(value, 'f', least < 0.1 ? 3 : 2);
}

QString differenceText(double before, double after) {
    const double by = after - before;
    const bool up = by > 0;
    if (std::abs(by) < kEqual) return Words::tr("unchanged");
    if (std::abs(before) < kEqual)
        return (up ? Words::tr("%1 higher") : Words::tr("%1 lower")).arg(figureText(std::abs(by), 1));
    const double ratio = after / before;
    if (ratio >= 3) return Words::tr("%1 times as high").arg(QLocale().toString(ratio, 'f', ratio < 10 ? 1 : 0));
    const double percent = 100 * std::abs(ratio - 1);
    const QString number = percent < 1 ? QLocale().toString(percent, 'f', 1) : QLocale().toString(std::lround(percent));
    return (up ? Words::tr("%1 % higher") : Words::tr("%1 % lower")).arg(number);
}

QString changeText(Change change, double gain) {
    switch (change) {
        case Change::Better:
            return Words::tr("better %1").arg(QLocale().toString(std::abs(gain), 'f', 2));
        case Change::Worse:
            return Words::tr("worse %1").arg(QLocale().toString(std::abs(gain), 'f', 2));
        case Change::Equal:
            return Words::tr("same");
        case Change::Unscored:
            return Words::tr("no score");
    }
    return {};
}

}  // namespace atelier::ui
