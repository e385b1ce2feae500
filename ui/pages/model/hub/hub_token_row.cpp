#include "pages/model/hub/hub_token_row.h"

#include "common/error.h"
#include "controls.h"
#include "pages/model/hub/hub_account.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>

namespace atelier::ui {

using namespace widgets;

HubTokenRow::HubTokenRow(HubAccount& account, QWidget* parent) : QWidget(parent), account_(account) {
    words_ = new QLabel;
    words_->setObjectName("hub-token-words");
    words_->setTextFormat(Qt::PlainText);
    words_->setWordWrap(true);
    setKind(words_, "muted");
    words_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    field_ = new QLineEdit;
    field_->setObjectName("hub-token");
    field_->setEchoMode(QLineEdit::Password);
    const auto button = [](const char* name, const char* kind) {
        auto* made = new QPushButton;
        made->setObjectName(name);
        setKind(made, kind);
        return made;
    };
    enter_ = button("hub-token-enter", "quiet");
    keep_ = button("hub-token-keep", "primary");
    leave_ = button("hub-token-leave", "quiet");
    forget_ = button("hub-token-forget", "quiet");
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kSmall);
    layout->addWidget(words_, 1);
    layout->addWidget(field_, 1);
    for (QPushButton* one : {enter_, keep_, leave_, forget_})
        layout->addWidget(one);
    connect(enter_, &QPushButton::clicked, this, &HubTokenRow::edit);
    connect(keep_, &QPushButton::clicked, this, &HubTokenRow::keep);
    connect(field_, &QLineEdit::returnPressed, this, &HubTokenRow::keep);
    connect(field_, &QLineEdit::textChanged, this, &HubTokenRow::update);
    connect(leave_, &QPushButton::clicked, this, &HubTokenRow::leave);
    connect(forget_, &QPushButton::clicked, this, [this] { account_.forget(); });
    connect(new QShortcut(Qt::Key_Escape, field_, nullptr, nullptr, Qt::WidgetShortcut), &QShortcut::activated, this,
            &HubTokenRow::leave);
    connect(&account_, &HubAccount::changed, this, &HubTokenRow::update);
}

void HubTokenRow::edit() {
    editing_ = true;
    update();
    field_->setFocus();
}

void HubTokenRow::keep() {
    if (!keep_->isEnabled()) return;
    const QString token = field_->text();
    editing_ = false;
    field_->clear();  // it is nowhere on the screen afterwards
    account_.enter(token);
}

void HubTokenRow::leave() {
    editing_ = false;
    field_->clear();
    update();
}

void HubTokenRow::retranslate() {
    field_->setPlaceholderText(tr("hf_… from the hub's page of access tokens"));
    field_->setToolTip(tr("A token with the right to read"));
    field_->setAccessibleName(tr("Token for the hub"));
    enter_->setText(tr("Enter a &token…"));
    enter_->setToolTip(tr("For models that are private or ask to accept a licence"));
    keep_->setText(tr("&Keep"));
    keep_->setToolTip(tr("Keeps the token in this desktop's keychain, and nowhere else"));
    leave_->setText(tr("Cancel"));
    leave_->setToolTip(tr("Leaves the token as it was"));
    forget_->setText(tr("Forget the token"));
    forget_->setToolTip(tr("Takes the token out of the keychain"));
    update();
}

void HubTokenRow::update() {
    QString words;
    HubAccount::From from = HubAccount::From::Nowhere;
    try {
        from = account_.from();
    } catch (const Error& error) {
        words = QString::fromStdString(error.what());
    }
    const bool entered = from == HubAccount::From::Keychain || from == HubAccount::From::Window;
    if (words.isEmpty()) switch (from) {
            case HubAccount::From::Nowhere:
                words = tr("No token: public models can be downloaded without one.");
                break;
            case HubAccount::From::Environment:
                words = tr("The token of HF_TOKEN is used.");
                break;
            case HubAccount::From::Keychain:
                words = tr("The token of the keychain is used.");
                break;
            case HubAccount::From::Window:
                words = tr("The token is used until this window closes.");
                break;
            case HubAccount::From::File:
                words = tr("The token file of huggingface_hub is used.");
                break;
        }
    if (!account_.trouble().isEmpty() && from != HubAccount::From::Environment)
        words += ' ' + tr("No keychain can be used here (%1): start one such as GNOME Keyring or KWallet, or set "
                          "HF_TOKEN, to have the token next time.")
                           .arg(account_.trouble().simplified());
    words_->setText(words);
    words_->setVisible(!editing_);
    field_->setVisible(editing_);
    keep_->setVisible(editing_);
    keep_->setEnabled(!field_->text().trimmed().isEmpty());
    leave_->setVisible(editing_);
    enter_->setVisible(!editing_ && from != HubAccount::From::Environment);
    forget_->setVisible(!editing_ && entered);
}

}  // namespace atelier::ui
