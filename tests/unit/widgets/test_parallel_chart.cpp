#include "chart/parallel_chart.h"
#include "qt_test.h"
#include "theme/theme.h"

#include <QSignalSpy>

#include <cmath>

using namespace atelier::widgets;

class TestParallelChart : public QObject {
    Q_OBJECT

    static ParallelAxis axis(const char* name, QStringList words = {}, bool logarithmic = false) {
        return {name, std::move(words), logarithmic, 0, 1, {}};
    }
    static void fill(ParallelChart& chart) {
        chart.setData({axis("Rank"), axis("Rate", {}, true), axis("Schedule", {"linear", "cosine"}), axis("Loss")},
                      {{"a", {4, 1e-5, 0, 0.9}}, {"b", {8, 1e-4, 1, 0.5}}, {"c", {16, 1e-3, 0, std::nullopt}}});
        chart.setColoring(3, false);
        chart.resize(480, 240);
        chart.show();
    }
    static QPoint on(const ParallelChart& chart, int line, int at) { return chart.meets(line, at)->toPoint(); }

private Q_SLOTS:
    void numbersWordsAndPowersHaveTheirPlaces() {
        ParallelChart chart;
        fill(chart);
        const double top = chart.meets(2, 0)->y(), bottom = chart.meets(0, 0)->y();
        QVERIFY(top < bottom);
        // In the middle of its powers, and a third of the way as a number.
        QVERIFY(std::abs(chart.meets(1, 1)->y() - (top + bottom) / 2) < 1);
        QVERIFY(std::abs(chart.meets(1, 0)->y() - (bottom + (top - bottom) / 3)) < 1);
        QVERIFY(chart.meets(1, 2)->y() < chart.meets(0, 2)->y());
        QVERIFY(!chart.meets(2, 3));
        QCOMPARE(chart.words(1), QString("b: Rank 8, Rate 1e-4, Schedule cosine, Loss 0.5"));
    }

    void aDrawnRangeLetsOnlyItsLinesThrough() {
        ParallelChart chart;
        fill(chart);
        QSignalSpy brushes(&chart, &ParallelChart::brushesChanged);
        const QPoint from = on(chart, 0, 0) + QPoint(0, 6), to = on(chart, 1, 0) - QPoint(0, 6);
        QTest::mousePress(&chart, Qt::LeftButton, {}, from);
        QTest::mouseMove(&chart, to);
        QTest::mouseRelease(&chart, Qt::LeftButton, {}, to);
        QVERIFY(chart.brushed() && brushes.size() >= 1);
        QVERIFY(chart.passes(0) && chart.passes(1) && !chart.passes(2));
        // Moved as it is.
        const QPoint inside = (from + to) / 2, up = inside - QPoint(0, 400);
        QTest::mousePress(&chart, Qt::LeftButton, {}, inside);
        QTest::mouseMove(&chart, up);
        QTest::mouseRelease(&chart, Qt::LeftButton, {}, up);
        QVERIFY(!chart.passes(0) && chart.passes(2));
        QTest::mouseClick(&chart, Qt::LeftButton, {}, inside);
        QVERIFY(!chart.brushed() && chart.passes(0));
        // What has no value passes no range.
        chart.setBrush(3, 0, 1);
        QVERIFY(chart.passes(1) && !chart.passes(2));
        QTest::keyClick(&chart, Qt::Key_Escape);
        QVERIFY(!chart.brushed());
    }

    void pointerAndKeysGoFromLineToLine() {
        ParallelChart chart;
        fill(chart);
        QSignalSpy pointed(&chart, &ParallelChart::pointed), chosen(&chart, &ParallelChart::chosen);
        const QPoint between = (on(chart, 1, 0) + on(chart, 1, 1)) / 2;
        QTest::mouseMove(&chart, between);
        QTRY_COMPARE(chart.current(), 1);
        QCOMPARE(chart.accessibleDescription(), chart.words(1));
        QTest::mouseDClick(&chart, Qt::LeftButton, {}, between);
        QCOMPARE(chosen.takeFirst().at(0).toInt(), 1);
        QTest::keyClick(&chart, Qt::Key_Right);
        QCOMPARE(chart.current(), 2);
        QTest::keyClick(&chart, Qt::Key_Right);
        QCOMPARE(chart.current(), 2);
        chart.setBrush(0, 4, 8);  // the current one is out
        QCOMPARE(chart.current(), -1);
        QTest::keyClick(&chart, Qt::Key_End);
        QCOMPARE(chart.current(), 1);
        QTest::keyClick(&chart, Qt::Key_Return);
        QCOMPARE(chosen.takeFirst().at(0).toInt(), 1);
    }

    void newDataKeepsRangesAndTheCurrentLine() {
        ParallelChart chart;
        fill(chart);
        chart.setBrush(0, 8, 16);
        chart.setCurrent(1);
        fill(chart);
        QVERIFY(chart.brushed() && !chart.passes(0));
        QCOMPARE(chart.current(), 1);
        chart.setData({axis("Other")}, {{"a", {1}}});
        QVERIFY(!chart.brushed());
        QCOMPARE(chart.current(), -1);
    }

    void theBestIsDrawnInItsColour() {
        ParallelChart chart;
        fill(chart);
        chart.setMarked(1);
        const auto at = [&] {
            return QColor(chart.grab().toImage().pixel(
                (chart.meets(1, 3).value() * chart.devicePixelRatioF()).toPoint() - QPoint(2, 2)));
        };
        QCOMPARE(at(), theme().color(Role::Success));
        theme().setScheme(Scheme::Dark);
        QCOMPARE(at(), theme().color(Role::Success));
        theme().setScheme(Scheme::Light);
    }
};

static const atelier::test::QtTest<TestParallelChart> entry;

#include "test_parallel_chart.moc"
