#include "protocol/control.h"

#include <utility>

namespace atelier::protocol {

template <class Change>
void Control::change(Change&& change) {
    std::lock_guard lock(mutex_);
    change();
    changed_.notify_all();
    if (watcher_) watcher_();
}

void Control::stop() {
    stop_.request_stop();  // its callbacks may ask this object: not under the lock
    change([] {});
}

void Control::kill() {
    stop_.request_stop();
    change([this] { killed_ = true; });
}

void Control::pause() {
    change([this] { paused_ = true; });
}

void Control::resume() {
    change([this] { paused_ = false; });
}

void Control::request(Command command) {
    change([&] { commands_.insert(command); });
}

void Control::changeRate(RateChange rate) {
    change([&] { rateChanges_.push_back(rate); });
}

void Control::leave() {
    change([this] { left_ = true; });
}

bool Control::killRequested() const {
    std::lock_guard lock(mutex_);
    return killed_;
}

bool Control::pauseRequested() const {
    std::lock_guard lock(mutex_);
    return paused_;
}

bool Control::leaveRequested() const {
    std::lock_guard lock(mutex_);
    return left_;
}

bool Control::take(Command command) {
    std::lock_guard lock(mutex_);
    return commands_.erase(command) > 0;
}

std::vector<RateChange> Control::takeRateChanges() {
    std::lock_guard lock(mutex_);
    return std::exchange(rateChanges_, {});
}

void Control::waitWhilePaused() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock,
                  [this] { return !paused_ || !commands_.empty() || !rateChanges_.empty() || stop_.stop_requested(); });
}

void Control::setWatcher(std::function<void()> watcher) {
    std::lock_guard lock(mutex_);
    watcher_ = std::move(watcher);
}

Watch watchFor(std::stop_token stop, EventSink events) {
    return {std::move(stop),
            [events = std::move(events)](std::int64_t done, std::int64_t total) { events(Progress{done, total, -1}); }};
}

}  // namespace atelier::protocol
