#pragma once

#include "common/error.h"
#include "data/checks/adjudication.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <optional>
#include <string>
#include <vector>

namespace atelier::ui {

/// What was decided about two datasets, to take back and to do again. Every change is stored beside the window, in
/// order, and is on disk before the log ends.
class DecisionLog : public QObject {
    Q_OBJECT

public:
    explicit DecisionLog(QObject* parent = nullptr);
    ~DecisionLog() override;

    /// Begins again. `project` is a folder; empty: nothing is stored.
    void open(const QString& project, const std::string& ours, const std::string& theirs, data::Decisions decisions);
    bool isAbout(const std::string& ours, const std::string& theirs) const {
        return ours == ours_ && theirs == theirs_;
    }
    /// Until what was decided is on disk.
    void wait() { pool_.waitForDone(); }
    const data::Decisions& all() const { return decisions_; }
    data::Decision of(const std::string& sample) const;
    void decide(const std::string& sample, const data::Decision& decision);
    /// The sample that it was about; nothing when there is nothing to take back or to do again.
    std::optional<std::string> undo() { return replay(done_, undone_); }
    std::optional<std::string> redo() { return replay(undone_, done_); }

Q_SIGNALS:
    void failed(const atelier::Error& error);

private:
    struct Step {
        std::string sample;
        data::Decision decision;  // before it
    };
    std::optional<std::string> replay(std::vector<Step>& from, std::vector<Step>& to);
    void set(const std::string& sample, const data::Decision& decision);

    QString project_;
    std::string ours_, theirs_;
    data::Decisions decisions_;
    std::vector<Step> done_, undone_;
    QThreadPool pool_;
};

}  // namespace atelier::ui
