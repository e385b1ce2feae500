#pragma once

#include "bridge/event_buffer.h"
#include "client/queue.h"
#include "client/worker_process.h"
#include "protocol/jobs/train.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>

namespace atelier::ui {

/// The jobs' queue as a QObject: what jobs say comes as signals in the window's thread, folded and at most 30 times a
/// second.
class JobCenter : public QObject {
    Q_OBJECT

public:
    static constexpr int kInterval = 33;  ///< milliseconds between two looks

    explicit JobCenter(QObject* parent = nullptr);
    /// Stops what runs (a training saves a checkpoint) and waits for it.
    ~JobCenter() override;

    client::JobId start(client::JobSpec spec, client::Work work);
    /// Asks the process that keeps its models: an answer need not wait for their loading, nor for a training. The
    /// lane of `spec` is set.
    client::JobId ask(client::JobSpec spec, protocol::Request request);
    client::JobId train(protocol::TrainRequest request);  ///< its run has a name
    /// Goes on with a run by the recipe that it was started with. `changes`: what of it is another now, such as its
    /// length.
    client::JobId trainOn(const std::filesystem::path& project, const std::string& run,
                          const settings::Recipe& changes = {});
    /// Calls `done` once, when the job has ended; never when `receiver` is gone by then.
    void whenEnded(client::JobId job, QObject* receiver, std::function<void(const client::JobStatus&)> done);
    void cancel(client::JobId job) { queue_->cancel(job); }
    void pause(client::JobId job) { queue_->pause(job); }
    void resume(client::JobId job) { queue_->resume(job); }
    void request(client::JobId job, protocol::Command command) { queue_->request(job, command); }
    void changeRate(client::JobId job, protocol::RateChange change) { queue_->changeRate(job, change); }
    /// A training goes on in its own process, without this window; here its job is stopped.
    void leave(client::JobId job) { queue_->leave(job); }
    void advance(client::JobId job);  ///< a waiting job starts before the one ahead of it
    void stopAll() { queue_->stopAll(); }

    client::JobStatus status(client::JobId job) const { return queue_->status(job); }
    std::vector<client::JobStatus> all() const { return queue_->all(); }
    /// What runs or waits, of one kind if given.
    std::vector<client::JobStatus> active(const std::string& kind = {}) const;
    std::vector<client::JobId> waiting(client::JobSpec::Lane lane) const {
        return queue_->waiting(lane);
    }  ///< next first
    /// Trainings that wait, next first; one that goes on with its run has no recipe of its own.
    std::vector<protocol::TrainRequest> waitingTrainings() const;
    /// The last job that trains, or trained, this run; nothing: none of this window.
    std::optional<client::JobId> trainingOf(const QString& run) const;
    bool busy() const { return queue_->busy(); }

Q_SIGNALS:
    void added(client::JobId job);
    void advanced(client::JobId job);
    /// Everything that is new of one job. Emitted before finished().
    void news(client::JobId job, const atelier::ui::JobNews& news);
    /// Done, failed or stopped: status(job) has the error, and until all listeners were called, the result.
    void finished(client::JobId job);

private:
    client::JobId startTraining(protocol::TrainRequest request, client::Work work);
    void look();

    std::map<client::JobId, protocol::TrainRequest> trainings_;  ///< that have not ended
    EventBuffer buffer_;
    QTimer timer_;
    std::shared_ptr<client::ResidentWorker> resident_ = std::make_shared<client::ResidentWorker>();
    std::unique_ptr<client::Queue> queue_;  // last: its threads end before what they fill
};

}  // namespace atelier::ui
