#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <memory>

namespace atelier::ui {

struct SecretAnswer {
    QString secret;   ///< of read(); empty: there is none
    QString trouble;  ///< why it did not work, in the system's words; empty: it did
};

/// Where secrets are kept for a person. Each function returns at once; `then` is called later in the receiver's thread,
/// and never when the receiver is gone by then.
class SecretStore {
public:
    using Then = std::function<void(const SecretAnswer&)>;

    virtual ~SecretStore() = default;
    virtual void read(const QString& key, QObject* receiver, Then then) = 0;
    virtual void write(const QString& key, const QString& secret, QObject* receiver, Then then) = 0;
    virtual void remove(const QString& key, QObject* receiver, Then then) = 0;
};

/// The desktop's keychain: the Secret Service or KWallet. Nothing is ever kept in a plain file instead.
std::unique_ptr<SecretStore> keychain();

}  // namespace atelier::ui
