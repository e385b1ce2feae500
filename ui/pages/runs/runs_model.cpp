#include "pages/runs/runs_model.h"

#include "form/option_words.h"
#include "pages/runs/run_words.h"
#include "settings/option.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

bool hasResult(const runs::RunInfo& run) {
    return run.hasAdapter || run.hasModel;
}

constexpr const char* kKinds[] = {"setting:", "last:", "best:"};

QStringList tagsOf(const runs::RunInfo& run) {
    QStringList tags;
    for (const auto& tag : run.tags)
        tags.append(QString::fromStdString(tag));
    return tags;
}

}  // namespace

QString RunsModel::Extra::id() const {
    return kKinds[kind] + QString::fromStdString(key);
}

std::optional<RunsModel::Extra> RunsModel::Extra::parse(const QString& id) {
    for (const Kind kind : {Setting, Last, Best})
        if (const QString start = kKinds[kind]; id.startsWith(start) && id.size() > start.size())
            return Extra{kind, id.mid(start.size()).toStdString()};
    return std::nullopt;
}

RunsModel::RunsModel(const RunRecords& records, QObject* parent) : QAbstractTableModel(parent), records_(records) {
    connect(&records, &RunRecords::changed, this, &RunsModel::refresh);
}

void RunsModel::refresh() {
    if (!runs_.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void RunsModel::addExtra(const Extra& extra) {
    if (std::find(extras_.begin(), extras_.end(), extra) != extras_.end()) return;
    beginInsertColumns({}, columnCount(), columnCount());
    extras_.push_back(extra);
    endInsertColumns();
}

void RunsModel::removeExtra(const Extra& extra) {
    const auto found = std::find(extras_.begin(), extras_.end(), extra);
    if (found == extras_.end()) return;
    const int column = kColumns + static_cast<int>(found - extras_.begin());
    beginRemoveColumns({}, column, column);
    extras_.erase(found);
    endRemoveColumns();
}

void RunsModel::setRuns(std::vector<runs::RunInfo> runs) {
    const auto named = [](const std::vector<runs::RunInfo>& all, const std::string& name) {
        return std::find_if(all.begin(), all.end(), [&](const auto& run) { return run.name == name; });
    };
    for (int row = static_cast<int>(runs_.size()) - 1; row >= 0; --row)
        if (named(runs, runs_[static_cast<std::size_t>(row)].name) == runs.end()) {
            beginRemoveRows({}, row, row);
            runs_.erase(runs_.begin() + row);
            endRemoveRows();
        }
    for (auto& run : runs_)
        run = *named(runs, run.name);
    refresh();
    std::vector<runs::RunInfo> added;
    for (auto& run : runs)
        if (named(runs_, run.name) == runs_.end()) added.push_back(std::move(run));
    if (added.empty()) return;
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(added.size()) - 1);
    std::move(added.begin(), added.end(), std::back_inserter(runs_));
    endInsertRows();
}

const runs::RunInfo* RunsModel::find(const QString& name) const {
    for (const auto& run : runs_)
        if (QString::fromStdString(run.name) == name) return &run;
    return nullptr;
}

void RunsModel::retranslate() {
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    refresh();
}

int RunsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(runs_.size());
}

int RunsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumns + static_cast<int>(extras_.size());
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const auto& run = runs_[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    if (column >= kColumns) return extraOf(run, extras_[static_cast<std::size_t>(column - kColumns)], role);
    switch (role) {
        case TagsRole:
            return tagsOf(run);
        case SearchRole:
            return searchOf(run);
        case SettingsRole:
            return settingsOf(run);
        case Qt::DisplayRole:
            return textOf(run, column);
        case Qt::AccessibleTextRole:
            return column == Result     ? hasResult(run) ? tr("has a result") : tr("has no result")
                       : column == Compared ? run.hasComparison ? tr("compared") : tr("not compared")
                                            : textOf(run, column);
        case Qt::ToolTipRole:
            return hintOf(run, column);
        case Qt::DecorationRole:
            if (column == Name && !run.problem.empty()) return icon("warning", Role::Warning);
            if ((column == Result && hasResult(run)) || (column == Compared && run.hasComparison))
                return icon("check", Role::Success);
            return {};
        case Qt::TextAlignmentRole:
            if (column == Loss || column == EvalLoss || column == Duration)
                return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
            return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
        case Qt::ForegroundRole:
            if (column == Started || column == Duration) return theme().color(Role::TextMuted);
            return {};
        case SortRole:
            return sortKeyOf(run, column);
        case StateRole:
            return static_cast<int>(run.state);
        case ProgressRole:
            return run.total > 0 ? std::clamp(static_cast<double>(run.steps) / static_cast<double>(run.total), 0.0, 1.0)
                                 : -1.0;
        default:
            return {};
    }
}

QVariant RunsModel::textOf(const runs::RunInfo& run, int column) const {
    switch (column) {
        case Name:
            return QString::fromStdString(run.name);
        case State:
            return stateText(run.state);
        case Tags:
            return tagsOf(run).join(", ");
        case Steps:
            return stepsText(run);
        case Loss:
            return lossText(run.loss);
        case EvalLoss:
            return lossText(run.evalLoss);
        case Duration:
            return lengthText(run);
        case Started:
            return startedText(run);
        default:
            return {};
    }
}

// What is not known comes last when ascending.
QVariant RunsModel::sortKeyOf(const runs::RunInfo& run, int column) const {
    constexpr double kLast = std::numeric_limits<double>::max();
    switch (column) {
        case State:
            return static_cast<int>(run.state);
        case Steps:
            return static_cast<qlonglong>(run.steps);
        case Loss:
            return run.loss.value_or(kLast);
        case EvalLoss:
            return run.evalLoss.value_or(kLast);
        case Duration:
            return secondsOf(run).value_or(kLast);
        case Started:
            return run.started ? static_cast<qlonglong>(run.started->time_since_epoch().count()) : qlonglong(0);
        case Result:
            return hasResult(run) ? 1 : 0;
        case Compared:
            return run.hasComparison ? 1 : 0;
        default:
            return textOf(run, column);
    }
}

QVariant RunsModel::hintOf(const runs::RunInfo& run, int column) const {
    if (column == Name)
        return run.problem.empty()
                   ? QString::fromStdString(run.folder.string())
                   : tr("Not everything of this run can be read: %1").arg(QString::fromStdString(run.problem));
    if (column == State) return stateHint(run.state);
    if (column == Tags) return run.note.empty() ? textOf(run, Tags) : QString::fromStdString(run.note);
    if (column == Result)
        return run.hasAdapter ? tr("An adapter") : run.hasModel ? tr("A whole model") : tr("No result yet");
    if (column == Compared) return run.hasComparison ? tr("Compared before and after") : tr("Not compared yet");
    return textOf(run, column);
}

// Of the settings the values only: nearly every run has every key.
QString RunsModel::searchOf(const runs::RunInfo& run) const {
    QStringList texts{QString::fromStdString(run.name), stateText(run.state), startedText(run),
                      QString::fromStdString(run.note), QString::fromStdString(run.origin)};
    texts += tagsOf(run);
    if (const auto* record = records_.find(run.name))
        for (const auto& [key, value] : record->settings)
            texts << value;
    return texts.join('\n');
}

QString RunsModel::settingsOf(const runs::RunInfo& run) const {
    QStringList lines;
    if (const auto* record = records_.find(run.name))
        for (const auto& [key, value] : record->settings)
            lines << QString::fromStdString(key) + '=' + value;
    return lines.join('\n');
}

QVariant RunsModel::extraOf(const runs::RunInfo& run, const Extra& extra, int role) const {
    const auto* record = records_.find(run.name);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((extra.kind == Extra::Setting ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole && role != SortRole)
        return {};
    if (extra.kind == Extra::Setting) {
        QString text;
        if (record)
            if (const auto found = record->settings.find(extra.key); found != record->settings.end())
                text = found->second;
        if (record && text.isEmpty())
            if (const auto* option = settings::findOption(extra.key)) text = shownText(option->defaultValue);
        bool number = false;
        const double value = text.toDouble(&number);
        if (role == SortRole) return number ? QVariant(value) : QVariant(text);
        return text;
    }
    std::optional<double> value;
    if (record)
        if (const auto found = record->figures.find(extra.key); found != record->figures.end())
            value = extra.kind == Extra::Last ? found->second.last : found->second.best;
    if (role == SortRole) return value.value_or(std::numeric_limits<double>::max());
    return lossText(value);
}

QVariant RunsModel::extraHeader(const Extra& extra, bool hint) const {
    if (extra.kind == Extra::Setting)
        return hint ? tr("The setting %1").arg(QString::fromStdString(extra.key)) : settingTitle(extra.key);
    const QString title = figureTitle(extra.key);
    if (extra.kind == Extra::Last) return hint ? tr("%1, as it was last logged").arg(title) : title;
    return hint ? tr("%1 where it was best").arg(title) : tr("Best %1", "a figure").arg(title);
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole && !runs_.empty()) return data(index(0, section), role);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    const bool hint = role == Qt::ToolTipRole;
    if (section >= kColumns) return extraHeader(extras_[static_cast<std::size_t>(section - kColumns)], hint);
    switch (section) {
        case Name:
            return hint ? tr("The run's name, which is its folder's") : tr("Name");
        case State:
            return hint ? tr("Whether it runs, is complete or was stopped") : tr("State");
        case Tags:
            return hint ? tr("Words that people have put on the run") : tr("Tags");
        case Steps:
            return hint ? tr("Steps done, of those planned") : tr("Steps");
        case Loss:
            return hint ? tr("The last training loss: lower is better") : tr("Loss");
        case EvalLoss:
            return hint ? tr("The last loss on validation samples: lower is better") : tr("Validation loss");
        case Duration:
            return hint ? tr("From its start to its end, pauses included") : tr("Duration");
        case Started:
            return hint ? tr("When it began") : tr("Started");
        case Result:
            return hint ? tr("Whether it has an adapter or a model") : tr("Result");
        case Compared:
            return hint ? tr("Whether it was compared before and after") : tr("Compared");
        default:
            return {};
    }
}

}  // namespace atelier::ui
