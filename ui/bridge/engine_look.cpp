#include "bridge/engine_look.h"

#include <algorithm>
#include <array>
#include <utility>

namespace atelier::ui {

bool isLook(const std::string& kind) {
    constexpr std::array kLooks{"preflight", "trainable"};
    return std::find(kLooks.begin(), kLooks.end(), kind) != kLooks.end();
}

EngineLook::EngineLook(JobCenter& jobs, std::string kind, QObject* parent)
    : QObject(parent), jobs_(jobs), kind_(std::move(kind)) {
    connect(&jobs_, &JobCenter::added, this, [this](client::JobId job) {
        const auto spec = jobs_.status(job).spec;
        if (running() && spec.lane == client::JobSpec::Lane::Engine && !isLook(spec.kind)) jobs_.cancel(job_);
    });
    connect(&jobs_, &JobCenter::news, this, [this](client::JobId job, const JobNews& news) {
        if (job != job_) return;
        if (news.phase) {
            phase_ = *news.phase;
            share_ = -1;
        }
        if (news.progress && news.progress->total > 0)
            share_ = static_cast<double>(news.progress->done) / static_cast<double>(news.progress->total);
        Q_EMIT progressed();
    });
}

void EngineLook::run(const QString& title, client::Work work, Ended ended) {
    stop();
    phase_ = {};
    share_ = -1;
    job_ = jobs_.start({kind_, title.toStdString(), client::JobSpec::Lane::Engine}, std::move(work));
    jobs_.whenEnded(job_, this, [this, job = job_, ended = std::move(ended)](const client::JobStatus& status) {
        if (job != job_) return;
        job_ = -1;
        ended(status);
    });
}

void EngineLook::stop() {
    if (running()) jobs_.cancel(std::exchange(job_, -1));
}

}  // namespace atelier::ui
