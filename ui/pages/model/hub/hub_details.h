#pragma once

#include "bridge/own_thread.h"
#include "hub/names.h"
#include "hub/search.h"

#include <QTimer>
#include <QWidget>

#include <filesystem>
#include <optional>

class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace atelier::widgets {
class Card;
class ElidedLabel;
class MarkdownView;
class StateView;
}  // namespace atelier::widgets

namespace atelier::ui {

class HubAccount;
class HubDownload;

/// One model of the hub: facts, model card, and its download.
class HubDetails : public QWidget {
    Q_OBJECT

public:
    HubDetails(HubAccount& account, HubDownload& download, QWidget* parent = nullptr);
    void setModel(const hub::FoundModel& model, const QString& revision, std::optional<std::uint64_t> memory);
    void clear();
    void retranslate();

Q_SIGNALS:
    void openWanted(const QString& folder);
    void tokenWanted();

private:
    void readCard();
    void showFacts();
    void showDownload();
    void pull();
    std::optional<hub::Repository> repository() const;
    QString page() const;  ///< the address on the hub; empty: the environment is wrong
    bool isDownloads() const;

    HubAccount& account_;
    HubDownload& download_;
    std::optional<hub::FoundModel> model_;
    QString revision_, card_;
    std::optional<Error> cardError_;
    std::optional<std::uint64_t> memory_;
    std::optional<std::filesystem::path> cached_;
    QTimer soon_;

    QStackedWidget* stack_;
    widgets::StateView* empty_;
    widgets::Card* frame_;
    widgets::ElidedLabel *name_, *note_;
    QLabel *facts_, *gated_, *progressWords_, *failure_;
    QWidget *progressRow_, *failureFrame_;
    QProgressBar* bar_;
    QPushButton *pull_, *stop_, *open_, *web_, *token_;
    widgets::MarkdownView* view_;
    OwnThread thread_;
};

}  // namespace atelier::ui
