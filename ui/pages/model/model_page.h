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

class ModelCheck;
class ModelFacts;
class ModelStart;
class TryPanel;

/// Opens a model folder, says what it is, lets it be tried.
class ModelPage : public Page {
    Q_OBJECT

public:
    static constexpr int kRecent = 8;

    explicit ModelPage(Studio& studio, QWidget* parent = nullptr);
    QStringList states() const override { return {"empty", "loading", "error", "done"}; }
    QString state() const override;
    void activated() override;
    /// A model's folder, or a picture to try it with.
    void take(const QStringList& paths) override;
    void open(const QString& folder);

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
    bool adopting_ = false;

    QPushButton* open_;
    QToolButton* recentButton_;
    QMenu* recentMenu_;
    QStackedWidget* stack_;
    ModelStart* start_;
    widgets::StateView* view_;
    QScrollArea* scroll_;
    QBoxLayout* columns_;
    ModelFacts* facts_;
    ModelCheck* check_;
    TryPanel* try_;
};

}  // namespace atelier::ui
