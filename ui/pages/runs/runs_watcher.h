#pragma once

#include "common/error.h"
#include "jobs/runs.h"

#include <QObject>
#include <QTimer>

#include <filesystem>
#include <optional>
#include <vector>

namespace atelier::ui {

/// Lists a project's runs beside the window, again and again while it is asked to.
class RunsWatcher : public QObject {
    Q_OBJECT

public:
    static constexpr int kInterval = 2000;  ///< milliseconds

    explicit RunsWatcher(QObject* parent = nullptr);

    /// What was begun for another project is not told.
    void setProject(std::optional<std::filesystem::path> project);
    void setWatching(bool watching);
    void look();  ///< now

Q_SIGNALS:
    void listed(const std::vector<atelier::jobs::RunInfo>& runs);
    void failed(const atelier::Error& error);

private:
    std::optional<std::filesystem::path> project_;
    std::uint64_t turn_ = 0;
    bool looking_ = false, again_ = false;
    QTimer timer_;
};

}  // namespace atelier::ui
