#include "pages/runs/run_records.h"

#include "bridge/background.h"
#include "evaluation/comparison.h"
#include "evaluation/metric.h"
#include "form/option_words.h"
#include "pages/compare/compared_run.h"
#include "pages/train/metric_words.h"
#include "pages/train/run_feed.h"
#include "protocol/training_metrics.h"
#include "runs/run_folder.h"
#include "settings/recipe.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <set>

namespace atelier::ui {
namespace {

const std::string kTest = "test_";
constexpr std::size_t kAtOnce = 16;  // runs; the table fills while the others are read

struct Words {
    Q_DECLARE_TR_FUNCTIONS(RunRecords)
};

std::map<std::string, QString> settingsOf(const std::filesystem::path& file) {
    std::map<std::string, QString> all;
    const auto recipe = settings::Recipe::load(file);
    for (const auto& [key, entry] : recipe.entries())
        all[key] = entry.yaml.empty() ? widgets::shownText(entry.value) : QString::fromStdString(entry.yaml).trimmed();
    return all;
}

std::map<std::string, RunRecord::Figure> figuresOf(const std::filesystem::path& run) {
    std::map<std::string, RunRecord::Figure> all;
    for (const auto& [name, points] : seriesOf(runs::readTrainLog(run))) {
        if (points.isEmpty()) continue;
        RunRecord::Figure figure{points.back().y(), {}};
        if (const auto higher = higherIsBetter(name))
            for (const QPointF& point : points) {
                if (!std::isfinite(point.y())) continue;
                if (!figure.best || (*higher ? point.y() > *figure.best : point.y() < *figure.best))
                    figure.best = point.y();
            }
        all[name] = figure;
    }
    return all;
}

// The tuned model's answers to the test samples.
std::map<std::string, RunRecord::Figure> testFiguresOf(const std::filesystem::path& run) {
    std::map<std::string, RunRecord::Figure> all;
    const auto comparison = evaluation::readComparison(runs::RunFolder(run).comparison());
    for (const auto& [name, value] : evaluation::figuresOf(comparison, protocol::kTuned))
        all[kTest + name] = {value, {}};
    return all;
}

// "cer" of "eval_cer" and of "test_cer"; empty: no metric of answers.
std::string metricOf(const std::string& figure) {
    for (const std::string& prefix : {std::string("eval_"), kTest})
        if (figure.starts_with(prefix) && evaluation::Metrics::instance().all().contains(figure.substr(prefix.size())))
            return figure.substr(prefix.size());
    return {};
}

}  // namespace

RunRecord readRecord(const runs::RunInfo& run) {
    RunRecord record;
    // Each for itself: a run with a broken log has a recipe all the same.
    try {
        record.settings = settingsOf(run.recipe);
    } catch (const Error&) {
    }
    try {
        record.figures = figuresOf(run.folder);
    } catch (const Error&) {
    }
    if (run.hasComparison) try {
            record.figures.merge(testFiguresOf(run.folder));
        } catch (const Error&) {
        }
    return record;
}

std::optional<bool> higherIsBetter(const std::string& figure) {
    if (const auto* known = protocol::findTrainingMetric(figure); known && known->lowerIsBetter) return false;
    const std::string metric = metricOf(figure);
    if (metric.empty()) return std::nullopt;
    return evaluation::Metrics::instance().at(metric, "metric").higherIsBetter;
}

QString figureTitle(const std::string& figure) {
    if (const std::string metric = metricOf(figure); !metric.empty()) {
        const QString title = metricTitle(metric);
        return figure.starts_with(kTest) ? Words::tr("%1, test samples").arg(title) : title;
    }
    return metricLook(figure).title;
}

bool figureComesBefore(const std::string& a, const std::string& b) {
    const auto rank = [](const std::string& name) {
        const auto* known = protocol::findTrainingMetric(name);
        return known && known->lowerIsBetter ? 0 : higherIsBetter(name) ? 1 : 2;
    };
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    return protocol::metricComesBefore(a, b);
}

QString settingTitle(const std::string& key) {
    const auto* option = settings::findOption(key);
    return option && !option->label.empty() ? widgets::translated(option->label) : QString::fromStdString(key);
}

void RunRecords::clear() {
    ++turn_;
    records_.clear();
    waiting_.clear();
    reading_ = false;
}

void RunRecords::look(const std::vector<runs::RunInfo>& runs) {
    std::set<std::string> there;
    waiting_.clear();
    for (const auto& run : runs) {
        there.insert(run.name);
        const auto known = records_.find(run.name);
        if (known == records_.end() || known->second.steps != run.steps || known->second.started != run.started ||
            known->second.compared != run.hasComparison)
            waiting_.push_back(run);
    }
    if (std::erase_if(records_, [&](const auto& one) { return !there.contains(one.first); }) > 0) Q_EMIT changed();
    read();
}

void RunRecords::read() {
    if (reading_ || waiting_.empty()) return;
    reading_ = true;
    const auto count = static_cast<std::ptrdiff_t>(std::min(kAtOnce, waiting_.size()));
    std::vector<runs::RunInfo> some(waiting_.begin(), waiting_.begin() + count);
    waiting_.erase(waiting_.begin(), waiting_.begin() + count);
    inBackground(
        this,
        [some] {
            std::map<std::string, Read> all;
            for (const auto& run : some)
                all[run.name] = {run.steps, run.started, run.hasComparison, readRecord(run)};
            return all;
        },
        [this, turn = turn_](Outcome<std::map<std::string, Read>> outcome) {
            if (turn != turn_) return;
            reading_ = false;
            if (outcome.value)
                for (auto& [name, read] : *outcome.value)
                    records_[name] = std::move(read);
            Q_EMIT changed();
            read();
        });
}

const RunRecord* RunRecords::find(const std::string& run) const {
    const auto found = records_.find(run);
    return found == records_.end() ? nullptr : &found->second.record;
}

std::vector<std::string> RunRecords::settingKeys() const {
    std::set<std::string> keys;
    for (const auto& [_, read] : records_)
        for (const auto& [key, value] : read.record.settings)
            keys.insert(key);
    return {keys.begin(), keys.end()};
}

std::vector<std::string> RunRecords::figureNames() const {
    std::set<std::string> names;
    for (const auto& [_, read] : records_)
        for (const auto& [name, figure] : read.record.figures)
            names.insert(name);
    std::vector<std::string> all(names.begin(), names.end());
    std::sort(all.begin(), all.end(), figureComesBefore);
    return all;
}

}  // namespace atelier::ui
