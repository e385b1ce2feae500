#include "bridge/kept_runs.h"

#include "bridge/background.h"
#include "runs/waiting_runs.h"

#include <QCoreApplication>
#include <QPointer>

#include <algorithm>

namespace atelier::ui {

KeptRuns::KeptRuns(JobCenter& jobs, QObject* parent) : QObject(parent), jobs_(jobs) {
    writer_.setMaxThreadCount(1);
    connect(&jobs_, &JobCenter::added, this, &KeptRuns::save);
    connect(&jobs_, &JobCenter::finished, this, &KeptRuns::save);
    connect(&jobs_, &JobCenter::advanced, this, &KeptRuns::save);
    connect(&jobs_, &JobCenter::news, this, [this](client::JobId, const JobNews& news) {
        if (news.state) save();  // a waiting one has begun
    });
}

void KeptRuns::setProject(const std::optional<std::filesystem::path>& project) {
    writer_.waitForDone();
    project_ = project;
    read_ = false;
    saved_.clear();
    take({});
    if (!project) return;
    inBackground(
        this, [folder = *project] { return runs::readWaitingRuns(folder); },
        [this, folder = *project](Outcome<std::vector<protocol::TrainRequest>> outcome) {
            if (project_ != folder) return;
            if (outcome.error) return Q_EMIT notKept(*outcome.error);
            read_ = true;
            for (const auto& run : *outcome.value)
                saved_.push_back(run.run);
            std::erase_if(*outcome.value, [&](const auto& run) {
                const auto job = jobs_.trainingOf(QString::fromStdString(run.run));
                return job && !jobs_.status(*job).ended();
            });
            take(std::move(*outcome.value));
            save();
        });
}

void KeptRuns::hold() {
    save();
    held_ = true;
}

void KeptRuns::take(std::vector<protocol::TrainRequest> left) {
    if (left.empty() && left_.empty()) return;
    left_ = std::move(left);
    Q_EMIT leftChanged();
}

void KeptRuns::queueLeft() {
    const auto runs = left_;  // kept until all are queued
    for (const auto& run : runs)
        if (run.resume)
            jobs_.trainOn(run.project, run.run, run.recipe);
        else
            jobs_.train(run);
    take({});
    save();
}

void KeptRuns::forgetLeft() {
    take({});
    save();
}

void KeptRuns::save() {
    if (!project_ || !read_ || held_) return;
    auto runs = left_;
    for (auto& run : jobs_.waitingTrainings())
        if (run.project == *project_) runs.push_back(std::move(run));
    std::vector<std::string> names;
    for (const auto& run : runs)
        names.push_back(run.run);
    if (names == saved_) return;
    saved_ = std::move(names);
    writer_.start([project = *project_, runs = std::move(runs), guard = QPointer<KeptRuns>(this)] {
        try {
            runs::writeWaitingRuns(project, runs);
        } catch (const Error& error) {
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [guard, error] {
                    if (guard) Q_EMIT guard->notKept(error);
                },
                Qt::QueuedConnection);
        }
    });
}

}  // namespace atelier::ui
