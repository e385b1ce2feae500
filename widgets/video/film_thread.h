#pragma once

#include "video/film.h"

#include <QObject>

namespace atelier::widgets {

/// Opens one film and gets its frames, beside the window. Of what is wanted while it is at work only the last is got.
class FilmThread : public QObject {
    Q_OBJECT

public:
    explicit FilmThread(OpenFilm open, QObject* parent = nullptr);
    /// Asks the film to stop; it ends by itself, and the window does not wait for it.
    ~FilmThread() override;
    void want(double seconds);

Q_SIGNALS:
    void opened(double duration);
    void got(const atelier::widgets::FilmFrame& frame);
    void failed(const QString& why);

private:
    struct Shared;
    static void run(Shared& shared, const OpenFilm& open);

    std::shared_ptr<Shared> shared_;
};

}  // namespace atelier::widgets
