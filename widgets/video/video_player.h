#pragma once

#include "video/film.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QStackedWidget;
class QToolButton;

namespace atelier::widgets {

class ElidedLabel;
class FilmThread;
class FilmView;
class SeekBar;
class StateView;

/// Shows a film and the part of it that is meant. Space plays, comma and full stop go by one frame, the arrows by a
/// second, Home and End to the ends of the part, I and O set them here. It stores nothing: a part that is set is asked
/// for, and the owner gives it back.
class VideoPlayer : public QWidget {
    Q_OBJECT

public:
    explicit VideoPlayer(QWidget* parent = nullptr);
    ~VideoPlayer() override;

    /// Shows the beginning of the part. An empty `open` shows nothing.
    void open(OpenFilm open, const std::optional<FilmRange>& part);
    void setPart(const std::optional<FilmRange>& part);
    const std::optional<FilmRange>& part() const { return part_; }
    void setReadOnly(bool readOnly);

    double duration() const { return duration_; }  ///< seconds; 0: not open
    double position() const { return frame_.begin; }
    const QImage& image() const { return frame_.image; }
    bool playing() const { return playing_; }
    void seek(double seconds);
    void setPlaying(bool playing);
    void step(int frames);  ///< 1 or -1

Q_SIGNALS:
    void opened();
    /// Another frame is shown.
    void shown(double seconds);
    /// Nothing: all of it.
    void partGiven(const std::optional<atelier::widgets::FilmRange>& part);
    void failed(const QString& why);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeBar();
    void take(const FilmFrame& frame);
    void tick();
    void want(double seconds);
    void takeStep();
    void arrow(double seconds);
    void givePart(double begin, double end);
    void update();
    void retranslate();

    std::unique_ptr<FilmThread> film_;
    std::optional<FilmRange> part_;
    FilmFrame frame_;
    double duration_ = 0;
    double played_ = 0;  // where playing began
    double wanted_ = 0;  // the last place that was asked for
    int steps_ = 0;      // frames to go on, once the one that was asked for is there
    bool playing_ = false, waiting_ = false, readOnly_ = false, failed_ = false;
    QElapsedTimer clock_;
    QTimer ticks_;

    QStackedWidget* stack_;
    FilmView* view_;
    StateView* state_;
    SeekBar* seek_;
    ElidedLabel* time_;
    QToolButton *play_, *back_, *on_, *in_, *out_, *all_;
};

/// "1:02.480" from seconds.
QString filmTime(double seconds);

}  // namespace atelier::widgets
