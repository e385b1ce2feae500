#include "bridge/job_center.h"

#include "jobs/recipe_paths.h"
#include "jobs/worker_process.h"
#include "training/run_folder.h"

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

jobs::JobId JobCenter::train(jobs::TrainRequest request) {
    auto work = jobs::engineWork(request);
    return startTraining(std::move(request), std::move(work));
}

jobs::JobId JobCenter::trainOn(const std::filesystem::path& project, const std::string& run) {
    jobs::TrainRequest request;
    request.recipeName = request.run = run;
    request.project = project;
    request.resume = true;
    auto work = [request](jobs::Control& control, const jobs::EventSink& events) {
        const auto file = training::RunFolder(request.project / "runs" / request.run).recipe();
        jobs::TrainRequest whole = request;
        whole.recipe = settings::Recipe::load(file);
        jobs::resolvePaths(whole.recipe, file);
        return jobs::runInWorker(whole, control, events);
    };
    return startTraining(std::move(request), std::move(work));
}

jobs::JobId JobCenter::startTraining(jobs::TrainRequest request, jobs::Work work) {
    const QString title = tr("Train %1").arg(QString::fromStdString(request.run));
    const auto job =
        queue_->add({"train", title.toStdString(), jobs::JobSpec::Lane::Engine, request.run}, std::move(work));
    trainings_.emplace(job, std::move(request));
    Q_EMIT added(job);
    return job;
}

void JobCenter::advance(jobs::JobId job) {
    queue_->advance(job);
    Q_EMIT advanced(job);
}

std::vector<jobs::TrainRequest> JobCenter::waitingTrainings() const {
    std::vector<jobs::TrainRequest> found;
    for (const jobs::JobId job : waiting(jobs::JobSpec::Lane::Engine))
        if (const auto training = trainings_.find(job); training != trainings_.end()) found.push_back(training->second);
    return found;
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

std::optional<jobs::JobId> JobCenter::trainingOf(const QString& run) const {
    std::optional<jobs::JobId> found;
    for (const auto& status : queue_->all())
        if (!run.isEmpty() && status.spec.run == run.toStdString()) found = status.id;
    return found;
}

void JobCenter::look() {
    for (const auto& [job, news] : buffer_.take()) {
        Q_EMIT this->news(job, news);
        if (!news.state || !queue_->status(job).ended()) continue;
        trainings_.erase(job);
        Q_EMIT finished(job);
        queue_->dropResult(job);
    }
}

}  // namespace atelier::ui
