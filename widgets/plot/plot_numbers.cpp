#include "plot/plot_numbers.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace atelier::widgets {
namespace {

int exponentOf(double value) {
    return static_cast<int>(std::floor(std::log10(std::abs(value)) + 1e-9));
}

QString fixed(double value, int digits) {
    return QString::number(value, 'f', std::clamp(digits, 0, 6));
}

QString withoutEndingZeros(QString text) {
    if (!text.contains('.')) return text;
    while (text.endsWith('0'))
        text.chop(1);
    if (text.endsWith('.')) text.chop(1);
    return text;
}

}  // namespace

QString tickText(double value, double step) {
    if (!std::isfinite(value)) return {};
    // Sums of steps miss zero by a rounding error.
    if (value == 0 || (step > 0 && std::abs(value) < step * 1e-6)) return "0";
    const int stepExponent = step > 0 ? exponentOf(step) : exponentOf(value);
    const double magnitude = std::abs(value);
    if (magnitude < 1e-3) {
        const int exponent = exponentOf(value);
        return withoutEndingZeros(fixed(value / std::pow(10.0, exponent), exponent - stepExponent + 1)) + 'e' +
               QString::number(exponent);
    }
    for (const auto& [unit, name, from] :
         {std::tuple{1e9, "G", 1e9}, std::tuple{1e6, "M", 1e6}, std::tuple{1e3, "k", 1e4}})
        if (magnitude >= from * 0.99999)
            return withoutEndingZeros(fixed(value / unit, exponentOf(unit) - stepExponent + 1)) + name;
    return withoutEndingZeros(fixed(value, 1 - stepExponent));
}

QString valueText(double value) {
    if (!std::isfinite(value)) return "nan";
    if (value == 0) return "0";
    const int exponent = exponentOf(value);
    if (exponent < -3 || exponent > 8)
        return withoutEndingZeros(fixed(value / std::pow(10.0, exponent), 3)) + 'e' + QString::number(exponent);
    return withoutEndingZeros(fixed(value, 3 - exponent));
}

}  // namespace atelier::widgets
