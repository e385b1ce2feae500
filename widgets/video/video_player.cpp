#include "video/video_player.h"

#include "controls.h"
#include "elided_label.h"
#include "state_view.h"
#include "theme/icon.h"
#include "theme/theme.h"
#include "video/film_thread.h"
#include "video/film_view.h"
#include "video/seek_bar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace atelier::widgets {
namespace {

constexpr int kTick = 15;             // ms
constexpr double kArrow = 1;          // seconds
constexpr double kJustBefore = 1e-4;  // less than any frame, more than rounding

}  // namespace

QString filmTime(double seconds) {
    const auto milliseconds = static_cast<qint64>(std::llround(std::max(0.0, seconds) * 1000));
    const qint64 minutes = milliseconds / 60000, hours = minutes / 60;
    const auto two = [](qint64 number) { return QString::number(number).rightJustified(2, '0'); };
    const QString rest =
        two(milliseconds / 1000 % 60) + '.' + QString::number(milliseconds % 1000).rightJustified(3, '0');
    return hours > 0 ? QString::number(hours) + ':' + two(minutes % 60) + ':' + rest
                     : QString::number(minutes) + ':' + rest;
}

VideoPlayer::VideoPlayer(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    view_ = new FilmView;
    state_ = new StateView;
    stack_ = new QStackedWidget;
    stack_->addWidget(view_);
    stack_->addWidget(state_);
    stack_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    seek_ = new SeekBar;
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kTight);
    layout->addWidget(stack_, 1);
    layout->addWidget(seek_);
    layout->addWidget(makeBar());
    ticks_.setInterval(kTick);
    ticks_.setTimerType(Qt::PreciseTimer);
    connect(&ticks_, &QTimer::timeout, this, &VideoPlayer::tick);
    connect(view_, &FilmView::pressed, this, [this] { setFocus(Qt::MouseFocusReason); });
    connect(seek_, &SeekBar::sought, this, [this](double seconds) { seek(seconds); });
    connect(&theme(), &Theme::changed, this, [this] { time_->setFont(theme().font(TextStyle::Small)); });
    retranslate();
    open({}, {});
}

VideoPlayer::~VideoPlayer() = default;

QWidget* VideoPlayer::makeBar() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kHair);
    const auto button = [&](QToolButton*& made, const char* name, const char* drawing, auto action) {
        made = iconButton(drawing);
        made->setObjectName(name);
        connect(made, &QToolButton::clicked, this, action);
        row->addWidget(made);
    };
    button(back_, "video-back", "chevron-left", [this] { step(-1); });
    button(play_, "video-play", "play", [this] { setPlaying(!playing_); });
    button(on_, "video-on", "chevron-right", [this] { step(1); });
    time_ = new ElidedLabel({}, Qt::ElideRight);
    time_->setObjectName("video-time");
    setKind(time_, "muted");
    row->addWidget(time_, 1);
    button(in_, "video-in", "range-in",
           [this] { givePart(position(), part_ && part_->end > position() ? part_->end : duration_); });
    button(out_, "video-out", "range-out",
           [this] { givePart(part_ && part_->begin < frame_.end ? part_->begin : 0, frame_.end); });
    button(all_, "video-all", "close", [this] { Q_EMIT partGiven(std::nullopt); });
    return bar;
}

void VideoPlayer::open(OpenFilm open, const std::optional<FilmRange>& part) {
    setPlaying(false);
    film_.reset();
    frame_ = {};
    duration_ = 0;
    waiting_ = failed_ = false;
    steps_ = 0;
    part_ = part;
    view_->setImage({});
    stack_->setCurrentWidget(open ? static_cast<QWidget*>(state_) : view_);
    if (open) {
        state_->showLoading(tr("Opening the video"));
        film_ = std::make_unique<FilmThread>(std::move(open));
        connect(film_.get(), &FilmThread::opened, this, [this](double duration) {
            duration_ = duration;
            update();
            Q_EMIT opened();
        });
        connect(film_.get(), &FilmThread::got, this, &VideoPlayer::take);
        connect(film_.get(), &FilmThread::failed, this, [this](const QString& why) {
            setPlaying(false);
            failed_ = true;
            state_->showError(tr("The video cannot be shown"), why);
            stack_->setCurrentWidget(state_);
            update();
            Q_EMIT failed(why);
        });
        want(part_ ? part_->begin : 0);
    }
    update();
}

void VideoPlayer::setPart(const std::optional<FilmRange>& part) {
    part_ = part;
    update();
}

void VideoPlayer::setReadOnly(bool readOnly) {
    readOnly_ = readOnly;
    update();
}

void VideoPlayer::want(double seconds) {
    if (!film_ || failed_) return;
    waiting_ = true;
    wanted_ = seconds;
    film_->want(seconds);
}

void VideoPlayer::seek(double seconds) {
    setPlaying(false);
    steps_ = 0;
    want(seconds);
}

// Where the next frame begins is known when this one is there.
void VideoPlayer::step(int frames) {
    setPlaying(false);
    if (duration_ <= 0) return;
    steps_ += frames;
    if (!waiting_) takeStep();
}

void VideoPlayer::takeStep() {
    if (steps_ == 0) return;
    const bool on = steps_ > 0;
    steps_ -= on ? 1 : -1;
    want(on ? frame_.end + kJustBefore : frame_.begin - kJustBefore);
}

void VideoPlayer::arrow(double seconds) {
    seek(std::clamp((waiting_ ? wanted_ : position()) + seconds, 0.0, duration_));
}

void VideoPlayer::setPlaying(bool playing) {
    if (playing && (duration_ <= 0 || failed_)) playing = false;
    if (playing == playing_) return;
    playing_ = playing;
    if (playing) {
        steps_ = 0;
        // From the beginning again where nothing is left to play.
        const double end = part_ && position() < part_->end ? part_->end : duration_;
        played_ = frame_.end < end - kJustBefore ? position() : part_ ? part_->begin : 0;
        clock_.start();
        ticks_.start();
    } else {
        ticks_.stop();
    }
    update();
}

void VideoPlayer::tick() {
    const double now = played_ + static_cast<double>(clock_.elapsed()) / 1000;
    const double end = part_ && played_ < part_->end ? part_->end : duration_;
    if (now >= end) {
        setPlaying(false);
        return want(end - kJustBefore);
    }
    if (!waiting_ && (now >= frame_.end || now < frame_.begin)) want(now);
}

void VideoPlayer::take(const FilmFrame& frame) {
    waiting_ = false;
    frame_ = frame;
    view_->setImage(frame.image);
    stack_->setCurrentWidget(view_);
    update();
    Q_EMIT shown(frame.begin);
    if (!waiting_) takeStep();
}

void VideoPlayer::givePart(double begin, double end) {
    if (readOnly_ || duration_ <= 0 || begin >= end) return;
    Q_EMIT partGiven(FilmRange{begin, std::min(end, duration_)});
}

void VideoPlayer::update() {
    const bool open = duration_ > 0 && !failed_;
    for (QWidget* widget : {static_cast<QWidget*>(back_), static_cast<QWidget*>(play_), static_cast<QWidget*>(on_),
                            static_cast<QWidget*>(seek_)})
        widget->setEnabled(open);
    for (QToolButton* button : {in_, out_, all_})
        button->setVisible(!readOnly_);
    in_->setEnabled(open);
    out_->setEnabled(open);
    all_->setEnabled(open && part_.has_value());
    play_->setIcon(icon(playing_ ? "pause" : "play"));
    setHint(play_, playing_ ? tr("Pause (Space)") : tr("Play (Space)"));
    const QSignalBlocker quiet(seek_);
    seek_->setMaximum(static_cast<int>(std::min(duration_ * 1000, 2e9)));
    if (!seek_->isSliderDown()) seek_->setValue(static_cast<int>(frame_.begin * 1000));
    seek_->setPart(part_);
    QString text = open ? filmTime(frame_.begin) + " / " + filmTime(duration_) : QString();
    if (open && part_) text += "  [" + filmTime(part_->begin) + ", " + filmTime(part_->end) + ")";
    time_->setText(text);
}

void VideoPlayer::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return QWidget::keyPressEvent(event);
    switch (event->key()) {
        case Qt::Key_Space:
            return setPlaying(!playing_);
        case Qt::Key_Comma:
            return step(-1);
        case Qt::Key_Period:
            return step(1);
        case Qt::Key_Left:
            return arrow(-kArrow);
        case Qt::Key_Right:
            return arrow(kArrow);
        case Qt::Key_Home:
            return seek(part_ ? part_->begin : 0);
        case Qt::Key_End:
            return seek((part_ ? part_->end : duration_) - kJustBefore);
        case Qt::Key_I:
            return in_->click();
        case Qt::Key_O:
            return out_->click();
        default:
            QWidget::keyPressEvent(event);
    }
}

void VideoPlayer::hideEvent(QHideEvent* event) {
    setPlaying(false);
    QWidget::hideEvent(event);
}

void VideoPlayer::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void VideoPlayer::retranslate() {
    setAccessibleName(tr("Video"));
    setHint(back_, tr("One frame back (,)"));
    setHint(on_, tr("One frame on (.)"));
    setHint(in_, tr("The part begins here (I)"));
    setHint(out_, tr("The part ends behind this frame (O)"));
    setHint(all_, tr("All of the video, not a part"));
    setHint(seek_, tr("Place in the video"));
    time_->setFont(theme().font(TextStyle::Small));
    update();
}

}  // namespace atelier::widgets
