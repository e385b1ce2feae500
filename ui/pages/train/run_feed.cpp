#include "pages/train/run_feed.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include <algorithm>
#include <cmath>

namespace atelier::ui {
namespace {

constexpr int kPoll = 3000;  // milliseconds

}  // namespace

RunFeed::Series seriesOf(const std::vector<jobs::TrainPoint>& points) {
    RunFeed::Series series;
    const auto add = [&](const char* name, const jobs::TrainPoint& point, const std::optional<double>& value) {
        if (value) series[name].emplace_back(static_cast<double>(point.step), *value);
    };
    for (const auto& point : points) {
        add("loss", point, point.loss);
        add("eval_loss", point, point.evalLoss);
        add("lr", point, point.rate);
        add("grad_norm", point, point.gradNorm);
        add("tokens_per_second", point, point.tokensPerSecond);
        add("memory", point, point.memory);
        add("vram_allocated", point, point.vramAllocated);
        for (const auto& [name, value] : point.figures)
            add(name.c_str(), point, value);
    }
    return series;
}

RunFeed::RunFeed(Studio& studio, QObject* parent) : QObject(parent), studio_(studio) {
    poll_.setSingleShot(true);
    poll_.setInterval(kPoll);
    connect(&poll_, &QTimer::timeout, this, &RunFeed::load);
    connect(&studio_.jobs(), &JobCenter::news, this, [this](jobs::JobId job, const JobNews& news) {
        if (job == job_) takeNews(news);
    });
    connect(&studio_.jobs(), &JobCenter::finished, this, [this](jobs::JobId job) {
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
    phase_.clear();
    progress_ = {};
    step_ = total_ = lastStep_ = 0;
    savedStep_ = -1;
    joined_ = false;
    secondsLeft_ = -1;
    clock_.invalidate();
    elapsedBefore_ = 0;
}

void RunFeed::show(const QString& run) {
    if (run.isEmpty()) return clear();
    if (run == run_ && active()) return;
    reset(run);
    if (const auto training = studio_.jobs().active("train"); !training.empty() && run == studio_.session()->run()) {
        // Perhaps started elsewhere in the window, which looks at the run it starts.
        job_ = training.back().id;
        jobs_[run] = job_;
    } else if (const auto known = jobs_.find(run); known != jobs_.end()) {
        job_ = known->second;
    }
    Q_EMIT seriesReplaced();
    Q_EMIT answersReplaced();
    if (active()) {
        joined_ = true;
        takeNews({});
    } else {
        setState(State::Loading);
    }
    load();
}

void RunFeed::follow(jobs::JobId job, const QString& run, bool resumed) {
    reset(run);
    job_ = job;
    jobs_[run] = job;
    Q_EMIT seriesReplaced();
    Q_EMIT answersReplaced();
    setState(State::Waiting);
    if (resumed) load();
}

bool RunFeed::active() const {
    return job_ >= 0 && !studio_.jobs().status(job_).ended();
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
    const auto project = studio_.session()->project().folder();
    QThreadPool::globalInstance()->start(
        [project, run = run_.toStdString(), number = ++loading_, guard = QPointer<RunFeed>(this)] {
            auto files = readRunFiles(project, run);
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [guard, number, files = std::move(files)] {
                    if (guard && guard->loading_ == number) guard->take(files);
                },
                Qt::QueuedConnection);
        });
}

void RunFeed::take(const RunFiles& files) {
    info_ = files.info;
    // A job may end before it has made the run's folder: how it ended is told all the same.
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
    if (active()) {
        Q_EMIT progressed();
        return;
    }
    if (job_ >= 0) {
        setEnded();
    } else if (files.problem) {
        error_ = files.problem;
        setState(State::Failed);
    } else if (info_->state == jobs::RunInfo::State::Running) {
        setState(State::Elsewhere);
        poll_.start();
    } else {
        setState(info_->state == jobs::RunInfo::State::Complete ? State::Done : State::Stopped);
    }
    Q_EMIT progressed();
}

void RunFeed::takeNews(const JobNews& news) {
    const auto status = studio_.jobs().status(job_);
    if (news.phase) phase_ = *news.phase;
    if (phase_.empty()) phase_ = status.phase;
    progress_ = {status.done, status.total, status.secondsLeft};
    if (status.phase == "training" && status.total > 0) {
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
    const bool ticking = status.state == jobs::State::Running || status.state == jobs::State::Stopping;
    if (ticking && !clock_.isValid()) {
        clock_.start();
    } else if (!ticking && clock_.isValid()) {
        elapsedBefore_ += static_cast<double>(clock_.elapsed()) / 1000;
        clock_.invalidate();
    }
    switch (status.state) {
        case jobs::State::Idle:
            setState(State::Waiting);
            break;
        case jobs::State::Running:
            setState(State::Running);
            break;
        case jobs::State::Paused:
            setState(State::Paused);
            break;
        case jobs::State::Stopping:
            setState(State::Stopping);
            break;
        default:
            break;  // end() tells
    }
    Q_EMIT progressed();
}

void RunFeed::takeMetrics(const std::vector<jobs::Metrics>& metrics) {
    Series added;
    bool back = false;
    for (const auto& one : metrics) {
        // A run that goes on from a checkpoint does some steps anew.
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
    setState(status.state == jobs::State::Done      ? State::Done
             : status.state == jobs::State::Stopped ? State::Stopped
                                                    : State::Failed);
}

void RunFeed::setState(State state) {
    if (state == state_) return;
    state_ = state;
    Q_EMIT stateChanged();
}

}  // namespace atelier::ui
