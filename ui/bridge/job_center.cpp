#include "bridge/job_center.h"

#include <QMetaObject>

namespace atelier::ui {
JobCenter::JobCenter(QObject* parent) : QObject(parent) {
    timer_.setSingleShot(true);
    timer_.setInterval(kInterval);
    connect(&timer_, &QTimer::timeout, this, &JobCenter::look);
    queue_ = std::make_unique<jobs::Queue>([this](jobs::JobId job, const jobs::Event& event) {
        if (buffer_.add(job, event))
            QMetaObject::invokeMethod(&timer_, qOverload<>(&QTimer::start), Qt::QueuedConnection);
    });
}

JobCenter::~JobCenter() {
    queue_.reset();
}

jobs::JobId JobCenter::start(jobs::JobSpec spec, jobs::Work work) {
    const jobs::JobId job = queue_->add(std::move(spec), std::move(work));
    Q_EMIT added(job);
    return job;
}

void JobCenter::whenEnded(jobs::JobId job, QObject* receiver, std::function<void(const jobs::JobStatus&)> done) {
    auto* once = new QObject(receiver);
    connect(this, &JobCenter::finished, once, [this, job, once, done = std::move(done)](jobs::JobId ended) {
        if (ended != job) return;
        once->deleteLater();
        done(status(job));
    });
}

std::vector<jobs::JobStatus> JobCenter::active(const std::string& kind) const {
    std::vector<jobs::JobStatus> found;
    for (auto& status : queue_->all())
        if (!status.ended() && (kind.empty() || status.spec.kind == kind)) found.push_back(std::move(status));
    return found;
}

void JobCenter::look() {
    for (const auto& [job, news] : buffer_.take()) {
        Q_EMIT this->news(job, news);
        if (!news.state || !queue_->status(job).ended()) continue;
        Q_EMIT finished(job);
        queue_->dropResult(job);
    }
}

}  // namespace atelier::ui
