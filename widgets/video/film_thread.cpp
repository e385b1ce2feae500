#include "video/film_thread.h"

#include <exception>

namespace atelier::widgets {

FilmThread::FilmThread(OpenFilm open, QObject* parent) : QObject(parent) {
    thread_ = std::jthread([this, open = std::move(open)](std::stop_token stop) { run(open, stop); });
}

FilmThread::~FilmThread() {
    thread_.request_stop();
    thread_.join();
}

void FilmThread::want(double seconds) {
    {
        const std::lock_guard lock(mutex_);
        wanted_ = seconds;
    }
    wake_.notify_one();
}

// Signals go to this object's thread: they are queued there.
void FilmThread::run(const OpenFilm& open, std::stop_token stop) {
    const auto say = [this](auto what) { QMetaObject::invokeMethod(this, what, Qt::QueuedConnection); };
    try {
        const std::unique_ptr<Film> film = open(stop);
        say([this, duration = film->duration()] { Q_EMIT opened(duration); });
        for (;;) {
            double seconds = 0;
            {
                std::unique_lock lock(mutex_);
                if (!wake_.wait(lock, stop, [this] { return wanted_.has_value(); })) return;
                seconds = *wanted_;
                wanted_.reset();
            }
            say([this, frame = film->at(seconds)] { Q_EMIT got(frame); });
        }
    } catch (const std::exception& error) {
        if (!stop.stop_requested()) say([this, why = QString::fromUtf8(error.what())] { Q_EMIT failed(why); });
    }
}

}  // namespace atelier::widgets
