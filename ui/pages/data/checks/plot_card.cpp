#include "pages/data/checks/plot_card.h"

#include "chart/column_chart.h"
#include "chart/map_chart.h"
#include "chart/row_chart.h"
#include "controls.h"
#include "elided_label.h"
#include "pages/data/gallery/sample_model.h"
#include "theme/theme.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <stdexcept>

namespace atelier::ui {

using namespace widgets;
using What = DatasetPlot::What;

namespace {

constexpr int kWidth = 238, kHeight = 190;

QString titleOf(What what) {
    switch (what) {
        case What::Sizes:
            return PlotCard::tr("Pictures: width by height");
        case What::Aspect:
            return PlotCard::tr("Pictures: width to height");
        case What::Tokens:
            return PlotCard::tr("Tokens of a sample");
        case What::ImageTokens:
            return PlotCard::tr("Tokens of its pictures");
        case What::PromptCharacters:
            return PlotCard::tr("Length of prompts");
        case What::AnswerCharacters:
            return PlotCard::tr("Length of answers");
        case What::Regions:
            return PlotCard::tr("Regions of a sample");
        case What::Labels:
            return PlotCard::tr("Labels");
        case What::Tags:
            return PlotCard::tr("Tags");
        case What::Splits:
            return PlotCard::tr("Splits");
    }
    throw std::logic_error("an unknown plot");
}

QString unitOf(What what, const QString& number) {
    switch (what) {
        case What::Tokens:
        case What::ImageTokens:
            return PlotCard::tr("%1 tokens").arg(number);
        case What::PromptCharacters:
        case What::AnswerCharacters:
            return PlotCard::tr("%1 characters").arg(number);
        case What::Regions:
            return PlotCard::tr("regions: %1").arg(number);
        default:
            return number;
    }
}

const char* nameOf(What what) {
    constexpr const char* kNames[] = {"sizes",   "aspect",  "tokens", "image-tokens", "prompts",
                                      "answers", "regions", "labels", "tags",         "splits"};
    return kNames[static_cast<std::size_t>(what)];
}

}  // namespace

PlotCard::PlotCard(const DatasetPlot& plot, std::int64_t samples, QWidget* parent)
    : QFrame(parent), plot_(plot), samples_(samples), note_(new ElidedLabel), chart_(makeChart()) {
    const QString name = atelier::ui::nameOf(plot.what);
    setObjectName("plot-" + name);
    setKind(this, "well");
    setFixedSize(kWidth, kHeight);
    auto* title = new ElidedLabel(titleOf(plot.what));
    title->setFont(theme().font(TextStyle::Strong));
    note_->setObjectName("plot-note-" + name);
    note_->setFont(theme().font(TextStyle::Small));
    setKind(note_, "muted");
    chart_->setObjectName("plot-chart-" + name);
    chart_->setAccessibleName(titleOf(plot.what));
    chart_->setHeadings(titleOf(plot.what), tr("Samples"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    layout->setSpacing(space::kHair);
    layout->addWidget(title);
    layout->addWidget(note_);
    if (qobject_cast<RowChart*>(chart_)) {
        scroll_ = new QScrollArea;
        scroll_->setFocusPolicy(Qt::NoFocus);
        scroll_->setWidgetResizable(true);
        scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        scroll_->setWidget(chart_);
        layout->addWidget(scroll_, 1);
    } else {
        layout->addWidget(chart_, 1);
    }
    connect(chart_, &BinChart::pointed, this, &PlotCard::say);
    connect(chart_, &BinChart::chosen, this, [this](int bin) {
        const std::string& filter = plot_.bins[static_cast<std::size_t>(bin)].filter;
        if (!filter.empty()) Q_EMIT chosen(filter);
    });
    say(-1);
}

QString PlotCard::nameOf(const PlotBin& bin) const {
    const auto number = [this](double value) { return locale().toString(value, 'f', 0); };
    const auto last = [](double from, double to) { return std::max(from, to - 1); };
    const auto range = [&](double from, double to) {
        return last(from, to) == from ? number(from)
                                      : tr("%1 to %2", "a range").arg(number(from), number(last(from, to)));
    };
    switch (plot_.what) {
        case What::Sizes:
            return tr("%1 wide, %2 high", "pixels").arg(range(bin.from, bin.to), range(bin.from2, bin.to2));
        case What::Aspect:
            return tr("%1 to %2", "a range")
                .arg(locale().toString(bin.from, 'f', 2), locale().toString(bin.to, 'f', 2));
        case What::Labels:
            return QString::fromStdString(bin.name);
        case What::Tags:
            return bin.name.empty() ? tr("(no tag)") : QString::fromStdString(bin.name);
        case What::Splits:
            return splitText(QString::fromStdString(bin.name));
        default:
            return unitOf(plot_.what, range(bin.from, bin.to));
    }
}

BinChart* PlotCard::makeChart() {
    std::vector<BinChart::Bin> bins;
    for (const PlotBin& bin : plot_.bins)
        bins.push_back({nameOf(bin), bin.count});
    if (plot_.what == What::Sizes) {
        auto* chart = new MapChart;
        chart->setCells(plot_.edges, plot_.edges2, std::move(bins));
        return chart;
    }
    if (plot_.edges.empty()) {
        auto* chart = new RowChart;
        chart->setRows(std::move(bins));
        return chart;
    }
    auto* chart = new ColumnChart;
    const int digits = plot_.what == What::Aspect ? 2 : 0;
    chart->setColumns(std::move(bins), locale().toString(plot_.edges.front(), 'f', digits),
                      locale().toString(plot_.edges.back(), 'f', digits));
    return chart;
}

// How much there is, and of names how balanced they are.
QString PlotCard::summary() const {
    if (plot_.what == What::Sizes) return tr("pixels");
    if (plot_.what != What::Labels && plot_.what != What::Tags) return tr("how many samples");
    const auto kinds = static_cast<int>(plot_.bins.size());
    if (kinds < 2) return tr("%Ln kinds", nullptr, kinds);
    const auto most = static_cast<double>(plot_.bins.front().count),
               least = static_cast<double>(std::max<std::int64_t>(1, plot_.bins.back().count));
    return tr("%Ln kinds, most to rarest %1 : 1", nullptr, kinds)
        .arg(locale().toString(most / least, 'f', most / least < 10 ? 1 : 0));
}

void PlotCard::say(int bin) {
    if (bin < 0) return note_->setText(summary());
    const PlotBin& one = plot_.bins[static_cast<std::size_t>(bin)];
    const double share = samples_ > 0 ? 100.0 * static_cast<double>(one.count) / static_cast<double>(samples_) : 0;
    note_->setText(tr("%1: %Ln samples (%2 %)", "a bar and how much it counts", static_cast<int>(one.count))
                       .arg(nameOf(one), locale().toString(share, 'f', 1)));
    if (scroll_) {
        const QRect row = chart_->area(bin).toAlignedRect();
        scroll_->ensureVisible(row.center().x(), row.center().y(), 0, row.height());
    }
}

}  // namespace atelier::ui
