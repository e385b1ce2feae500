#pragma once

#include "bridge/project_watcher.h"
#include "runs/sweeps.h"

#include <optional>
#include <vector>

namespace atelier::ui {

/// A sweep with what only its files' locks and logs tell.
struct SweepNews {
    protocol::SweepState state;
    bool running = false;  ///< a process trains it now, this one or another
    std::optional<std::size_t> runningTrial;
    std::int64_t runningSteps = 0;  ///< that this trial has done
    bool resumable = false;         ///< its file can be gone on with from here
};

/// Lists a project's sweeps beside the window, again and again while it is asked to.
class SweepsWatcher : public ProjectWatcher {
    Q_OBJECT

public:
    explicit SweepsWatcher(QObject* parent = nullptr);

Q_SIGNALS:
    void listed(const std::vector<atelier::ui::SweepNews>& sweeps);
};

}  // namespace atelier::ui
