#pragma once

#include "pages/page.h"

class QBoxLayout;
class QMenu;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QToolButton;

namespace atelier::widgets {
class StateView;
}

namespace atelier::ui {

class ArchitecturePanel;
class CardPanel;
class HubPanel;
class ModelCheck;
class ModelFacts;
class ModelStart;
class TryPanel;

/// Opens a model's folder or gets one from the hub, says what it is, lets it be tried.
class ModelPage : public Page {
    Q_OBJECT

public:
    static constexpr int kRecent = 8;

    explicit ModelPage(Studio& studio, QWidget* parent = nullptr);
    QStringList states() const override { return {"empty", "loading", "error", "hub", "done"}; }
    QString state() const override;
    void activated() override;
    /// A model's folder, or a picture to try it with.
    void take(const QStringList& paths) override;
    void open(const QString& folder);
    void showHub();

protected:
    void retranslate() override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void addActions();
    void choose();
    void openStarter();
    void read(const QString& folder);
    void readEnd(client::JobId job);
    void sync();
    void fail(const QString& title, const QString& text, const QString& details);
    void showFailure();
    void leaveError();
    void listRecent();
    void remember(const QString& folder);

    struct Failure {
        QString title, text, details;
    };
    QString asked_;  // folder that is being read or could not be
    client::JobId job_ = -1;
    std::optional<Failure> failure_;
    QString shown_;  // folder that the facts are of
    bool adopting_ = false, inHub_ = false;

    QPushButton *open_, *get_, *back_;
    QToolButton* recentButton_;
    QMenu* recentMenu_;
    QStackedWidget* stack_;
    ModelStart* start_;
    widgets::StateView* view_;
    QScrollArea* scroll_;
    QBoxLayout* columns_;
    ModelFacts* facts_;
    ModelCheck* check_;
    ArchitecturePanel* architecture_;
    CardPanel* card_;
    TryPanel* try_;
    HubPanel* hub_;
};

}  // namespace atelier::ui
