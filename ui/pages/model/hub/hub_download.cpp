#include "pages/model/hub/hub_download.h"

#include <utility>

namespace atelier::ui {
namespace {

constexpr int kInterval = 100;  // milliseconds

}  // namespace

HubDownload::HubDownload(QObject* parent) : QObject(parent) {
    timer_.setInterval(kInterval);
    connect(&timer_, &QTimer::timeout, this, &HubDownload::look);
}

void HubDownload::start(const hub::Repository& repository, const hub::Access& access) {
    repository_ = repository;
    progress_ = {};
    note_.clear();
    error_.reset();
    result_.reset();
    stopping_ = false;
    seen_ = std::make_shared<Seen>();
    thread_.start(
        this,
        [repository, access, seen = seen_](std::stop_token stop) {
            hub::PullListener listener;
            listener.stop = stop;
            listener.progress = [&](const hub::PullProgress& progress) {
                const std::scoped_lock lock(seen->mutex);
                seen->progress = progress;
            };
            listener.note = [&](const std::string& text) {
                const std::scoped_lock lock(seen->mutex);
                seen->note = QString::fromStdString(text);
            };
            return hub::pull(repository, access, {}, listener);
        },
        [this](Outcome<hub::PullResult> outcome) {
            look();
            timer_.stop();
            if (outcome.error && outcome.error->kind() != Error::Kind::Interrupted) error_ = outcome.error;
            result_ = std::move(outcome.value);
            Q_EMIT ended();
        });
    timer_.start();
    Q_EMIT changed();
}

void HubDownload::stop() {
    stopping_ = true;
    thread_.stop();
    Q_EMIT changed();
}

void HubDownload::look() {
    {
        const std::scoped_lock lock(seen_->mutex);
        progress_ = seen_->progress;
        note_ = seen_->note;
    }
    Q_EMIT changed();
}

}  // namespace atelier::ui
