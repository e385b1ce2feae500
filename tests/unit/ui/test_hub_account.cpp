// Where the token for the hub comes from, and where it is kept.
#include "hub/access.h"
#include "pages/model/hub/hub_account.h"
#include "window_fixture.h"

using namespace atelier;
using namespace atelier::ui;

namespace {

struct Kept {
    QString secret, trouble;
};

// A keychain that answers at the next turn of the event loop.
class MadeStore : public SecretStore {
public:
    explicit MadeStore(Kept& kept) : kept_(kept) {}
    void read(const QString&, QObject* receiver, Then then) override {
        later(receiver, then, kept_.trouble.isEmpty() ? kept_.secret : QString());
    }
    void write(const QString&, const QString& secret, QObject* receiver, Then then) override {
        if (kept_.trouble.isEmpty()) kept_.secret = secret;
        later(receiver, then, {});
    }
    void remove(const QString&, QObject* receiver, Then then) override {
        kept_.secret.clear();
        later(receiver, then, {});
    }

private:
    void later(QObject* receiver, Then then, const QString& secret) {
        QTimer::singleShot(0, receiver, [then, secret, trouble = kept_.trouble] { then({secret, trouble}); });
    }
    Kept& kept_;
};

class HubAccountTest : public testing::Test {
protected:
    void SetUp() override {
        for (const char* name : {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"})
            qunsetenv(name);
        home_ = qgetenv("HF_HOME");
        qputenv("HF_HOME", folder_.path().toUtf8());
    }
    void TearDown() override {
        qunsetenv("HF_TOKEN");
        home_.isEmpty() ? qunsetenv("HF_HOME") : qputenv("HF_HOME", home_);
    }

    QTemporaryDir folder_;
    QByteArray home_;
    Kept kept_;
};

TEST_F(HubAccountTest, TheKeychainsTokenIsUsed) {
    kept_.secret = "hf_kept";
    HubAccount account(std::make_unique<MadeStore>(kept_));
    EXPECT_EQ(account.from(), HubAccount::From::Nowhere);
    account.load();
    ASSERT_TRUE(waitFor([&] { return account.from() == HubAccount::From::Keychain; }));
    EXPECT_EQ(account.access().token, "hf_kept");
    account.forget();
    EXPECT_TRUE(waitFor([&] { return kept_.secret.isEmpty(); }));
    EXPECT_TRUE(account.access().token.empty());
}

TEST_F(HubAccountTest, TheEnvironmentGoesFirst) {
    kept_.secret = "hf_kept";
    HubAccount account(std::make_unique<MadeStore>(kept_));
    account.load();
    ASSERT_TRUE(waitFor([&] { return account.from() == HubAccount::From::Keychain; }));
    qputenv("HF_TOKEN", "hf_environment");
    EXPECT_EQ(account.from(), HubAccount::From::Environment);
    EXPECT_EQ(account.access().token, "hf_environment");
    EXPECT_FALSE(HubAccount::canEnter());
}

TEST_F(HubAccountTest, WithoutAKeychainTheTokenLastsAsLongAsTheWindow) {
    kept_.trouble = "no service";
    HubAccount account(std::make_unique<MadeStore>(kept_));
    account.enter(" hf_entered\n");
    ASSERT_TRUE(waitFor([&] { return !account.trouble().isEmpty(); }));
    EXPECT_EQ(account.from(), HubAccount::From::Window);
    EXPECT_EQ(account.access().token, "hf_entered");
    EXPECT_TRUE(kept_.secret.isEmpty());
    // In no file either.
    EXPECT_TRUE(QDir(folder_.path()).isEmpty());
}

TEST_F(HubAccountTest, AnEnteredTokenGoesToTheKeychain) {
    HubAccount account(std::make_unique<MadeStore>(kept_));
    account.enter("hf_entered");
    ASSERT_TRUE(waitFor([&] { return account.from() == HubAccount::From::Keychain; }));
    EXPECT_EQ(kept_.secret, "hf_entered");
}

}  // namespace
