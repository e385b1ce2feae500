#pragma once

#include <QImage>
#include <QObject>
#include <QPixmap>
#include <QSize>
#include <QStringList>
#include <QThreadPool>

#include <functional>
#include <list>
#include <memory>
#include <unordered_map>

namespace atelier::widgets {

/// Makes thumbnails in threads of its own and keeps the last used ones. What waits and is no longer wanted is dropped,
/// so that a fast scroll loads only where it ends. Lives in the GUI thread.
class ThumbnailLoader : public QObject {
    Q_OBJECT

public:
    /// The picture of `key`, at most as large as `size` (pixels of the screen). Called from several threads at once.
    /// A null image or an exception means that there is no picture.
    using Source = std::function<QImage(const QString& key, const QSize& size)>;
    enum class Status { Waiting, Ready, Failed };
    struct Thumbnail {
        Status status = Status::Waiting;
        QPixmap pixmap;
    };

    explicit ThumbnailLoader(Source source, QObject* parent = nullptr);
    /// Waits for the pictures being made, not for those that wait.
    ~ThumbnailLoader() override;

    /// What is there now; asks for nothing.
    Thumbnail thumbnail(const QString& key);
    /// Replaces what waits: these, the first one first. Another size forgets all pictures.
    void want(const QStringList& keys, const QSize& size);
    /// So that a failed or changed picture is made again when it is wanted next.
    void forget(const QString& key);
    void clear();
    /// Memory for pictures; 256 MiB unless set.
    void setCacheLimit(qsizetype bytes);

Q_SIGNALS:
    /// Made or failed.
    void finished(const QString& key);

private:
    struct Work;
    struct Entry {
        QString key;
        Thumbnail thumbnail;
        qsizetype bytes;
    };
    using Entries = std::list<Entry>;  // the last used first

    void deliver(const QString& key, const QImage& image, quint64 round);
    void trim();

    std::shared_ptr<Work> work_;
    QThreadPool pool_;
    Entries entries_;
    std::unordered_map<QString, Entries::iterator> places_;
    qsizetype limit_ = qsizetype(256) << 20, used_ = 0;
};

}  // namespace atelier::widgets
