#pragma once

#include "bridge/job_center.h"

#include <QThreadPool>

#include <filesystem>
#include <optional>
#include <vector>

namespace atelier::ui {

/// Keeps the trainings of the open project that wait, so that they outlive the window, and has those that an earlier
/// window left.
class KeptRuns : public QObject {
    Q_OBJECT

public:
    explicit KeptRuns(JobCenter& jobs, QObject* parent = nullptr);

    /// Of a project that may be written; nothing: none is kept.
    void setProject(const std::optional<std::filesystem::path>& project);
    /// What is stopped from now on stays kept: the window closes.
    void hold();

    const std::vector<protocol::TrainRequest>& left() const { return left_; }
    void queueLeft();
    void forgetLeft();

Q_SIGNALS:
    void leftChanged();
    void notKept(const atelier::Error& error);

private:
    void take(std::vector<protocol::TrainRequest> left);
    void save();

    JobCenter& jobs_;
    std::optional<std::filesystem::path> project_;
    std::vector<protocol::TrainRequest> left_;
    std::vector<std::string> saved_;  ///< names of the runs in the file
    bool read_ = false, held_ = false;
    QThreadPool writer_;  ///< one thread: the last one written is the last one saved
};

}  // namespace atelier::ui
