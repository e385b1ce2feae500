#include "qt_test.h"
#include "theme/icon.h"
#include "theme/palettes.h"
#include "theme/theme.h"

#include <QDialog>
#include <QFrame>
#include <QMenu>
#include <QVBoxLayout>

#include <cmath>

using namespace atelier::widgets;

namespace {

// WCAG 2: relative luminance and contrast.
double luminance(const QColor& color) {
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

}  // namespace

class TestTheme : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void contrastIsReadable_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void contrastIsReadable() {
        QFETCH(bool, dark);
        const std::vector<Role> backs{Role::Window,        Role::Surface, Role::SurfaceRaised,
                                      Role::SurfaceSunken, Role::Hover,   Role::Selected};
        struct Pair {
            Role text, back;
            double least;
        };
        std::vector<Pair> pairs;
        for (const Role back : backs) {
            pairs.push_back({Role::Text, back, 4.5});
            pairs.push_back({Role::TextMuted, back, 4.5});
            if (back != Role::Selected) pairs.push_back({Role::TextFaint, back, 3});
        }
        for (const Role back : {Role::Window, Role::Surface, Role::SurfaceRaised})
            for (const Role text : {Role::Accent, Role::AccentHover, Role::Success, Role::Warning, Role::Danger})
                pairs.push_back({text, back, 4.5});
        pairs.push_back({Role::OnAccent, Role::Accent, 4.5});
        pairs.push_back({Role::OnAccent, Role::AccentHover, 4.5});
        pairs.push_back({Role::Accent, Role::AccentSoft, 4.5});
        pairs.push_back({Role::Text, Role::AccentSoft, 4.5});
        for (const auto& [text, back] : {std::pair{Role::Success, Role::SuccessSoft},
                                         {Role::Warning, Role::WarningSoft},
                                         {Role::Danger, Role::DangerSoft}}) {
            pairs.push_back({text, back, 4.5});
            pairs.push_back({Role::Text, back, 4.5});
        }
        for (const Role line :
             {Role::Series1, Role::Series2, Role::Series3, Role::Series4, Role::Series5, Role::Series6}) {
            pairs.push_back({line, Role::Surface, 3});
            pairs.push_back({Role::OnAccent, line, 4});  // chips of labels: short and semibold
        }
        QStringList poor;
        for (const Pair& pair : pairs)
            if (const double found = contrast(colorOf(pair.text, dark), colorOf(pair.back, dark)); found < pair.least)
                poor << QString("role %1 on %2: %3 < %4")
                            .arg(int(pair.text))
                            .arg(int(pair.back))
                            .arg(found)
                            .arg(pair.least);
        QVERIFY2(poor.isEmpty(), qPrintable(poor.join("\n")));
    }

    void everyIconLoads() {
        const QStringList files = QDir(":/icons").entryList({"*.svg"});
        QVERIFY(files.size() > 50);
        for (const QString& file : files) {
            const QString name = QFileInfo(file).completeBaseName();
            const QImage image = icon(name, Role::Accent).pixmap(QSize(16, 16), 1).toImage();
            bool drawn = false;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    drawn = drawn || qAlpha(image.pixel(x, y)) > 0;
            QVERIFY2(drawn, qPrintable(name + " draws nothing"));
        }
        QVERIFY_THROWS_EXCEPTION(std::logic_error, icon("no-such-icon"));
    }

    void iconsFollowTheTheme() {
        const QIcon one = icon("play", Role::Text);
        const QImage light = one.pixmap(QSize(24, 24), 1).toImage();
        theme().setScheme(Scheme::Dark);
        const QImage dark = one.pixmap(QSize(24, 24), 1).toImage();
        theme().setScheme(Scheme::Light);
        QVERIFY(light != dark);
    }

    void styleSheetKnowsItsTokens() {
        for (const bool dark : {false, true})
            QVERIFY(!styleSheetOf(dark).contains(QRegularExpression("@[a-z0-9-]+@")));
    }

    // The style sheet goes with the window: before it is shown, with each change, and away when it becomes a part.
    void windowsAreDressed() {
        const auto ground = [](QWidget& of) { return of.grab().toImage().pixelColor(of.rect().center()); };
        QDialog window;
        auto* part = new QFrame;
        part->setProperty("kind", "card");
        part->ensurePolished();
        QVERIFY(!part->styleSheet().isEmpty());
        (new QVBoxLayout(&window))->addWidget(part);
        QVERIFY(part->styleSheet().isEmpty());
        window.resize(100, 100);
        window.show();
        QMenu menu;
        menu.ensurePolished();
        for (const bool dark : {true, false}) {
            theme().setScheme(dark ? Scheme::Dark : Scheme::Light);
            QCOMPARE(window.styleSheet(), styleSheetOf(dark));
            QCOMPARE(menu.styleSheet(), styleSheetOf(dark));
            QCOMPARE(ground(*part), colorOf(Role::Surface, dark));
        }
    }

    void changedIsTold() {
        QSignalSpy spy(&theme(), &Theme::changed);
        theme().setScheme(Scheme::Dark);
        QVERIFY(theme().dark());
        QCOMPARE(qApp->palette().color(QPalette::Window), colorOf(Role::Window, true));
        theme().setScheme(Scheme::Light);
        QCOMPARE(spy.count(), 2);
    }
};

static const atelier::test::QtTest<TestTheme> entry;

#include "test_theme.moc"
