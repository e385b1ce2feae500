#include "pages/runs/run_figures.h"

#include "bridge/background.h"
#include "pages/runs/run_table.h"
#include "pages/runs/run_words.h"
#include "theme/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kWidest = 220;  // pixels of a column

using Figure = RunRecord::Figure;

const Figure* figureOf(const RunRecord& record, const std::string& name) {
    const auto found = record.figures.find(name);
    return found == record.figures.end() ? nullptr : &found->second;
}

// The best of several; nothing where only one has it, or all are the same.
std::optional<double> leader(const std::vector<std::optional<double>>& values, bool higher) {
    std::vector<double> there;
    for (const auto& value : values)
        if (value) there.push_back(*value);
    const auto [least, most] = std::minmax_element(there.begin(), there.end());
    if (there.size() < 2 || *least == *most) return std::nullopt;
    return higher ? *most : *least;
}

}  // namespace

RunFigures::RunFigures(QWidget* parent) : QWidget(parent) {
    table_ = runTable("runs-figures", this);
    nothing_ = new QLabel(this);
    nothing_->setProperty("kind", "muted");
    nothing_->setWordWrap(true);
    nothing_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    nothing_->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, space::kSmall, 0, 0);
    layout->addWidget(nothing_);
    layout->addWidget(table_, 1);
    connect(&theme(), &Theme::changed, this, &RunFigures::fill);
}

void RunFigures::show(const std::vector<runs::RunInfo>& runs) {
    std::vector<Shown> wanted;
    for (const auto& run : runs)
        wanted.push_back({QString::fromStdString(run.name), run.folder, run.steps});
    if (wanted == shown_) return;
    shown_ = std::move(wanted);
    inBackground(
        this,
        [runs] {
            std::vector<RunRecord> records;
            for (const auto& run : runs)
                records.push_back(readRecord(run));
            return records;
        },
        [this, turn = ++turn_](Outcome<std::vector<RunRecord>> outcome) {
            if (turn != turn_) return;
            records_ = outcome.value ? std::move(*outcome.value) : std::vector<RunRecord>(shown_.size());
            fill();
        });
}

void RunFigures::fill() {
    if (records_.size() != shown_.size()) return;
    std::set<std::string> all;
    for (const RunRecord& record : records_)
        for (const auto& [name, figure] : record.figures)
            all.insert(name);
    std::vector<std::string> names(all.begin(), all.end());
    std::sort(names.begin(), names.end(), figureComesBefore);
    table_->setVisible(!names.empty());
    nothing_->setVisible(names.empty());
    const bool single = shown_.size() == 1;
    const int runs = static_cast<int>(shown_.size());
    QStringList headers{tr("Figure")};
    if (single)
        headers << tr("Last") << tr("Best");
    else
        for (const Shown& one : shown_)
            headers << one.name;
    table_->setColumnCount(static_cast<int>(headers.size()));
    table_->setHorizontalHeaderLabels(headers);
    table_->setRowCount(0);
    const auto put = [this](int row, int column, const QString& text, const QString& hint, bool better) {
        auto* item = new QTableWidgetItem(text);
        item->setToolTip(hint);
        if (better) {
            item->setForeground(theme().color(Role::Success));
            item->setFont(theme().font(TextStyle::Strong));
            item->setData(Qt::AccessibleTextRole, tr("%1, the better one").arg(text));
        }
        table_->setItem(row, column, item);
    };
    for (const std::string& name : names) {
        const auto higher = higherIsBetter(name);
        // With a known direction a row of the last values and one of the best.
        for (const bool best : {false, true}) {
            const auto hasBest = [&](const RunRecord& record) {
                const Figure* figure = figureOf(record, name);
                return figure && figure->best;
            };
            if (best && (single || std::none_of(records_.begin(), records_.end(), hasBest))) continue;
            const int row = table_->rowCount();
            table_->insertRow(row);
            const QString title = figureTitle(name);
            put(row, 0, best ? tr("%1, best").arg(title) : title,
                !higher   ? QString()
                : *higher ? tr("Higher is better")
                          : tr("Lower is better"),
                false);
            std::vector<std::optional<double>> values;
            for (const RunRecord& record : records_) {
                const Figure* figure = figureOf(record, name);
                values.push_back(!figure ? std::nullopt : best ? figure->best : std::optional(figure->last));
            }
            const auto lead = higher && !single ? leader(values, *higher) : std::nullopt;
            for (int i = 0; i < runs; ++i) {
                const auto& value = values[static_cast<std::size_t>(i)];
                const bool better = lead && value && *value == *lead;
                put(row, 1 + i, lossText(value), better ? tr("The better one") : QString(), better);
            }
            if (single)
                put(row, 2,
                    figureOf(records_.front(), name) ? lossText(figureOf(records_.front(), name)->best) : QString(), {},
                    false);
        }
    }
    table_->resizeColumnsToContents();
    for (int column = 0; column < table_->columnCount(); ++column) {
        table_->setColumnWidth(column, std::min(table_->columnWidth(column) + space::kMedium, kWidest));
        if (column > 0 && !single) table_->horizontalHeaderItem(column)->setToolTip(headers[column]);
    }
}

void RunFigures::retranslate() {
    table_->setAccessibleName(tr("Figures of the chosen runs"));
    table_->setToolTip(tr("What was logged, the last value and the best one"));
    nothing_->setText(tr("Nothing has been logged yet."));
    fill();
}

}  // namespace atelier::ui
