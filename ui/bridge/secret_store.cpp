#include "bridge/secret_store.h"

#include <QCoreApplication>
#include <qt6keychain/keychain.h>

#include <utility>

namespace atelier::ui {
namespace {

class Keychain : public SecretStore {
public:
    void read(const QString& key, QObject* receiver, Then then) override {
        start(new QKeychain::ReadPasswordJob(QCoreApplication::applicationName()), key, receiver, std::move(then));
    }
    void write(const QString& key, const QString& secret, QObject* receiver, Then then) override {
        auto* job = new QKeychain::WritePasswordJob(QCoreApplication::applicationName());
        job->setTextData(secret);
        start(job, key, receiver, std::move(then));
    }
    void remove(const QString& key, QObject* receiver, Then then) override {
        start(new QKeychain::DeletePasswordJob(QCoreApplication::applicationName()), key, receiver, std::move(then));
    }

private:
    static void start(QKeychain::Job* job, const QString& key, QObject* receiver, Then then) {
        job->setInsecureFallback(false);
        job->setKey(key);
        QObject::connect(job, &QKeychain::Job::finished, receiver, [then = std::move(then)](QKeychain::Job* ended) {
            SecretAnswer answer;
            if (ended->error() == QKeychain::NoError) {
                if (auto* reader = qobject_cast<QKeychain::ReadPasswordJob*>(ended)) answer.secret = reader->textData();
            } else if (ended->error() != QKeychain::EntryNotFound) {
                answer.trouble = ended->errorString();
                if (answer.trouble.isEmpty()) answer.trouble = QString::number(ended->error());
            }
            then(answer);
        });
        job->start();
    }
};

}  // namespace

std::unique_ptr<SecretStore> keychain() {
    return std::make_unique<Keychain>();
}

}  // namespace atelier::ui
