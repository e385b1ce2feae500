#include "video/film_thread.h"

#include <QThreadPool>

#include <condition_variable>
#include <exception>
#include <mutex>

namespace atelier::widgets {
namespace {

// Films that were left may be at work for a moment yet. When the program ends it waits for them.
QThreadPool& filmPool() {
    static QThreadPool pool;
    return pool;
}

}  // namespace

struct FilmThread::Shared {
    std::stop_source stop;
    std::mutex mutex;
    std::condition_variable_any wake;
    std::optional<double> wanted;
    FilmThread* receiver = nullptr;

    // Signals go to the receiver's thread: they are queued there.
    template <class F>
    void say(F&& what) {
        const std::lock_guard lock(mutex);
        if (receiver)
            QMetaObject::invokeMethod(
                receiver, [to = receiver, what = std::forward<F>(what)] { what(*to); }, Qt::QueuedConnection);
    }
};

FilmThread::FilmThread(OpenFilm open, QObject* parent) : QObject(parent), shared_(std::make_shared<Shared>()) {
    shared_->receiver = this;
    filmPool().setMaxThreadCount(filmPool().activeThreadCount() + 1);
    filmPool().start([shared = shared_, open = std::move(open)] { run(*shared, open); });
}

FilmThread::~FilmThread() {
    shared_->stop.request_stop();
    const std::lock_guard lock(shared_->mutex);
    shared_->receiver = nullptr;
}

void FilmThread::want(double seconds) {
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->wanted = seconds;
    }
    shared_->wake.notify_one();
}

void FilmThread::run(Shared& shared, const OpenFilm& open) {
    const std::stop_token stop = shared.stop.get_token();
    try {
        const std::unique_ptr<Film> film = open(stop);
        shared.say([duration = film->duration()](FilmThread& to) { Q_EMIT to.opened(duration); });
        for (;;) {
            double seconds = 0;
            {
                std::unique_lock lock(shared.mutex);
                if (!shared.wake.wait(lock, stop, [&] { return shared.wanted.has_value(); })) return;
                seconds = *shared.wanted;
                shared.wanted.reset();
            }
            if (stop.stop_requested()) return;
            shared.say([frame = film->at(seconds)](FilmThread& to) { Q_EMIT to.got(frame); });
        }
    } catch (const std::exception& error) {
        shared.say([why = QString::fromUtf8(error.what())](FilmThread& to) { Q_EMIT to.failed(why); });
    }
}

}  // namespace atelier::widgets
