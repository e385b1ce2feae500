#include "thumbnails/thumbnail_loader.h"

#include <QMutex>
#include <QMutexLocker>
#include <QSet>
#include <QThread>

#include <algorithm>
#include <deque>
#include <exception>

namespace atelier::widgets {

// Shared with the threads.
struct ThumbnailLoader::Work {
    Source source;
    QMutex mutex;
    std::deque<QString> waiting;
    QSet<QString> running;
    QSize size;
    quint64 round = 0;  // pictures of an earlier round are out of date
    int workers = 0;
};

ThumbnailLoader::ThumbnailLoader(Source source, QObject* parent) : QObject(parent), work_(std::make_shared<Work>()) {
    work_->source = std::move(source);
    pool_.setMaxThreadCount(std::clamp(QThread::idealThreadCount() / 2, 2, 4));
    pool_.setThreadPriority(QThread::LowPriority);
}

ThumbnailLoader::~ThumbnailLoader() {
    {
        QMutexLocker lock(&work_->mutex);
        work_->waiting.clear();
    }
    pool_.waitForDone();
}

ThumbnailLoader::Thumbnail ThumbnailLoader::thumbnail(const QString& key) {
    const auto place = places_.find(key);
    if (place == places_.end()) return {};
    entries_.splice(entries_.begin(), entries_, place->second);
    return entries_.front().thumbnail;
}

void ThumbnailLoader::want(const QStringList& keys, const QSize& size) {
    if (size != work_->size) {
        clear();
        QMutexLocker lock(&work_->mutex);
        work_->size = size;
    }
    QMutexLocker lock(&work_->mutex);
    work_->waiting.clear();
    for (const QString& key : keys)
        if (!key.isEmpty() && !places_.contains(key) && !work_->running.contains(key)) work_->waiting.push_back(key);
    const int threads = std::min(pool_.maxThreadCount(), static_cast<int>(work_->waiting.size()));
    for (; work_->workers < threads; ++work_->workers)
        pool_.start([this, work = work_] {
            QMutexLocker own(&work->mutex);
            while (!work->waiting.empty()) {
                const QString key = work->waiting.front();
                work->waiting.pop_front();
                work->running.insert(key);
                const QSize wanted = work->size;
                const quint64 round = work->round;
                own.unlock();
                QImage image;
                try {
                    image = work->source(key, wanted);
                } catch (const std::exception&) {
                    image = {};  // shown as a broken picture
                }
                // The destructor waits for this thread: `this` is alive, and drops what is queued for it afterwards.
                QMetaObject::invokeMethod(
                    this, [this, key, image, round] { deliver(key, image, round); }, Qt::QueuedConnection);
                own.relock();
            }
            --work->workers;
        });
}

void ThumbnailLoader::deliver(const QString& key, const QImage& image, quint64 round) {
    {
        QMutexLocker lock(&work_->mutex);
        work_->running.remove(key);
        if (round != work_->round) return;
    }
    forget(key);
    Entry entry{key, {image.isNull() ? Status::Failed : Status::Ready, QPixmap::fromImage(image)}, 0};
    entry.bytes = image.sizeInBytes() + 256;
    used_ += entry.bytes;
    entries_.push_front(std::move(entry));
    places_[key] = entries_.begin();
    trim();
    Q_EMIT finished(key);
}

void ThumbnailLoader::forget(const QString& key) {
    const auto place = places_.find(key);
    if (place == places_.end()) return;
    used_ -= place->second->bytes;
    entries_.erase(place->second);
    places_.erase(place);
}

void ThumbnailLoader::clear() {
    entries_.clear();
    places_.clear();
    used_ = 0;
    QMutexLocker lock(&work_->mutex);
    ++work_->round;
    work_->waiting.clear();
}

void ThumbnailLoader::setCacheLimit(qsizetype bytes) {
    limit_ = bytes;
    trim();
}

void ThumbnailLoader::trim() {
    // The newest one stays, or it would be made again and again.
    while (used_ > limit_ && entries_.size() > 1)
        forget(QString(entries_.back().key));
}

}  // namespace atelier::widgets
