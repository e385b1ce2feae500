#pragma once

#include "pages/compare/compared_run.h"

#include <QAbstractListModel>

#include <optional>

namespace atelier::ui {

/// The samples of a comparison as a list: ordered, filtered, searched. Holds numbers only, so that thousands of samples
/// are reordered within a frame.
class ComparedModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum class Order {
        Regressions,  ///< what became worse most, first
        Gain,         ///< what became better most, first
        Worst,        ///< the worst answers of the contestant beside the baseline first, whatever the baseline's are
        Dataset,
    };
    enum Roles { SampleRole = Qt::UserRole, WordsRole, PictureRole, ChangeRole, ChangeTextRole, IdRole };

    using QAbstractListModel::QAbstractListModel;

    void setRun(ComparedRunPtr run);
    /// The same samples with another contestant: metric, order, filter and search stay.
    void exchangeRun(ComparedRunPtr run);
    const ComparedRunPtr& run() const { return run_; }

    void setMetric(int index);  ///< of run()->totals: by which it is ordered and filtered
    int metric() const { return metric_; }
    void setOrder(Order order);
    Order order() const { return order_; }
    void setFilter(std::optional<Change> only);
    std::optional<Change> filter() const { return filter_; }
    void setSearch(const QString& text);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    int sampleAt(int row) const { return shown_[static_cast<std::size_t>(row)]; }  ///< index into run()->rows
    int rowOf(int sample) const;                                                   ///< -1: not in the list

private:
    void arrange();
    Change changeOf(int sample) const;
    double gainOf(int sample) const;
    std::vector<double> keyOf(int sample) const;

    ComparedRunPtr run_;
    int metric_ = 0;
    Order order_ = Order::Regressions;
    std::optional<Change> filter_;
    QString search_;
    std::vector<int> shown_;
};

}  // namespace atelier::ui
