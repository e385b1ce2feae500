#pragma once

#include "pages/page.h"
#include "runs/runs.h"

#include <optional>
#include <vector>

class QLabel;
class QLineEdit;
class QSplitter;
class QStackedWidget;

namespace atelier::widgets {
class StateView;
}

namespace atelier::ui {

class ColumnsMenu;
class NotesStore;
class RunDetail;
class RunRecords;
class RunsTable;
class RunsWatcher;

/// All runs of the project: a table that keeps itself up to date, the chosen one beside it, several over each other.
class RunsPage : public Page {
    Q_OBJECT

public:
    explicit RunsPage(Studio& studio, QWidget* parent = nullptr);
    ~RunsPage() override;

    void activated() override;
    QStringList states() const override { return {"empty", "loading", "error", "done"}; }
    QString state() const override;

protected:
    void retranslate() override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    enum class State { Empty, Loading, Error, Done };

    void build();
    void connectParts();
    void addActions();
    void forgetProject();
    void setState(State state);
    void tellState();
    void showChosen();
    QString whyKept() const;
    void showIn(const QString& page, const QString& run);
    void resume(const QString& run);
    void askLonger(const QString& run);
    void branch(const QString& from, bool withOptimizer, bool withSettings);
    void takeSettings(const QString& run);
    void takeRuns(std::vector<runs::RunInfo> runs);
    void choose(const QString& run);
    void remove(const QString& run);
    void noteEnd(client::JobId job);
    void open(const QString& path);
    void tellCount();

    State state_ = State::Loading;
    std::optional<Error> error_;
    struct Removal {
        client::JobId job;
        QString run;
    };
    std::optional<Removal> removal_;
    QString wanted_;  ///< chosen once it is listed
    NotesStore* notes_;
    RunRecords* records_;
    ColumnsMenu* columns_;
    RunsWatcher* watcher_;
    QStackedWidget* stack_;
    widgets::StateView* stateView_;
    QLineEdit* filter_;
    QLabel *count_, *nothing_;
    RunsTable* table_;
    RunDetail* detail_;
    QSplitter* splitter_;
};

}  // namespace atelier::ui
