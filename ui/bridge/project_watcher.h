#pragma once

#include "common/error.h"

#include <QObject>
#include <QTimer>

#include <filesystem>
#include <functional>
#include <optional>

namespace atelier::ui {

/// Reads something of a project beside the window, again and again while it is asked to.
class ProjectWatcher : public QObject {
    Q_OBJECT

public:
    static constexpr int kInterval = 2000;  ///< milliseconds

    /// Checks begun for another project are not reported.
    void setProject(std::optional<std::filesystem::path> project);
    void setWatching(bool watching);
    void look();  ///< now

Q_SIGNALS:
    void failed(const atelier::Error& error);

protected:
    /// Called on another thread; what it returns tells what was read, on the window's. May throw Error.
    using Read = std::function<std::function<void()>(const std::filesystem::path& project)>;

    ProjectWatcher(Read read, QObject* parent);

private:
    Read read_;
    std::optional<std::filesystem::path> project_;
    std::uint64_t turn_ = 0;
    bool looking_ = false, again_ = false;
    QTimer timer_;
};

}  // namespace atelier::ui
