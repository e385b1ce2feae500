#include "frame/desktop_notice.h"
#include "window_fixture.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QProcess>

using namespace atelier;
using namespace atelier::ui;

namespace {

// A desktop that listens: keeps the notices.
class Desktop : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    QStringList titles, texts;

public Q_SLOTS:
    uint Notify(const QString&, uint, const QString&, const QString& title, const QString& text, const QStringList&,
                const QVariantMap&, int) {
        titles << title;
        texts << text;
        return 7;
    }
};

class DesktopNoticeTest : public WindowTest {
protected:
    void SetUp() override {
        WindowTest::SetUp();
        daemon_.start("dbus-daemon", {"--session", "--nofork", "--nopidfile", "--print-address"});
        ASSERT_TRUE(daemon_.waitForStarted()) << "dbus-daemon is part of what the tests need";
        ASSERT_TRUE(daemon_.waitForReadyRead());
        const QString address = QString::fromUtf8(daemon_.readLine()).trimmed();
        bus_ = std::make_unique<QDBusConnection>(QDBusConnection::connectToBus(address, "studio"));
        service_ = std::make_unique<QDBusConnection>(QDBusConnection::connectToBus(address, "desktop"));
        ASSERT_TRUE(
            service_->registerObject("/org/freedesktop/Notifications", &desktop_, QDBusConnection::ExportAllSlots));
        ASSERT_TRUE(service_->registerService("org.freedesktop.Notifications"));
    }
    void TearDown() override {
        QDBusConnection::disconnectFromBus("studio");
        QDBusConnection::disconnectFromBus("desktop");
        daemon_.kill();
        daemon_.waitForFinished();
        WindowTest::TearDown();
    }
    void run(const char* kind, client::Work work) {
        bool ended = false;
        const auto job = studio->jobs().start({kind, "Train lora-1", client::JobSpec::Lane::Light}, std::move(work));
        studio->jobs().whenEnded(job, window.get(), [&](const client::JobStatus&) { ended = true; });
        ASSERT_TRUE(waitFor([&] { return ended; }));
    }

    QProcess daemon_;
    Desktop desktop_;
    std::unique_ptr<QDBusConnection> bus_, service_;
};

const client::Work kGoesWell = [](protocol::Control&, const protocol::EventSink&) { return Json(1); };

TEST_F(DesktopNoticeTest, TellsOfTheEndOfLongJobsToThoseWhoAreElsewhere) {
    QWidget elsewhere;  // the active window is another one
    const DesktopNotice notice(*studio, elsewhere, *bus_);
    run("train", kGoesWell);
    ASSERT_TRUE(waitFor([&] { return desktop_.titles.size() == 1; }));
    EXPECT_EQ(desktop_.titles[0], "Train lora-1: done");
    run("train", [](protocol::Control&, const protocol::EventSink&) -> Json { throw Error("no <memory> is left"); });
    ASSERT_TRUE(waitFor([&] { return desktop_.titles.size() == 2; }));
    EXPECT_EQ(desktop_.titles[1], "Train lora-1: failed");
    EXPECT_EQ(desktop_.texts[1], "no &lt;memory&gt; is left");
    run("import", kGoesWell);
    run("train", [](protocol::Control&, const protocol::EventSink&) -> Json { throw Error::interrupted("stopped"); });
    QTest::qWait(200);
    EXPECT_EQ(desktop_.titles.size(), 2) << "neither short jobs nor what the person stopped";
}

TEST_F(DesktopNoticeTest, TellsOfWhatEndedInAnotherProcess) {
    QWidget elsewhere;
    const DesktopNotice notice(*studio, elsewhere, *bus_);
    Q_EMIT studio->endedElsewhere("“lora-1” is trained", {});
    ASSERT_TRUE(waitFor([&] { return desktop_.titles.size() == 1; }));
    EXPECT_EQ(desktop_.titles[0], "“lora-1” is trained");
}

TEST_F(DesktopNoticeTest, SaysNothingInTheActiveWindow) {
    ASSERT_TRUE(window->isActiveWindow());
    const DesktopNotice notice(*studio, *window, *bus_);
    run("train", kGoesWell);
    QTest::qWait(200);
    EXPECT_TRUE(desktop_.titles.isEmpty());
}

TEST_F(DesktopNoticeTest, AClickBringsTheWindowBack) {
    QWidget other;
    const DesktopNotice notice(*studio, other, *bus_);
    run("train", kGoesWell);
    ASSERT_TRUE(waitFor([&] { return desktop_.titles.size() == 1; }));
    other.showMinimized();
    QTest::qWait(100);  // for the answer, which carries the notice's number
    auto click =
        QDBusMessage::createSignal("/org/freedesktop/Notifications", "org.freedesktop.Notifications", "ActionInvoked");
    click << 7u << QString("default");
    ASSERT_TRUE(service_->send(click));
    EXPECT_TRUE(waitFor([&] { return !other.isMinimized(); }));
}

}  // namespace

#include "test_desktop_notice.moc"
