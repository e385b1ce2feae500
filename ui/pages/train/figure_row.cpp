#include "pages/train/figure_row.h"

#include "format.h"
#include "pages/train/figure_tile.h"
#include "theme/tokens.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QLocale>
#include <QResizeEvent>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kTile = 118;  // narrower ones wrap

struct Words {
    Q_DECLARE_TR_FUNCTIONS(RunState)
};

}  // namespace

QString stateText(const RunFeed& feed) {
    using State = RunFeed::State;
    switch (feed.state()) {
        case State::None:
            return {};
        case State::Loading:
            return Words::tr("Reading");
        case State::Waiting:
            return Words::tr("Waiting");
        case State::Running:
            return feed.phase().phase.empty() ? Words::tr("Starting") : phaseText(feed.phase());
        case State::Paused:
            return Words::tr("Paused");
        case State::Stopping:
            return Words::tr("Stopping");
        case State::Elsewhere:
            return Words::tr("Training");
        case State::Done:
            return Words::tr("Done");
        case State::Stopped:
            return Words::tr("Stopped");
        case State::Failed:
            return Words::tr("Failed");
    }
    return {};
}

FigureRow::FigureRow(QWidget* parent) : QWidget(parent), grid_(new QGridLayout(this)) {
    setObjectName("train-figures");
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setSpacing(space::kSmall);
    const auto tile = [this](const char* name) {
        tiles_.push_back(new FigureTile(QString("train-") + name, this));
        return tiles_.back();
    };
    phase_ = tile("phase");
    step_ = tile("step");
    left_ = tile("left");
    elapsed_ = tile("elapsed");
    loss_ = tile("loss");
    speed_ = tile("speed");
    arrange(static_cast<int>(tiles_.size()));
}

void FigureRow::arrange(int columns) {
    if (columns == columns_) return;
    for (int i = 0; i < columns_; ++i)
        grid_->setColumnStretch(i, 0);
    columns_ = columns;
    for (FigureTile* tile : tiles_)
        grid_->removeWidget(tile);
    for (int i = 0; i < static_cast<int>(tiles_.size()); ++i)
        grid_->addWidget(tiles_[static_cast<std::size_t>(i)], i / columns, i % columns);
    for (int i = 0; i < columns; ++i)
        grid_->setColumnStretch(i, 1);
}

void FigureRow::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const int fit = (event->size().width() + space::kSmall) / (kTile + space::kSmall);
    arrange(fit >= 6 ? 6 : 3);
}

void FigureRow::show(const RunFeed& feed) {
    const QLocale locale;
    const bool live = feed.live();
    phase_->setValue(stateText(feed));
    const auto& progress = feed.progress();
    const bool partOfPhase = live && feed.phase().phase != "training" && progress.total > 0;
    phase_->setShare(partOfPhase ? static_cast<double>(progress.done) / static_cast<double>(progress.total) : -1);
    const auto number = [&](std::int64_t value) { return locale.toString(static_cast<qlonglong>(value)); };
    step_->setValue(feed.total() > 0 || feed.step() > 0 ? number(feed.step()) : QString(),
                    feed.total() > 0 ? tr("of %1", "so many steps").arg(number(feed.total())) : QString());
    step_->setShare(feed.total() > 0
                        ? std::clamp(static_cast<double>(feed.step()) / static_cast<double>(feed.total()), 0.0, 1.0)
                        : -1);
    left_->setValue(live && feed.secondsLeft() >= 0 ? durationText(feed.secondsLeft()) : QString());
    elapsed_->setValue(feed.elapsed() >= 0 ? durationText(feed.elapsed()) : QString());
    const auto figure = [&](const char* metric, int digits) {
        const auto value = feed.latest(metric);
        return value ? locale.toString(*value, 'g', digits) : QString();
    };
    loss_->setValue(figure("loss", 4));
    loss_->setNote(feed.latest("eval_loss") ? tr("eval %1").arg(figure("eval_loss", 4)) : QString());
    const auto speed = feed.latest("samples_per_second");
    speed_->setValue(speed ? locale.toString(*speed, 'f', *speed < 10 ? 2 : 1) : QString());
}

void FigureRow::retranslate() {
    phase_->setTitle(tr("Phase"), tr("What the training is at"));
    step_->setTitle(tr("Step"), tr("Steps done, of all that the recipe asks for"));
    left_->setTitle(tr("Time left"), tr("Until the last step, at the present speed"));
    elapsed_->setTitle(tr("Elapsed"), tr("Time that the training took so far, pauses left out"));
    loss_->setTitle(tr("Loss"), tr("The newest loss on the training samples, and on the validation samples"));
    speed_->setTitle(tr("Samples/s"), tr("How many samples are trained on in a second"));
}

}  // namespace atelier::ui
