#include "pages/train/run_feed.h"

#include "bridge/background.h"
#include "protocol/control.h"

#include <algorithm>
#include <cmath>

namespace atelier::ui {
namespace {

constexpr qint64 kPoll = 1000, kLongestPoll = 30'000;  // milliseconds
constexpr qint64 kReadingShare = 10;                   // of the time at most a tenth goes into reading

}  // namespace

RunFeed::Series seriesOf(const std::vector<runs::TrainPoint>& points) {
    RunFeed::Series series;
    for (const auto& point : points)
        for (const auto& [name, value] : point.values)
            series[name].emplace_back(static_cast<double>(point.step), value);
    return series;
}

RunFeed::RunFeed(Studio& studio, QObject* parent) : QObject(parent), studio_(studio) {
    poll_.setSingleShot(true);
    connect(&poll_, &QTimer::timeout, this, &RunFeed::load);
    connect(&studio_.jobs(), &JobCenter::news, this, [this](client::JobId job, const JobNews& news) {
        if (job == job_) takeNews(news);
    });
    connect(&studio_.jobs(), &JobCenter::finished, this, [this](client::JobId job) {
        if (job == job_) end();
    });
}

void RunFeed::clear() {
    reset({});
    setState(State::None);
    Q_EMIT seriesReplaced();
    Q_EMIT answersReplaced();
}

void RunFeed::reset(const QString& run) {
    ++loading_;
    poll_.stop();
    run_ = run;
    job_ = -1;
    info_.reset();
    error_.reset();
    series_.clear();
    latest_.clear();
    answers_.clear();
    phase_ = {};
    progress_ = {};
    step_ = total_ = lastStep_ = 0;
    savedStep_ = -1;
    joined_ = reached_ = false;
    lastMessage_ = {};
    heardSince_.reset();
    secondsLeft_ = -1;
    clock_.invalidate();
    elapsedBefore_ = 0;
}

void RunFeed::show(const QString& run) {
    if (run.isEmpty()) return clear();
    if (run == run_ && active()) return;
    reset(run);
    job_ = studio_.jobs().trainingOf(run).value_or(-1);
    Q_EMIT seriesReplaced();
    Q_EMIT answersReplaced();
    if (active()) {
        joined_ = true;
        heardSince_ = std::chrono::system_clock::now();
        takeNews({});
    } else {
        setState(State::Loading);
    }
    load();
}

void RunFeed::follow(client::JobId job, const QString& run, bool resumed) {
    reset(run);
    job_ = job;
    heardSince_ = std::chrono::system_clock::now();
    Q_EMIT seriesReplaced();
    Q_EMIT answersReplaced();
    setState(State::Waiting);
    if (resumed) load();
}

bool RunFeed::active() const {
    return job_ >= 0 && !studio_.jobs().status(job_).ended();
}

void RunFeed::send(const protocol::ControlMessage& message) {
    if (active()) {
        JobCenter& jobs = studio_.jobs();
        if (const auto* command = std::get_if<protocol::Command>(&message)) return jobs.request(job_, *command);
        if (const auto* change = std::get_if<protocol::RateChange>(&message)) return jobs.changeRate(job_, *change);
        switch (std::get<protocol::Transition>(message)) {
            case protocol::Transition::Stop:
                return jobs.cancel(job_);
            case protocol::Transition::Pause:
                return jobs.pause(job_);
            case protocol::Transition::Resume:
                return jobs.resume(job_);
            case protocol::Transition::Leave:
                return jobs.leave(job_);
        }
    }
    if (!reached_ || !info_) return;
    inBackground(
        this, [folder = info_->folder, message] { return runs::askRun(folder, message); },
        [this, run = run_](const Outcome<runs::RunStatus>& outcome) {
            if (run != run_) return;
            if (outcome.error) Q_EMIT notAsked(*outcome.error);
            load();
        });
}

std::optional<double> RunFeed::latest(const std::string& metric) const {
    const auto found = latest_.find(metric);
    return found == latest_.end() ? std::nullopt : std::optional(found->second);
}

double RunFeed::elapsed() const {
    if (clock_.isValid() || elapsedBefore_ > 0)
        return elapsedBefore_ + (clock_.isValid() ? static_cast<double>(clock_.elapsed()) / 1000 : 0);
    if (!info_ || !info_->started) return -1;
    const auto until = info_->ended.value_or(std::chrono::system_clock::now());
    return std::max(0.0, std::chrono::duration<double>(until - *info_->started).count());
}

void RunFeed::load() {
    if (!studio_.session()) return;
    poll_.stop();
    const auto project = studio_.session()->project().folder();
    inBackground(
        this, [project, run = run_.toStdString()] { return readRunFiles(project, run); },
        [this, number = ++loading_](const Outcome<RunFiles>& outcome) {
            if (loading_ != number) return;
            RunFiles files;
            if (outcome.value) files = *outcome.value;
            if (outcome.error) files.problem = outcome.error;
            poll_.setInterval(static_cast<int>(std::clamp(kReadingShare * files.milliseconds, kPoll, kLongestPoll)));
            take(files);
        });
}

void RunFeed::take(const RunFiles& files) {
    info_ = files.info;
    // A job may end before it has made the run's folder: how it ended is reported all the same.
    if (!files.problem && !info_ && job_ < 0) {
        reset({});
        setState(State::None);
        Q_EMIT seriesReplaced();
        Q_EMIT answersReplaced();
        return;
    }
    // What came live stays; the files give what was before it.
    const Series live = job_ >= 0 ? std::move(series_) : Series();
    series_ = seriesOf(files.points);
    for (const auto& [name, points] : live) {
        if (points.empty()) continue;
        auto& all = series_[name];
        all.removeIf([&](const QPointF& point) { return point.x() >= points.front().x(); });
        all.append(points);
    }
    for (const auto& [name, points] : series_)
        if (!points.empty()) {
            latest_.insert_or_assign(name, points.back().y());
            lastStep_ = std::max(lastStep_, static_cast<std::int64_t>(points.back().x()));
        }
    if (joined_ && info_ && info_->started && clock_.isValid()) {
        joined_ = false;
        elapsedBefore_ = std::chrono::duration<double>(std::chrono::system_clock::now() - *info_->started).count() -
                         static_cast<double>(clock_.elapsed()) / 1000;
    }
    if (answers_.empty() || !active()) answers_ = files.answers;
    if (info_) {
        step_ = std::max(step_, info_->steps);
        total_ = std::max(total_, info_->total);
    }
    Q_EMIT seriesReplaced();
    Q_EMIT answersReplaced();
    takeMessages(files.messages);
    if (!active()) takeStatus(files);
    Q_EMIT progressed();
}

// Of a run that no job of ours trains now.
void RunFeed::takeStatus(const RunFiles& files) {
    const bool running = info_ && info_->state == runs::RunInfo::State::Running;
    const bool ended = reached_ && !running;
    reached_ = running && files.status;
    if (reached_) {
        const auto& [state, phase, progress] = *files.status;
        phase_ = phase;
        progress_ = progress;
        const bool training = phase.phase == "training";
        secondsLeft_ = training ? progress.secondsLeft : -1;
        if (training && progress.total > 0) {
            step_ = progress.done;
            total_ = progress.total;
        }
        setState(state == protocol::State::Paused     ? State::Paused
                 : state == protocol::State::Stopping ? State::Stopping
                                                      : State::Running);
    } else if (running) {
        setState(State::Elsewhere);
    } else if (job_ >= 0) {
        setEnded();
    } else if (files.problem) {
        error_ = files.problem;
        setState(State::Failed);
    } else if (info_->state == runs::RunInfo::State::Complete) {
        setState(State::Done);
    } else if (!files.messages.empty() && files.messages.back().message.code == runs::kRunFailed) {
        error_ = Error::failure(files.messages.back().message.text);
        setState(State::Failed);
    } else {
        setState(State::Stopped);
    }
    if (running) poll_.start();
    if (ended) Q_EMIT endedElsewhere();
}

void RunFeed::takeMessages(const std::vector<runs::KeptMessage>& messages) {
    std::vector<protocol::Message> fresh;
    for (const auto& [time, message] : messages) {
        if (time <= lastMessage_ || (heardSince_ && time >= *heardSince_)) continue;
        lastMessage_ = time;
        fresh.push_back(message);
    }
    if (!fresh.empty()) Q_EMIT said(fresh, 0);
}

void RunFeed::takeNews(const JobNews& news) {
    const auto status = studio_.jobs().status(job_);
    if (news.phase) phase_ = *news.phase;
    if (phase_.phase.empty()) phase_ = status.phase;
    progress_ = {status.done, status.total, status.secondsLeft};
    if (status.phase.phase == "training" && status.total > 0) {
        step_ = status.done;
        total_ = status.total;
        secondsLeft_ = status.secondsLeft;
    }
    if (!news.metrics.empty()) takeMetrics(news.metrics);
    if (!news.answers.empty()) {
        answers_.insert(answers_.end(), news.answers.begin(), news.answers.end());
        Q_EMIT answersAdded(news.answers);
    }
    if (!news.messages.empty()) Q_EMIT said(news.messages, news.messagesLeftOut);
    for (const auto& checkpoint : news.checkpoints) {
        savedStep_ = checkpoint.step;
        Q_EMIT saved(checkpoint.step);
    }
    const bool ticking = status.state == protocol::State::Running || status.state == protocol::State::Stopping;
    if (ticking && !clock_.isValid()) {
        clock_.start();
    } else if (!ticking && clock_.isValid()) {
        elapsedBefore_ += static_cast<double>(clock_.elapsed()) / 1000;
        clock_.invalidate();
    }
    switch (status.state) {
        case protocol::State::Idle:
            setState(State::Waiting);
            break;
        case protocol::State::Running:
            setState(State::Running);
            break;
        case protocol::State::Paused:
            setState(State::Paused);
            break;
        case protocol::State::Stopping:
            setState(State::Stopping);
            break;
        default:
            break;  // end() tells
    }
    Q_EMIT progressed();
}

void RunFeed::takeMetrics(const std::vector<protocol::Metrics>& metrics) {
    Series added;
    bool back = false;
    for (const auto& one : metrics) {
        // A run that goes on from a checkpoint does some steps again.
        if (one.step < lastStep_) {
            back = true;
            for (auto& [name, points] : series_)
                points.removeIf([&](const QPointF& point) { return point.x() >= static_cast<double>(one.step); });
        }
        lastStep_ = one.step;
        for (const auto& [name, value] : one.values) {
            if (!std::isfinite(value)) continue;
            latest_[name] = value;
            const QPointF point(static_cast<double>(one.step), value);
            auto& points = series_[name];
            if (!points.empty() && points.back().x() == point.x()) {
                points.back() = point;
                back = true;
                continue;
            }
            points.append(point);
            added[name].append(point);
        }
    }
    if (back)
        Q_EMIT seriesReplaced();
    else
        Q_EMIT pointsAdded(added);
}

void RunFeed::end() {
    secondsLeft_ = -1;
    if (clock_.isValid()) {
        elapsedBefore_ += static_cast<double>(clock_.elapsed()) / 1000;
        clock_.invalidate();
    }
    setEnded();
    load();  // what it left behind: results, checkpoints
}

void RunFeed::setEnded() {
    const auto status = studio_.jobs().status(job_);
    error_ = status.error;
    setState(status.state == protocol::State::Done      ? State::Done
             : status.state == protocol::State::Stopped ? State::Stopped
                                                        : State::Failed);
}

void RunFeed::setState(State state) {
    if (state == state_) return;
    state_ = state;
    Q_EMIT stateChanged();
}

}  // namespace atelier::ui
