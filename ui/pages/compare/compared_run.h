#pragma once

#include "protocol/comparison.h"

#include <QString>

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace atelier::ui {

/// How a sample fared from the baseline to the contestant beside it.
enum class Change { Worse, Equal, Better, Unscored };
inline constexpr int kChanges = 4;

/// A comparison made ready to be looked at, the baseline beside one other contestant: totals, and what a list of
/// thousands of samples needs without touching their texts again. Immutable; made outside the window's thread.
struct ComparedRun {
    struct Total {
        std::string metric;
        bool higherIsBetter = true;
        double before = 0, after = 0;
        std::array<int, kChanges> counts{};  ///< of samples, by Change

        Change change() const;
    };
    struct Row {
        QString words;                ///< how the reference begins, one line
        QString searched;             ///< all texts that are shown, case folded
        QString picture;              ///< pictureKey() of the first image; empty: none
        std::vector<double> gains;    ///< one a metric, positive is better
        std::vector<Change> changes;  ///< one a metric
    };

    protocol::Comparison comparison;
    std::size_t baseline = 0, other = 0;  ///< indices of the two contestants; equal where there is only one
    std::vector<Total> totals;            ///< in the order of comparison.metrics
    std::vector<Row> rows;                ///< in the order of comparison.samples

    std::vector<std::size_t> shown() const;  ///< the two contestants, or the one
    QString titleOf(std::size_t contestant) const;
};

using ComparedRunPtr = std::shared_ptr<const ComparedRun>;

/// `other`: index of the contestant beside the baseline; the last one unless it is given. Throws Error for a metric
/// that this program does not know.
ComparedRunPtr makeComparedRun(protocol::Comparison comparison, std::optional<std::size_t> other = {});

/// A comparison as it lies in a run's folder; `time` is that of its file, nothing where it could not be kept.
struct KeptComparison {
    using Time = std::optional<std::filesystem::file_time_type>;
    ComparedRunPtr run;
    Time time;
};
KeptComparison::Time comparisonTime(const std::filesystem::path& run);
/// Throws Error naming the file.
KeptComparison readKeptComparison(const std::filesystem::path& run);
std::filesystem::path reportFile(const std::filesystem::path& run);
/// Whether the report is there and as new as the comparison.
bool hasReport(const std::filesystem::path& run);
/// Writes report.html and comparison.json into the run's folder.
void writeRunReport(const protocol::Comparison& comparison, const std::filesystem::path& run);

// Words for people.
QString metricTitle(const std::string& metric);
QString metricHelp(const std::string& metric);
/// Two figures that are read side by side get as many digits as the smaller needs.
QString figureText(double value, double other);
/// "71 % lower", "3 times as high", "0.4 higher", "unchanged"
QString differenceText(double before, double after);
QString changeText(Change change, double gain);  ///< "better 0.29", "same"

}  // namespace atelier::ui
