#include "pages/sweeps/trials_model.h"

#include "pages/runs/run_records.h"
#include "pages/runs/run_words.h"
#include "pages/sweeps/sweep_words.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QLocale>

#include <limits>

namespace atelier::ui {

using namespace widgets;

namespace {

enum Column { Name, State, FirstValue };

const std::string& valueOf(const protocol::SweepState::Trial& trial, const std::string& key) {
    static const std::string kNone;
    for (const auto& [own, text] : trial.values)
        if (own == key) return text;
    return kNone;
}

}  // namespace

void TrialsModel::setSweep(const SweepNews& news) {
    std::vector<std::string> keys;
    if (!news.state.trials.empty())
        for (const auto& [key, text] : news.state.trials.front().values)
            keys.push_back(key);
    const bool same =
        news.state.name == news_.state.name && keys == keys_ && news.state.trials.size() == news_.state.trials.size();
    if (!same) beginResetModel();
    news_ = news;
    keys_ = std::move(keys);
    if (!same)
        endResetModel();
    else if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void TrialsModel::retranslate() {
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int TrialsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(news_.state.trials.size());
}

int TrialsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : figureColumn() + 2;
}

QString TrialsModel::textOf(const Trial& trial, int row, int column) const {
    if (column == Name) return QString::fromStdString(trial.run);
    if (column == State) return trialText(trial.state, running(row));
    if (column < figureColumn()) {
        const std::string& key = keys_[static_cast<std::size_t>(column - FirstValue)];
        return valueText(key, valueOf(trial, key));
    }
    if (column == figureColumn()) return lossText(trial.figure());
    return QLocale().toString(static_cast<qlonglong>(running(row) ? news_.runningSteps : trial.steps));
}

// What has no figure comes last where the best ones come first.
QVariant TrialsModel::sortKeyOf(const Trial& trial, int row, int column) const {
    if (column == State) return running(row) ? -1 : static_cast<int>(trial.state);
    using Limits = std::numeric_limits<double>;
    if (column == figureColumn())
        return trial.figure().value_or(news_.state.higherIsBetter ? Limits::lowest() : Limits::max());
    if (column > figureColumn()) return static_cast<qlonglong>(running(row) ? news_.runningSteps : trial.steps);
    if (column == Name) return row;
    const QString text = textOf(trial, row, column);
    bool number = false;
    const double value = text.toDouble(&number);
    return number ? QVariant(value) : QVariant(text);
}

Qt::Alignment TrialsModel::alignment(int column) const {
    bool number = column >= figureColumn();
    if (column >= FirstValue && !number) {
        const auto* option = settings::findOption(keys_[static_cast<std::size_t>(column - FirstValue)]);
        number = option && (option->type == settings::Type::Integer || option->type == settings::Type::Number);
    }
    return (number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

QVariant TrialsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const int row = index.row(), column = index.column();
    const Trial& trial = news_.state.trials[static_cast<std::size_t>(row)];
    const bool best = news_.state.best && static_cast<int>(*news_.state.best) == row;
    switch (role) {
        case Qt::DisplayRole:
            return textOf(trial, row, column);
        case Qt::AccessibleTextRole:
            return best && column == Name ? tr("%1, the best trial").arg(textOf(trial, row, column))
                                          : textOf(trial, row, column);
        case SortRole:
            return sortKeyOf(trial, row, column);
        case Qt::ToolTipRole:
            if (best && column == Name) return tr("The best trial so far");
            return trial.problem.empty() ? textOf(trial, row, column) : QString::fromStdString(trial.problem);
        case Qt::DecorationRole:
            if (column == Name && best) return icon("success", Role::Success);
            if (column == Name && trial.state == Trial::State::Failed) return icon("warning", Role::Warning);
            return {};
        case Qt::FontRole:
            return best ? QVariant(theme().font(TextStyle::Strong)) : QVariant();
        case Qt::ForegroundRole:
            if (best && column == figureColumn()) return theme().color(Role::Success);
            if (column != State) return {};
            return theme().color(running(row)                          ? Role::Accent
                                 : trial.state == Trial::State::Done   ? Role::Success
                                 : trial.state == Trial::State::Failed ? Role::Danger
                                                                       : Role::TextMuted);
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(alignment(column));
        default:
            return {};
    }
}

QVariant TrialsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return QVariant::fromValue(alignment(section));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    const bool hint = role == Qt::ToolTipRole;
    if (section == Name) return hint ? tr("The trial is a run of this name") : tr("Trial");
    if (section == State)
        return hint ? tr("Whether it is done, waits, failed, or was dropped because others were better") : tr("State");
    if (section < figureColumn()) {
        const std::string& key = keys_[static_cast<std::size_t>(section - FirstValue)];
        return hint ? QString::fromStdString(key) : settingTitle(key);
    }
    if (section == figureColumn())
        return hint ? news_.state.higherIsBetter ? tr("What the trials are judged by: higher is better")
                                                 : tr("What the trials are judged by: lower is better")
                    : metricText(news_.state.metric);
    return hint ? tr("Steps that it was trained") : tr("Steps");
}

}  // namespace atelier::ui
