#pragma once

#include "pages/train/run_feed.h"

#include <QMenu>

#include <set>
#include <vector>

namespace atelier::ui {

/// A run whose curves are drawn behind those that are looked at.
struct EarlierRun {
    QString name;
    RunFeed::Series series;
};

/// The menu that chooses them: the newest runs of the project that have logged something.
class EarlierRuns : public QMenu {
    Q_OBJECT

public:
    static constexpr int kOffered = 15, kMost = 5;  ///< so many are told apart by their colours

    explicit EarlierRuns(QWidget* parent = nullptr);
    /// `shown` is the run that they are compared with.
    void setProject(const std::filesystem::path& project, const QString& shown);

Q_SIGNALS:
    /// These are to be drawn, in the order in which they were chosen.
    void changed(const std::vector<atelier::ui::EarlierRun>& runs);

private:
    void list();
    void toggle(const QString& run, bool on);

    std::filesystem::path project_;
    QString shown_;
    std::vector<EarlierRun> runs_;
    int turn_ = 0;  // what an older one has read is dropped
};

}  // namespace atelier::ui
