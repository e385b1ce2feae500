#pragma once

#include "common/error.h"
#include "jobs/sweeps.h"

#include <QObject>
#include <QTimer>

#include <filesystem>
#include <optional>
#include <vector>

namespace atelier::ui {

/// A sweep with what only its files' locks and logs tell.
struct SweepNews {
    jobs::SweepState state;
    bool running = false;  ///< a process trains it now, this one or another
    std::optional<std::size_t> runningTrial;
    std::int64_t runningSteps = 0;  ///< that this trial has done
    bool resumable = false;         ///< its file can be gone on with from here
};

/// Lists a project's sweeps beside the window, again and again while it is asked to.
class SweepsWatcher : public QObject {
    Q_OBJECT

public:
    static constexpr int kInterval = 2000;  ///< milliseconds

    explicit SweepsWatcher(QObject* parent = nullptr);

    /// What was begun for another project is not told.
    void setProject(std::optional<std::filesystem::path> project);
    void setWatching(bool watching);
    void look();  ///< now

Q_SIGNALS:
    void listed(const std::vector<atelier::ui::SweepNews>& sweeps);
    void failed(const atelier::Error& error);

private:
    std::optional<std::filesystem::path> project_;
    std::uint64_t turn_ = 0;
    bool looking_ = false, again_ = false;
    QTimer timer_;
};

}  // namespace atelier::ui
