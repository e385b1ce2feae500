#pragma once

#include "bridge/secret_store.h"
#include "hub/access.h"

#include <QObject>

#include <memory>

namespace atelier::ui {

/// How this window reaches the hub: what the environment says, and the token that a person entered, which lives in the
/// keychain. HF_TOKEN goes before the keychain's, that before the token file of HF_HOME. Where no keychain runs, an
/// entered token is kept in memory until the window closes.
class HubAccount : public QObject {
    Q_OBJECT

public:
    enum class From { Nowhere, Environment, Keychain, Window, File };

    explicit HubAccount(std::unique_ptr<SecretStore> store, QObject* parent = nullptr);

    /// Asks the keychain, the first time it is called.
    void load();
    /// Throws Error for an environment that cannot be used.
    hub::Access access() const;
    /// Whether an entered token counts: HF_TOKEN goes before it.
    static bool canEnter();
    From from() const;  ///< where the token comes from that access() has
    /// Why the keychain did not do what it was asked; empty: it did.
    QString trouble() const { return trouble_; }
    void enter(const QString& token);
    /// Takes the entered token away, from the keychain too.
    void forget();

Q_SIGNALS:
    void changed();

private:
    std::unique_ptr<SecretStore> store_;
    QString token_, trouble_;
    bool loaded_ = false, kept_ = false;
};

}  // namespace atelier::ui
