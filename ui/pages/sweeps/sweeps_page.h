#pragma once

#include "pages/page.h"
#include "pages/sweeps/sweeps_watcher.h"

#include <optional>
#include <vector>

class QListWidget;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace atelier::widgets {
class StateView;
}

namespace atelier::ui {

class SweepMaker;
class SweepView;

/// The sweeps of the project: a list that keeps itself up to date, the chosen one beside it, and the making of a new
/// one.
class SweepsPage : public Page {
    Q_OBJECT

public:
    explicit SweepsPage(Studio& studio, QWidget* parent = nullptr);

    void activated() override;
    QStringList states() const override { return {"empty", "loading", "error", "done", "making"}; }
    QString state() const override;

protected:
    void retranslate() override;
    void hideEvent(QHideEvent* event) override;

private:
    enum class State { Empty, Loading, Error, Done, Making };

    void build();
    void connectParts();
    void forgetProject();
    void setState(State state);
    void tellState();
    void takeSweeps(const std::vector<SweepNews>& sweeps);
    void listSweeps();
    void showChosen();
    void make();
    SweepMaker& maker();
    void start();
    void goOn(const QString& sweep);
    void launch(const QString& sweep, bool resume);
    void stop();
    void useBest();
    void remove(const QString& sweep, bool withRuns);
    void noteRemoved();
    void noteEnd(client::JobId job);
    void showRun(const QString& run);
    const SweepNews* chosen() const;
    QString whyNot() const;

    State state_ = State::Loading;
    std::optional<Error> error_;
    struct Own {
        client::JobId job;
        QString sweep;
    };
    std::vector<Own> own_;        ///< sweeps that this window trains
    std::optional<Own> removal_;  ///< what moves one to the trash
    QString wanted_;              ///< chosen once it is listed
    std::vector<SweepNews> sweeps_;
    SweepsWatcher* watcher_;
    QStackedWidget* stack_;
    widgets::StateView* stateView_;
    QListWidget* list_;
    SweepView* view_;
    SweepMaker* maker_ = nullptr;
    QSplitter* splitter_;
    QPushButton* new_;
};

}  // namespace atelier::ui
