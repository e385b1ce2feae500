#pragma once

#include "pages/train/run_files.h"
#include "protocol/control.h"
#include "studio.h"

#include <QElapsedTimer>
#include <QList>
#include <QObject>
#include <QPointF>
#include <QTimer>

#include <map>
#include <vector>

namespace atelier::ui {

/// One run as the page shows it: from its files, and from its job while one trains it. What a page draws comes from
/// here and is kept here, so that a view can be filled again.
class RunFeed : public QObject {
    Q_OBJECT

public:
    enum class State {
        None,  ///< no run is looked at
        Loading,
        Waiting,  ///< its job stands in the queue
        Running,
        Paused,
        Stopping,
        Elsewhere,  ///< another program trains it and cannot be asked
        Done,
        Stopped,
        Failed,
    };
    using Series = std::map<std::string, QList<QPointF>>;  ///< metric -> (step, value)

    explicit RunFeed(Studio& studio, QObject* parent = nullptr);

    void clear();
    /// A run of the open project, with its job where one trains it.
    void show(const QString& run);
    /// A job that was just started for it. `resumed`: what the run has logged before is shown too.
    void follow(client::JobId job, const QString& run, bool resumed);

    State state() const { return state_; }
    /// A job of ours trains it, or will.
    bool active() const;
    /// Another process trains it, which can be asked: started by a window that has left it, or in a terminal.
    bool reached() const { return reached_; }
    bool live() const { return active() || reached_ || state_ == State::Elsewhere; }
    /// Hands it to the process that trains the run, whichever that is.
    void send(const protocol::ControlMessage& message);
    client::JobId job() const { return job_; }
    const QString& run() const { return run_; }
    const std::optional<runs::RunInfo>& info() const { return info_; }
    const std::optional<Error>& error() const { return error_; }  ///< of a job that failed, or of files that are broken

    const Series& series() const { return series_; }
    /// The newest value; nothing when there was none.
    std::optional<double> latest(const std::string& metric) const;
    const std::vector<protocol::SampleAnswer>& answers() const { return answers_; }
    const protocol::PhaseChanged& phase() const { return phase_; }
    const protocol::Progress& progress() const { return progress_; }  ///< of the phase
    std::int64_t step() const { return step_; }
    std::int64_t total() const { return total_; }
    double secondsLeft() const { return secondsLeft_; }    ///< of the training; -1: unknown
    double elapsed() const;                                ///< seconds; -1: unknown
    std::int64_t savedStep() const { return savedStep_; }  ///< of the newest checkpoint; -1: none

Q_SIGNALS:
    void stateChanged();
    void progressed();
    void seriesReplaced();   ///< series() has become another
    void answersReplaced();  ///< answers() have
    void pointsAdded(const atelier::ui::RunFeed::Series& points);
    void answersAdded(const std::vector<atelier::protocol::SampleAnswer>& answers);
    void said(const std::vector<atelier::protocol::Message>& messages, quint64 leftOut);
    void saved(qint64 step);
    void endedElsewhere();                       ///< what reached() has ended: state() says how
    void notAsked(const atelier::Error& error);  ///< the process does not answer

private:
    void reset(const QString& run);
    void load();
    void take(const RunFiles& files);
    void takeStatus(const RunFiles& files);
    void takeMessages(const std::vector<runs::KeptMessage>& messages);
    void takeNews(const JobNews& news);
    void takeMetrics(const std::vector<protocol::Metrics>& metrics);
    void end();
    void setEnded();
    void setState(State state);

    Studio& studio_;
    QString run_;
    client::JobId job_ = -1;
    State state_ = State::None;
    std::optional<runs::RunInfo> info_;
    std::optional<Error> error_;
    Series series_;
    std::map<std::string, double> latest_;
    std::vector<protocol::SampleAnswer> answers_;
    protocol::PhaseChanged phase_;
    protocol::Progress progress_;
    std::int64_t step_ = 0, total_ = 0, savedStep_ = -1, lastStep_ = 0;  // lastStep_: of the newest point
    double secondsLeft_ = -1;
    QElapsedTimer clock_;       // runs while the job does
    double elapsedBefore_ = 0;  // seconds before clock_
    bool joined_ = false;       // the job ran already: clock_ does not know since when
    bool reached_ = false;
    using Time = std::chrono::system_clock::time_point;
    Time lastMessage_;                // of those that were read from the run's file
    std::optional<Time> heardSince_;  // what was said later came live
    QTimer poll_;                     // of a run that another process trains
    int loading_ = 0;                 // number of the read that is awaited: older ones are dropped
};

/// What a run's log holds, by metric.
RunFeed::Series seriesOf(const std::vector<runs::TrainPoint>& points);

}  // namespace atelier::ui
