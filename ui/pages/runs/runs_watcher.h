#pragma once

#include "bridge/project_watcher.h"
#include "runs/runs.h"

#include <vector>

namespace atelier::ui {

/// Lists a project's runs beside the window, again and again while it is asked to.
class RunsWatcher : public ProjectWatcher {
    Q_OBJECT

public:
    explicit RunsWatcher(QObject* parent = nullptr);

Q_SIGNALS:
    void listed(const std::vector<atelier::runs::RunInfo>& runs);
};

}  // namespace atelier::ui
