#pragma once

#include <QString>
#include <QStringList>

#include <utility>
#include <vector>

namespace atelier::widgets {

/// One axis of a ParallelChart: from values to shares of its height, 0 below and 1 above.
struct ParallelAxis {
    using Range = std::pair<double, double>;  ///< shares, the lower first

    QString name;
    QStringList words;  ///< values are indices of these; empty: numbers
    bool logarithmic = false;
    double lowest = 0, highest = 1;  ///< of the values; of words not looked at
    std::vector<double> distinct;    ///< the values where there are few

    /// Takes ends and marks from the values.
    void fit(const std::vector<double>& values);
    double share(double value) const;
    QString text(double value) const;
    /// Values that are written beside the axis.
    std::vector<double> marks() const;
    bool sameAs(const ParallelAxis& other) const;
};

}  // namespace atelier::widgets
