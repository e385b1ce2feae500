#include "qt_test.h"
#include "rate_plot.h"

#include <QSignalSpy>

#include <cmath>

using namespace atelier::widgets;

namespace {

std::vector<RatePlot::Point> points() {
    std::vector<RatePlot::Point> made;
    for (int i = 0; i <= 30; ++i)
        made.push_back({std::pow(10, -6 + 0.2 * i), 2.5 - 0.02 * i, 2.5 - 0.02 * i});
    made.back().loss = made.back().smoothed = std::nan("");
    return made;
}

}  // namespace

class TestRatePlot : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aClickTakesTheNearestRateToTwoDigits() {
        RatePlot plot;
        plot.resize(500, 300);
        plot.setRange(1e-6, 1);
        plot.show();
        QSignalSpy taken(&plot, &RatePlot::rateTaken);
        QTest::mouseClick(&plot, Qt::LeftButton, {}, {250, 150});
        QCOMPARE(taken.count(), 0);  // there is nothing yet
        plot.add(points());
        QTest::mouseClick(&plot, Qt::LeftButton, {}, {static_cast<int>(plot.xOf(2.4e-4)), 150});
        QCOMPARE(taken.count(), 1);
        QCOMPARE(taken[0][0].toDouble(), 2.5e-4);  // 10^-3.6
        QTest::mouseClick(&plot, Qt::LeftButton, {}, {static_cast<int>(plot.xOf(2.4e-4)), 298});
        QCOMPARE(taken.count(), 1);  // on the axis
    }

    void keysGoFromPointToPoint() {
        RatePlot plot;
        plot.setRange(1e-6, 1);
        plot.add(points());
        QSignalSpy taken(&plot, &RatePlot::rateTaken);
        QTest::keyClick(&plot, Qt::Key_Right);
        QCOMPARE(plot.current(), 0);
        QTest::keyClick(&plot, Qt::Key_Right);
        QTest::keyClick(&plot, Qt::Key_Right);
        QTest::keyClick(&plot, Qt::Key_Left);
        QCOMPARE(plot.current(), 1);
        QVERIFY(plot.accessibleDescription().contains("1.585e-6"));
        QTest::keyClick(&plot, Qt::Key_Return);
        QCOMPARE(taken[0][0].toDouble(), 1.6e-6);
        QTest::keyClick(&plot, Qt::Key_End);
        QTest::keyClick(&plot, Qt::Key_Right);
        QCOMPARE(plot.current(), 30);
    }

    void whatIsNoNumberIsLeftOutAndNothingBreaks() {
        RatePlot plot;
        plot.resize(300, 160);
        plot.setEmptyText("nothing yet");
        QVERIFY(!plot.grab().isNull());
        plot.add({{1e-4, std::nan(""), std::nan("")}});
        QVERIFY(!plot.grab().isNull());
        plot.add({{1e-3, 2, 2}, {1e-2, 2, 2}, {1e-1, INFINITY, INFINITY}});  // flat, and one that is none
        plot.setMarks({{1e-3, "here"}, {50, "outside"}});
        QVERIFY(!plot.grab().isNull());
        plot.clear();
        QVERIFY(plot.points().empty() && plot.marks().empty());
    }
};

static const atelier::test::QtTest<TestRatePlot> entry;

#include "test_rate_plot.moc"
