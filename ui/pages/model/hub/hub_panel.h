#pragma once

#include "bridge/own_thread.h"
#include "hub/search.h"

#include <QWidget>

#include <memory>
#include <optional>

class QLabel;
class QSplitter;
class QStackedWidget;

namespace atelier::widgets {
class ElidedLabel;
class StateView;
}  // namespace atelier::widgets

namespace atelier::ui {

class HubAccount;
class HubDetails;
class HubDownload;
class HubFilters;
class HubResults;
class HubTokenRow;
class SecretStore;

/// Models of the hub: look for one, read its card, download it.
class HubPanel : public QWidget {
    Q_OBJECT

public:
    explicit HubPanel(std::unique_ptr<SecretStore> secrets, QWidget* parent = nullptr);
    ~HubPanel() override;

    /// It is being shown: the keychain is asked, and the hub for its most downloaded models, the first time.
    void activated();
    void search();
    bool searching() const { return thread_.running(); }
    void retranslate();

Q_SIGNALS:
    void openWanted(const QString& folder);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void show(Outcome<hub::SearchResult> outcome);
    void showSearching(const QString& text);
    void cancel();
    void showTrouble();
    void sayLeftOut();
    bool showNamed();  ///< where the words are a repository's name or address

    HubAccount* account_;
    HubDownload* download_;
    bool asked_ = false;
    std::optional<Error> error_;
    std::optional<std::uint64_t> memory_;
    hub::SearchResult found_;

    HubFilters* filters_;
    QStackedWidget* stack_;
    widgets::StateView* state_;
    HubResults* results_;
    widgets::ElidedLabel* leftOut_;
    QSplitter* split_;
    HubDetails* details_;
    HubTokenRow* token_;
    OwnThread thread_;
};

}  // namespace atelier::ui
