#include "bridge/job_center.h"

#include "runs/recipe_paths.h"
#include "runs/run_folder.h"

#include <QMetaObject>

namespace atelier::ui {
JobCenter::JobCenter(QObject* parent) : QObject(parent) {
    timer_.setSingleShot(true);
    timer_.setInterval(kInterval);
    connect(&timer_, &QTimer::timeout, this, &JobCenter::look);
    queue_ = std::make_unique<client::Queue>([this](client::JobId job, const protocol::Event& event) {
        if (buffer_.add(job, event))
            QMetaObject::invokeMethod(&timer_, qOverload<>(&QTimer::start), Qt::QueuedConnection);
    });
}

JobCenter::~JobCenter() {
    queue_.reset();
}

client::JobId JobCenter::start(client::JobSpec spec, client::Work work) {
    const client::JobId job = queue_->add(std::move(spec), std::move(work));
    Q_EMIT added(job);
    return job;
}

client::JobId JobCenter::ask(client::JobSpec spec, protocol::Request request) {
    spec.lane = client::JobSpec::Lane::Answers;
    return start(std::move(spec), client::ResidentWorker::work(resident_, std::move(request)));
}

client::JobId JobCenter::train(protocol::TrainRequest request) {
    auto work = client::engineWork(request);
    return startTraining(std::move(request), std::move(work));
}

client::JobId JobCenter::trainOn(const std::filesystem::path& project, const std::string& run,
                                 const settings::Recipe& changes) {
    protocol::TrainRequest request;
    request.recipe = changes;
    request.recipeName = request.run = run;
    request.project = project;
    request.resume = true;
    auto work = [request](protocol::Control& control, const protocol::EventSink& events) {
        const auto file = runs::RunFolder(request.project / "runs" / request.run).recipe();
        protocol::TrainRequest whole = request;
        whole.recipe = settings::Recipe::load(file);
        runs::resolvePaths(whole.recipe, file);
        for (const auto& [key, entry] : request.recipe.entries())
            whole.recipe.set(key, entry.value, entry.where);
        return client::runInWorker(whole, control, events);
    };
    return startTraining(std::move(request), std::move(work));
}

client::JobId JobCenter::startTraining(protocol::TrainRequest request, client::Work work) {
    const QString title = tr("Train %1").arg(QString::fromStdString(request.run));
    // A training takes the device. Idle models are unloaded; the next question loads its model again if it fits.
    auto alone = [work = std::move(work), resident = resident_](protocol::Control& control,
                                                                const protocol::EventSink& events) {
        resident->release();
        return work(control, events);
    };
    const auto job =
        queue_->add({"train", title.toStdString(), client::JobSpec::Lane::Engine, request.run}, std::move(alone));
    trainings_.emplace(job, std::move(request));
    Q_EMIT added(job);
    return job;
}

void JobCenter::advance(client::JobId job) {
    queue_->advance(job);
    Q_EMIT advanced(job);
}

std::vector<protocol::TrainRequest> JobCenter::waitingTrainings() const {
    std::vector<protocol::TrainRequest> found;
    for (const client::JobId job : waiting(client::JobSpec::Lane::Engine))
        if (const auto training = trainings_.find(job); training != trainings_.end()) found.push_back(training->second);
    return found;
}

void JobCenter::whenEnded(client::JobId job, QObject* receiver, std::function<void(const client::JobStatus&)> done) {
    auto* once = new QObject(receiver);
    connect(this, &JobCenter::finished, once, [this, job, once, done = std::move(done)](client::JobId ended) {
        if (ended != job) return;
        once->deleteLater();
        done(status(job));
    });
}

std::vector<client::JobStatus> JobCenter::active(const std::string& kind) const {
    std::vector<client::JobStatus> found;
    for (auto& status : queue_->all())
        if (!status.ended() && (kind.empty() || status.spec.kind == kind)) found.push_back(std::move(status));
    return found;
}

std::optional<client::JobId> JobCenter::trainingOf(const QString& run) const {
    std::optional<client::JobId> found;
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
