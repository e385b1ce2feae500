#include "pages/runs/run_curves.h"

#include "bridge/background.h"
#include "combo_box.h"
#include "controls.h"
#include "loss_plot.h"
#include "pages/runs/run_records.h"
#include "preferences.h"
#include "studio.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kLow = 180;  // pixels below which the curve needs the room of its tools

// A legend has room for both ends of a name.
QString shortName(const QString& name) {
    constexpr int kMost = 32;
    if (name.size() <= kMost) return name;
    return name.left(kMost / 2) + QChar(0x2026) + name.right(kMost / 2 - 1);
}

// What is measured now and then is no curve to be smoothed.
bool isSparse(const std::string& figure) {
    return figure.starts_with("eval_");
}

}  // namespace

RunCurves::RunCurves(Preferences& preferences, QWidget* parent) : QWidget(parent), preferences_(preferences) {
    plot_ = new LossPlot(this);
    plot_->setObjectName("runs-plot");
    plot_->setLogScale(preferences_.flag("runs-log-scale", false));
    connect(plot_, &LossPlot::logScaleChanged, this, [this](bool on) { preferences_.setFlag("runs-log-scale", on); });
    problem_ = new QLabel(this);
    problem_->setObjectName("runs-plot-problem");
    problem_->setProperty("kind", "warning");
    problem_->setWordWrap(true);
    problem_->setTextFormat(Qt::PlainText);
    problem_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    problem_->hide();
    which_ = new ComboBox(24, this);
    which_->setObjectName("runs-which-loss");
    for (const char* usual : {"loss", "eval_loss"})
        which_->addItem(QString(), QString(usual));
    connect(which_, &QComboBox::currentIndexChanged, this, &RunCurves::arrange);
    auto* choice = new QHBoxLayout;
    choice->addWidget(which_);
    choice->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, space::kSmall, 0, 0);
    layout->setSpacing(space::kSmall);
    layout->addWidget(problem_);
    layout->addLayout(choice);
    layout->addWidget(plot_, 1);
}

void RunCurves::show(const std::vector<runs::RunInfo>& runs) {
    const bool same = runs.size() == shown_.size() &&
                      std::equal(runs.begin(), runs.end(), shown_.begin(),
                                 [](const runs::RunInfo& run, const Shown& shown) { return run.name == shown.name; });
    if (!same) {
        ++turn_;
        problem_->hide();
        shown_.clear();
        for (const auto& run : runs)
            shown_.push_back({run.name, -1, {}, -1, -1});
        arrange();
    }
    for (std::size_t i = 0; i < runs.size(); ++i)
        if (shown_[i].steps != runs[i].steps) {
            shown_[i].steps = runs[i].steps;
            read(runs[i]);
        }
}

std::string RunCurves::figure() const {
    return which_->currentData().toString().toStdString();
}

// The losses of a single run are two curves, of several runs each has one.
void RunCurves::arrange() {
    plot_->removeAllSeries();
    const bool sparse = isSparse(figure());
    for (std::size_t i = 0; i < shown_.size(); ++i) {
        LossPlot::Series series;
        series.color = static_cast<int>(i);
        series.smoothed = !sparse;
        series.dots = sparse;
        shown_[i].first = plot_->addSeries(series);
        shown_[i].second = -1;
        if (shown_.size() == 1 && figure() == "loss") {
            series.color = 1;
            series.smoothed = false;
            series.dots = true;
            shown_[i].second = plot_->addSeries(series);
        }
    }
    nameSeries();
    for (const Shown& one : shown_)
        draw(one);
    plot_->resetView();
}

void RunCurves::read(const runs::RunInfo& run) {
    inBackground(
        this, [folder = run.folder] { return seriesOf(runs::readTrainLog(folder)); },
        [this, turn = turn_, name = run.name, failed = !run.problem.empty()](Outcome<RunFeed::Series> outcome) {
            if (turn != turn_) return;
            const auto shown =
                std::find_if(shown_.begin(), shown_.end(), [&](const Shown& one) { return one.name == name; });
            if (shown == shown_.end()) return;
            if (outcome.error) {
                if (failed) return;
                problem_->setText(describe(*outcome.error));
                problem_->show();
                return;
            }
            shown->series = std::move(*outcome.value);
            draw(*shown);
            listFigures();
        });
}

// The losses first, then all that any of the runs has logged. What is chosen stays.
void RunCurves::listFigures() {
    std::set<std::string> all{"loss", "eval_loss"};
    for (const Shown& one : shown_)
        for (const auto& [name, points] : one.series)
            if (!points.isEmpty()) all.insert(name);
    all.insert(figure());
    std::vector<std::string> names(all.begin(), all.end());
    std::sort(names.begin(), names.end(), figureComesBefore);
    QStringList ids, there;
    for (const std::string& name : names)
        ids << QString::fromStdString(name);
    for (int i = 0; i < which_->count(); ++i)
        there << which_->itemData(i).toString();
    if (ids == there) return;
    const QString chosen = which_->currentData().toString();
    const QSignalBlocker quiet(which_);
    which_->clear();
    for (const std::string& name : names)
        which_->addItem(figureTitle(name), QString::fromStdString(name));
    which_->setCurrentIndex(which_->findData(chosen));
}

void RunCurves::draw(const Shown& one) {
    const auto points = [&](const std::string& name) {
        const auto found = one.series.find(name);
        return found == one.series.end() ? QList<QPointF>() : found->second;
    };
    plot_->setSeries(one.first, points(figure()));
    if (one.second >= 0) plot_->setSeries(one.second, points("eval_loss"));
}

void RunCurves::nameSeries() {
    const bool single = shown_.size() == 1;
    const QString title = figureTitle(figure());
    for (const Shown& one : shown_) {
        plot_->setSeriesName(one.first, single ? title : shortName(QString::fromStdString(one.name)));
        if (one.second >= 0) plot_->setSeriesName(one.second, figureTitle("eval_loss"));
    }
    plot_->setYLabel(title);
}

void RunCurves::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    plot_->setToolsShown(height() >= kLow);
}

void RunCurves::retranslate() {
    plot_->setXLabel(tr("Step"));
    plot_->setEmptyText(tr("Nothing has been logged yet"));
    plot_->setAccessibleName(tr("Curves of the chosen runs"));
    for (int i = 0; i < which_->count(); ++i)
        which_->setItemText(i, figureTitle(which_->itemData(i).toString().toStdString()));
    setHint(which_, tr("Which figure of the chosen runs is drawn"));
    nameSeries();
}

}  // namespace atelier::ui
