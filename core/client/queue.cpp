#include "client/queue.h"

#include "common/caught_error.h"
#include "protocol/control.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <map>
#include <stdexcept>
#include <thread>

namespace atelier::client {
namespace {

struct Job {
    JobStatus status;
    protocol::Control control;
    Work work;
};
using JobPtr = std::shared_ptr<Job>;

}  // namespace

struct Queue::Impl {
    struct Lane {
        std::deque<JobPtr> waiting;
        std::thread thread;
    };

    explicit Impl(Listener heard) : listener(std::move(heard)) {
        for (auto& lane : lanes)
            lane.thread = std::thread([this, &lane] { run(lane); });
    }

    Lane& laneOf(const Job& job) { return lanes[static_cast<std::size_t>(job.status.spec.lane)]; }

    JobPtr find(JobId id) const {
        std::lock_guard lock(mutex);
        const auto found = jobs.find(id);
        return found == jobs.end() ? nullptr : found->second;
    }

    // The lane's thread.
    void run(Lane& lane) {
        for (;;) {
            JobPtr job;
            {
                std::unique_lock lock(mutex);
                changed.wait(lock, [&] { return closing || !lane.waiting.empty(); });
                if (lane.waiting.empty()) return;
                job = lane.waiting.front();
            }
            // Whether it starts is settled under `telling`, as cancel() does, so that both cannot be reported.
            if (start(lane, job)) perform(*job);
        }
    }

    bool start(Lane& lane, const JobPtr& job) {
        std::lock_guard telling(tellingMutex);
        {
            std::lock_guard lock(mutex);
            if (lane.waiting.empty() || lane.waiting.front() != job) return false;  // cancelled meanwhile
            lane.waiting.pop_front();
            job->status.state = protocol::State::Running;
        }
        listener(job->status.id, protocol::StateChanged{protocol::State::Running, {}});
        return true;
    }

    void perform(Job& job) {
        protocol::State state = protocol::State::Done;
        std::string reason;
        std::optional<Error> error;
        Json result;
        try {
            result = job.work(job.control, [&](const protocol::Event& event) { heard(job, event); });
        } catch (...) {
            error = caughtError();
            reason = error->what();
            state = error->kind() == Error::Kind::Interrupted ? protocol::State::Stopped : protocol::State::Failed;
            if (state == protocol::State::Stopped) error.reset();
        }
        job.work = nullptr;  // and what it holds
        std::lock_guard telling(tellingMutex);
        {
            std::lock_guard lock(mutex);
            job.status.state = state;
            job.status.secondsLeft = -1;
            job.status.error = std::move(error);
            job.status.result = std::move(result);
        }
        listener(job.status.id, protocol::StateChanged{state, reason});
    }

    // What the job says. How it ends follows from how its work returns, so of its states only the pause counts.
    void heard(Job& job, const protocol::Event& event) {
        std::lock_guard telling(tellingMutex);
        {
            std::lock_guard lock(mutex);
            auto& status = job.status;
            if (const auto* phase = std::get_if<protocol::PhaseChanged>(&event)) {
                status.phase = *phase;
                status.done = status.total = 0;
                status.secondsLeft = -1;
            } else if (const auto* progress = std::get_if<protocol::Progress>(&event)) {
                status.done = progress->done;
                status.total = progress->total;
                status.secondsLeft = progress->secondsLeft;
            } else if (const auto* said = std::get_if<protocol::StateChanged>(&event)) {
                const bool pauses = said->state == protocol::State::Paused && status.state == protocol::State::Running;
                const bool goesOn = said->state == protocol::State::Running && status.state == protocol::State::Paused;
                if (!pauses && !goesOn) return;
                status.state = said->state;
            }
        }
        listener(job.status.id, event);
    }

    void stop(JobId id, bool atOnce) {
        std::lock_guard telling(tellingMutex);
        const JobPtr job = find(id);
        if (!job) return;
        std::optional<protocol::StateChanged> news;
        Work dropped;  // and what it holds, not under the lock
        {
            std::lock_guard lock(mutex);
            auto& status = job->status;
            if (status.ended()) return;
            if (status.state == protocol::State::Idle) {
                std::erase(laneOf(*job).waiting, job);
                dropped.swap(job->work);
                news = protocol::StateChanged{protocol::State::Stopped, "cancelled before it began"};
            } else if (status.state != protocol::State::Stopping) {
                news = protocol::StateChanged{protocol::State::Stopping, {}};
            }
            if (news) status.state = news->state;
        }
        if (news) listener(id, *news);
        atOnce ? job->control.kill() : job->control.stop();
    }

    Listener listener;
    // Held while the listener is called, taken before `mutex`: events are reported in the order in which they happened.
    std::recursive_mutex tellingMutex;
    mutable std::mutex mutex;  // of all below
    std::condition_variable changed;
    std::map<JobId, JobPtr> jobs;
    JobId lastId = 0;
    bool closing = false;
    std::array<Lane, 3> lanes;
};

Queue::Queue(Listener listener) : impl_(std::make_unique<Impl>(std::move(listener))) {}

Queue::~Queue() {
    {
        std::lock_guard lock(impl_->mutex);
        impl_->closing = true;
    }
    stopAll();
    impl_->changed.notify_all();
    for (auto& lane : impl_->lanes)
        lane.thread.join();
}

JobId Queue::add(JobSpec spec, Work work) {
    auto job = std::make_shared<Job>();
    job->status.spec = std::move(spec);
    job->work = std::move(work);
    std::lock_guard lock(impl_->mutex);
    const JobId id = job->status.id = ++impl_->lastId;
    impl_->jobs[id] = job;
    impl_->laneOf(*job).waiting.push_back(std::move(job));
    impl_->changed.notify_all();
    return id;
}

void Queue::cancel(JobId id) {
    impl_->stop(id, false);
}

void Queue::kill(JobId id) {
    impl_->stop(id, true);
}

void Queue::pause(JobId id) {
    if (const auto job = impl_->find(id)) job->control.pause();
}

void Queue::resume(JobId id) {
    if (const auto job = impl_->find(id)) job->control.resume();
}

void Queue::request(JobId id, protocol::Command command) {
    if (const auto job = impl_->find(id)) job->control.request(command);
}

void Queue::changeRate(JobId id, protocol::RateChange change) {
    if (const auto job = impl_->find(id)) job->control.changeRate(change);
}

void Queue::leave(JobId id) {
    if (const auto job = impl_->find(id)) job->control.leave();
}

void Queue::advance(JobId id) {
    const auto job = impl_->find(id);
    if (!job) return;
    std::lock_guard lock(impl_->mutex);
    auto& waiting = impl_->laneOf(*job).waiting;
    const auto found = std::find(waiting.begin(), waiting.end(), job);
    if (found != waiting.end() && found != waiting.begin()) std::iter_swap(found, found - 1);
}

std::vector<JobId> Queue::waiting(JobSpec::Lane lane) const {
    std::lock_guard lock(impl_->mutex);
    std::vector<JobId> ids;
    for (const auto& job : impl_->lanes[static_cast<std::size_t>(lane)].waiting)
        ids.push_back(job->status.id);
    return ids;
}

void Queue::stopAll() {
    std::vector<JobId> ids;
    {
        std::lock_guard lock(impl_->mutex);
        for (const auto& [id, job] : impl_->jobs)
            ids.push_back(id);
    }
    for (const JobId id : ids)
        cancel(id);
}

void Queue::dropResult(JobId id) {
    std::lock_guard lock(impl_->mutex);
    const auto found = impl_->jobs.find(id);
    if (found != impl_->jobs.end() && found->second->status.ended()) found->second->status.result = nullptr;
}

JobStatus Queue::status(JobId id) const {
    std::lock_guard lock(impl_->mutex);
    const auto found = impl_->jobs.find(id);
    if (found == impl_->jobs.end()) throw std::out_of_range("no job " + std::to_string(id));
    return found->second->status;
}

std::vector<JobStatus> Queue::all() const {
    std::lock_guard lock(impl_->mutex);
    std::vector<JobStatus> all;
    for (const auto& [id, job] : impl_->jobs) {
        const auto& one = job->status;
        all.push_back({one.id, one.spec, one.state, one.phase, one.done, one.total, one.secondsLeft, one.error, {}});
    }
    return all;
}

bool Queue::busy() const {
    std::lock_guard lock(impl_->mutex);
    for (const auto& [id, job] : impl_->jobs)
        if (!job->status.ended()) return true;
    return false;
}

}  // namespace atelier::client
