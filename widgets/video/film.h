#pragma once

#include <QImage>
#include <QSize>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace atelier::widgets {

/// A part of a film in seconds; the end is excluded.
struct FilmRange {
    double begin = 0, end = 0;
    bool operator==(const FilmRange&) const = default;
};

/// A picture of a film and when it is shown: [begin, end) in seconds.
struct FilmFrame {
    QImage image;
    double begin = 0, end = 0;
};

/// What a player shows. Made and asked in a thread of the player's; what it throws is what the player says.
class Film {
public:
    virtual ~Film() = default;
    virtual double duration() const = 0;  ///< seconds
    virtual FilmFrame at(double seconds) = 0;
};
/// `stop` is asked when nobody waits for the film any more.
using OpenFilm = std::function<std::unique_ptr<Film>(std::stop_token stop)>;

}  // namespace atelier::widgets
