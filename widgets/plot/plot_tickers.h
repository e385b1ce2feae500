#pragma once

#include "plot/plot_numbers.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace atelier::widgets {

/// Ticks with labels of tickText().
template <class Base>
class NumberTicker : public Base {
protected:
    double getTickStep(const QCPRange& range) override { return step_ = Base::getTickStep(range); }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override { return tickText(tick, step_); }

private:
    double step_ = 0;
};

// Powers of ten; over few decades also 2 and 5 of each, over less than one evenly spaced values: a scale needs labels.
class LogTicker : public NumberTicker<QCPAxisTicker> {
protected:
    QVector<double> createTickVector(double step, const QCPRange& range) override {
        const double decades = std::log10(range.upper / range.lower);
        logarithmic_ = decades >= 0.8;
        if (!logarithmic_) return NumberTicker::createTickVector(step, range);
        QVector<double> ticks;
        const int every = std::max(1, static_cast<int>(std::ceil(decades / 8)));
        const int first = static_cast<int>(std::floor(std::log10(range.lower))) - 1;
        const int last = static_cast<int>(std::ceil(std::log10(range.upper))) + 1;
        for (int exponent = first; exponent <= last; ++exponent) {
            if (exponent % every != 0) continue;
            for (const int digit : {1, 2, 5})
                if (digit == 1 || decades < 2.5) ticks << digit * std::pow(10.0, exponent);
        }
        return ticks;
    }
    QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override {
        return logarithmic_ ? tickText(tick, tick) : NumberTicker::getTickLabel(tick, locale, format, precision);
    }

private:
    bool logarithmic_ = false;
};

// Whole steps only: there is no step 2.5.
class StepTicker : public NumberTicker<QCPAxisTicker> {
protected:
    double getTickStep(const QCPRange& range) override {
        const double step = NumberTicker::getTickStep(range);
        return range.size() > 3 ? std::max(1.0, step) : step;
    }
};

}  // namespace atelier::widgets
