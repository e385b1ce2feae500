#pragma once

#include "video/film.h"

#include <QObject>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace atelier::widgets {

/// Opens one film and gets its frames, beside the window. Of what is wanted while it is at work only the last is got.
class FilmThread : public QObject {
    Q_OBJECT

public:
    explicit FilmThread(OpenFilm open, QObject* parent = nullptr);
    /// Asks the film to stop and waits for it.
    ~FilmThread() override;
    void want(double seconds);

Q_SIGNALS:
    void opened(double duration);
    void got(const atelier::widgets::FilmFrame& frame);
    void failed(const QString& why);

private:
    void run(const OpenFilm& open, std::stop_token stop);

    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::optional<double> wanted_;
    std::jthread thread_;  // the last: it uses the others
};

}  // namespace atelier::widgets
