#include "chart/parallel_axis.h"

#include "form/option_words.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <set>

namespace atelier::widgets {

namespace {

constexpr std::size_t kFew = 7;  // values that all get a mark

}  // namespace

void ParallelAxis::fit(const std::vector<double>& values) {
    distinct.clear();
    if (values.empty()) {
        lowest = 0;
        highest = 1;
        logarithmic = false;
        return;
    }
    const std::set<double> all(values.begin(), values.end());
    lowest = *all.begin();
    highest = *all.rbegin();
    if (lowest <= 0) logarithmic = false;
    if (all.size() <= kFew) distinct.assign(all.begin(), all.end());
    if (lowest < highest) return;
    // A single value stands in the middle.
    const double room = lowest == 0 ? 1 : std::abs(lowest) / 2;
    logarithmic = false;
    lowest -= room;
    highest += room;
}

double ParallelAxis::share(double value) const {
    if (!words.isEmpty()) return (value + 0.5) / static_cast<double>(words.size());
    if (logarithmic)
        return (std::log(std::max(value, lowest)) - std::log(lowest)) / (std::log(highest) - std::log(lowest));
    return (value - lowest) / (highest - lowest);
}

QString ParallelAxis::text(double value) const {
    if (words.isEmpty()) {
        const double size = std::abs(value);
        // Small ones as a form writes them: "1e-4".
        if (size > 0 && size < 0.001) return shownText(settings::Value(QString::number(value, 'g', 3).toDouble()));
        return QLocale().toString(value, 'g', size >= 1000 ? 6 : 4);
    }
    return words.value(static_cast<int>(value));
}

std::vector<double> ParallelAxis::marks() const {
    std::vector<double> all;
    if (!words.isEmpty()) {
        for (int i = 0; i < words.size(); ++i)
            all.push_back(i);
        return all;
    }
    if (!distinct.empty()) return distinct;
    all = {lowest, highest};
    if (logarithmic) {
        for (double decade = std::pow(10, std::ceil(std::log10(lowest))); decade < highest; decade *= 10)
            all.push_back(decade);
    } else {
        for (const double part : {0.25, 0.5, 0.75})
            all.push_back(lowest + part * (highest - lowest));
    }
    return all;
}

bool ParallelAxis::sameAs(const ParallelAxis& other) const {
    return name == other.name && words == other.words && logarithmic == other.logarithmic;
}

}  // namespace atelier::widgets
