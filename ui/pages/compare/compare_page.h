#pragma once

#include "pages/compare/compared_run.h"
#include "pages/page.h"
#include "protocol/jobs/compare.h"
#include "runs/runs.h"

#include <map>
#include <optional>
#include <vector>

class QPushButton;
class QStackedWidget;

namespace atelier::widgets {
class StateView;
}

namespace atelier::ui {

class AnswerVotes;
class CompareBar;
class CompareProgress;
class ComparisonView;

/// Answers before and after a run, sample by sample. What was compared once is read back from the run's folder.
class ComparePage : public Page {
    Q_OBJECT

public:
    explicit ComparePage(Studio& studio, QWidget* parent = nullptr);

    void activated() override;
    QStringList states() const override { return {"empty", "ready", "loading", "comparing", "error", "done"}; }
    QString state() const override;

protected:
    void retranslate() override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    enum class State { Empty, Ready, Loading, Comparing, Error, Done };
    struct Working {  ///< the comparison that runs or waits
        client::JobId job;
        QString run;
        std::shared_ptr<KeptComparison> result;
    };

    void build();
    void addActions();
    void forgetProject();
    void listRuns();
    void fillRuns();
    void choose(const QString& run);
    void showRun();
    void readComparison();
    void start();
    void hear(client::JobId job, const JobNews& news);
    void noteEnd(client::JobId job);
    void showComparison(KeptComparison comparison);
    void showOther(std::size_t contestant);
    protocol::CompareRequest request(const runs::RunInfo& run) const;
    void setState(State state);
    void tellState();
    void openReport();
    void openFile(const std::filesystem::path& file);
    void showVotes();
    const runs::RunInfo* chosenRun() const;
    void fail(const QString& run, const Error& error);

    State state_ = State::Empty;
    std::vector<runs::RunInfo> runs_;  ///< with a result, newest first
    bool listed_ = false;
    QString run_;
    std::uint64_t turn_ = 0;  ///< what was begun for an earlier project or run is out of date
    KeptComparison compared_;
    std::map<QString, KeptComparison::Time> times_;  ///< of the runs' comparisons
    std::optional<Working> working_;
    struct ReportWork {
        client::JobId job;
        std::filesystem::path file;
    };
    std::optional<ReportWork> reporting_;
    std::map<QString, Error> failed_;  ///< runs whose comparison failed or cannot be read, until it is tried again

    AnswerVotes* votes_;
    QPushButton *blind_, *report_, *folder_;
    CompareBar* bar_;
    QStackedWidget* stack_;
    widgets::StateView* stateView_;
    CompareProgress* progress_;
    ComparisonView* view_;
};

}  // namespace atelier::ui
