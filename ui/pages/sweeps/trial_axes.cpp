#include "pages/sweeps/trial_axes.h"

#include "pages/runs/run_records.h"
#include "pages/sweeps/sweep_words.h"
#include "settings/option.h"

#include <algorithm>
#include <cmath>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr double kWide = 8;  // highest by lowest from which a scale may be logarithmic

bool isNumber(const std::string& key) {
    const auto* option = settings::findOption(key);
    return option && (option->type == settings::Type::Integer || option->type == settings::Type::Number);
}

// By powers where the values span much and their middle lies nearer to the middle of the powers: drawn evenly, most
// of what spans much is large.
bool isByPowers(std::vector<double> values) {
    if (values.size() < 3) return false;
    std::sort(values.begin(), values.end());
    const double least = values.front(), most = values.back(), middle = values[values.size() / 2];
    if (least <= 0 || most / least < kWide) return false;
    const double even = (middle - least) / (most - least), power = std::log(middle / least) / std::log(most / least);
    return std::abs(power - 0.5) < std::abs(even - 0.5);
}

void addSetting(TrialAxes& all, const protocol::SweepState& sweep, std::size_t index) {
    const std::string& key = sweep.trials.front().values[index].first;
    ParallelAxis axis{settingTitle(key), {}, false, 0, 1, {}};
    std::vector<QString> texts;
    std::vector<double> values;
    bool numbers = isNumber(key);
    for (const auto& trial : sweep.trials) {
        const QString text = index < trial.values.size() ? valueText(key, trial.values[index].second) : QString();
        bool number = false;
        values.push_back(text.toDouble(&number));
        numbers = numbers && number;
        texts.push_back(text);
    }
    if (numbers) {
        axis.logarithmic = isByPowers(values);
    } else {
        for (const QString& text : texts)
            if (!axis.words.contains(text)) axis.words.append(text);
        for (std::size_t i = 0; i < texts.size(); ++i)
            values[i] = static_cast<double>(axis.words.indexOf(texts[i]));
    }
    for (std::size_t i = 0; i < values.size(); ++i)
        all.lines[i].values.emplace_back(values[i]);
    all.axes.push_back(std::move(axis));
}

}  // namespace

TrialAxes trialAxes(const protocol::SweepState& sweep) {
    TrialAxes all;
    if (sweep.trials.empty()) return all;
    for (const auto& trial : sweep.trials)
        all.lines.push_back({QString::fromStdString(trial.run), {}});
    for (std::size_t index = 0; index < sweep.trials.front().values.size(); ++index)
        addSetting(all, sweep, index);
    ParallelAxis figure{metricText(sweep.metric), {}, false, 0, 1, {}};
    std::vector<double> figures;
    for (std::size_t i = 0; i < sweep.trials.size(); ++i) {
        const auto value = sweep.trials[i].figure();
        all.lines[i].values.push_back(value);
        if (value) figures.push_back(*value);
    }
    figure.logarithmic = isByPowers(figures);
    all.axes.push_back(std::move(figure));
    return all;
}

}  // namespace atelier::ui
