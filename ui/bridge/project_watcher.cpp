#include "bridge/project_watcher.h"

#include "bridge/background.h"

namespace atelier::ui {

ProjectWatcher::ProjectWatcher(Read read, QObject* parent) : QObject(parent), read_(std::move(read)) {
    timer_.setInterval(kInterval);
    connect(&timer_, &QTimer::timeout, this, &ProjectWatcher::look);
}

void ProjectWatcher::setProject(std::optional<std::filesystem::path> project) {
    project_ = std::move(project);
    ++turn_;
    again_ = looking_;
}

void ProjectWatcher::setWatching(bool watching) {
    if (watching)
        timer_.start();
    else
        timer_.stop();
}

void ProjectWatcher::look() {
    if (!project_) return;
    if (looking_) {
        again_ = true;
        return;
    }
    looking_ = true;
    again_ = false;
    inBackground(
        this, [project = *project_, read = read_] { return read(project); },
        [this, turn = turn_](const Outcome<std::function<void()>>& outcome) {
            looking_ = false;
            if (turn == turn_) {
                if (outcome.value)
                    (*outcome.value)();
                else
                    Q_EMIT failed(*outcome.error);
            }
            if (again_) look();
        });
}

}  // namespace atelier::ui
