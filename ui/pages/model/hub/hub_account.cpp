#include "pages/model/hub/hub_account.h"

#include <utility>

namespace atelier::ui {
namespace {

constexpr const char* kKey = "hub-token";

bool isVariable(const std::string& from) {
    return from == "HF_TOKEN" || from == "HUGGING_FACE_HUB_TOKEN";
}

}  // namespace

HubAccount::HubAccount(std::unique_ptr<SecretStore> store, QObject* parent)
    : QObject(parent), store_(std::move(store)) {}

void HubAccount::load() {
    if (std::exchange(loaded_, true)) return;
    store_->read(kKey, this, [this](const SecretAnswer& answer) {
        if (!token_.isEmpty()) return;  // one was entered meanwhile
        token_ = answer.secret;
        kept_ = !token_.isEmpty();
        trouble_ = answer.trouble;
        Q_EMIT changed();
    });
}

hub::Access HubAccount::access() const {
    hub::Access access = hub::accessFromEnvironment();
    if (!token_.isEmpty() && !isVariable(access.tokenFrom)) {
        access.token = token_.toStdString();
        access.tokenFrom = kept_ ? "the keychain" : "this window";
    }
    return access;
}

bool HubAccount::canEnter() {
    return qEnvironmentVariableIsEmpty("HF_TOKEN") && qEnvironmentVariableIsEmpty("HUGGING_FACE_HUB_TOKEN");
}

HubAccount::From HubAccount::from() const {
    const hub::Access given = hub::accessFromEnvironment();
    if (isVariable(given.tokenFrom)) return From::Environment;
    if (!token_.isEmpty()) return kept_ ? From::Keychain : From::Window;
    return given.token.empty() ? From::Nowhere : From::File;
}

void HubAccount::enter(const QString& token) {
    loaded_ = true;
    token_ = token.trimmed();
    kept_ = false;
    trouble_.clear();
    Q_EMIT changed();
    store_->write(kKey, token_, this, [this, entered = token_](const SecretAnswer& answer) {
        if (entered != token_) return;
        kept_ = answer.trouble.isEmpty();
        trouble_ = answer.trouble;
        Q_EMIT changed();
    });
}

void HubAccount::forget() {
    token_.clear();
    kept_ = false;
    trouble_.clear();
    Q_EMIT changed();
    store_->remove(kKey, this, [this](const SecretAnswer& answer) {
        trouble_ = answer.trouble;
        Q_EMIT changed();
    });
}

}  // namespace atelier::ui
