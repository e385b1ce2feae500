#include "pages/compare/compared_model.h"

#include <algorithm>

namespace atelier::ui {

void ComparedModel::setRun(ComparedRunPtr run) {
    run_ = std::move(run);
    metric_ = 0;
    filter_.reset();
    arrange();
}

void ComparedModel::exchangeRun(ComparedRunPtr run) {
    run_ = std::move(run);
    arrange();
}

void ComparedModel::setMetric(int index) {
    if (index == metric_) return;
    metric_ = index;
    arrange();
}

void ComparedModel::setOrder(Order order) {
    if (order == order_) return;
    order_ = order;
    arrange();
}

void ComparedModel::setFilter(std::optional<Change> only) {
    if (only == filter_) return;
    filter_ = only;
    arrange();
}

void ComparedModel::setSearch(const QString& text) {
    const QString folded = text.simplified().toCaseFolded();
    if (folded == search_) return;
    search_ = folded;
    arrange();
}

Change ComparedModel::changeOf(int sample) const {
    const auto& changes = run_->rows[static_cast<std::size_t>(sample)].changes;
    return changes.empty() ? Change::Unscored : changes[static_cast<std::size_t>(metric_)];
}

double ComparedModel::gainOf(int sample) const {
    const auto& gains = run_->rows[static_cast<std::size_t>(sample)].gains;
    return gains.empty() ? 0 : gains[static_cast<std::size_t>(metric_)];
}

// Samples without a score come last; what is equal by the chosen metric is ordered by the others,
// then as in the dataset.
std::vector<double> ComparedModel::keyOf(int sample) const {
    const auto& row = run_->rows[static_cast<std::size_t>(sample)];
    std::vector<double> key{changeOf(sample) == Change::Unscored ? 1.0 : 0.0};
    const auto add = [&](std::size_t metric) {
        double figure = row.gains[metric];
        if (order_ == Order::Gain) figure = -figure;
        if (order_ == Order::Worst) {
            const auto& total = run_->totals[metric];
            const auto& scores = run_->comparison.samples[static_cast<std::size_t>(sample)].scores;
            const auto found = scores.find(total.metric);
            figure = found == scores.end() ? 0 : found->second[run_->other];
            if (!total.higherIsBetter) figure = -figure;
        }
        key.push_back(figure);
    };
    const auto chosen = static_cast<std::size_t>(metric_);
    if (chosen < row.gains.size()) add(chosen);
    for (std::size_t metric = 0; metric < row.gains.size(); ++metric)
        if (metric != chosen) add(metric);
    key.push_back(sample);
    return key;
}

void ComparedModel::arrange() {
    beginResetModel();
    shown_.clear();
    if (run_) {
        for (int i = 0; i < static_cast<int>(run_->rows.size()); ++i)
            if ((!filter_ || changeOf(i) == *filter_) &&
                (search_.isEmpty() || run_->rows[static_cast<std::size_t>(i)].searched.contains(search_)))
                shown_.push_back(i);
        if (order_ != Order::Dataset) {
            std::vector<std::vector<double>> keys(run_->rows.size());
            for (const int sample : shown_)
                keys[static_cast<std::size_t>(sample)] = keyOf(sample);
            std::sort(shown_.begin(), shown_.end(), [&](int a, int b) {
                return keys[static_cast<std::size_t>(a)] < keys[static_cast<std::size_t>(b)];
            });
        }
    }
    endResetModel();
}

int ComparedModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

int ComparedModel::rowOf(int sample) const {
    const auto found = std::find(shown_.begin(), shown_.end(), sample);
    return found == shown_.end() ? -1 : static_cast<int>(found - shown_.begin());
}

QVariant ComparedModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const int sample = sampleAt(index.row());
    const auto& row = run_->rows[static_cast<std::size_t>(sample)];
    switch (role) {
        case SampleRole:
            return sample;
        case Qt::DisplayRole:
        case WordsRole:
            return row.words;
        case PictureRole:
            return row.picture;
        case ChangeRole:
            return static_cast<int>(changeOf(sample));
        case ChangeTextRole:
            return changeText(changeOf(sample), gainOf(sample));
        case IdRole:
            return QString::fromStdString(run_->comparison.samples[static_cast<std::size_t>(sample)].id);
        case Qt::AccessibleTextRole:
            return tr("%1: %2", "sample, how it changed").arg(row.words, changeText(changeOf(sample), gainOf(sample)));
        default:
            return {};
    }
}

}  // namespace atelier::ui
