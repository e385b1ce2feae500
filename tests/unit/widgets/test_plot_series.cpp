#include "plot/plot_numbers.h"
#include "plot/plot_series.h"
#include "qt_test.h"

#include <cmath>
#include <random>

using namespace atelier::widgets;

class TestPlotSeries : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void extremesAreThoseOfTheStretch() {
        std::mt19937 random(3);
        PlotSeries series;
        std::vector<double> values;
        for (int i = 0; i < 5000; ++i) {
            values.push_back(i % 97 == 0 ? std::nan("") : std::normal_distribution<double>(0, 1)(random));
            if (i == 1240) values.back() = -1000;  // gone after the step back
            series.append(QPointF(i, values.back()));
        }
        const auto check = [&](int from, int to) {
            double low = INFINITY, high = -INFINITY;
            for (int i = from; i < to; ++i)
                if (std::isfinite(values[i])) low = std::min(low, values[i]), high = std::max(high, values[i]);
            const Extremes found = series.extremes(from, to);
            QCOMPARE(found.low, low);
            QCOMPARE(found.high, high);
        };
        for (int i = 0; i < 500; ++i) {
            const int from = std::uniform_int_distribution<int>(0, 4999)(random);
            check(from, std::uniform_int_distribution<int>(from + 1, 5000)(random));
        }
        // After going back to an earlier step.
        series.append(QPointF(1234, 99));
        values.resize(1234);
        values.push_back(99);
        QCOMPARE(series.size(), qsizetype(1235));
        check(0, 1235);
        check(1200, 1234);
        check(17, 1233);
        for (int i = 1235; i < 3000; ++i) {
            values.push_back(i % 13);
            series.append(QPointF(i, values.back()));
        }
        check(0, 3000);
        check(1230, 2999);
        QVERIFY(!series.extremes(5, 5).any());
    }

    void drawnPointsKeepTheExtremes() {
        PlotSeries series;
        for (int i = 0; i < 100000; ++i)
            series.append(QPointF(i, i == 54321 ? 50 : std::sin(i * 0.7)));
        QVector<double> keys, values;
        series.drawnPoints(0, 99999, 500, [](const Extremes&) { return false; }, keys, values);
        QVERIFY(keys.size() <= 4 * 502);
        QVERIFY(std::is_sorted(keys.begin(), keys.end()));
        QCOMPARE(*std::max_element(values.begin(), values.end()), 50.0);
        QCOMPARE(keys.first(), 0.0);
        QCOMPARE(keys.last(), 99999.0);
        // Few points are drawn as they are, with a neighbour on either side.
        series.drawnPoints(100.5, 103.5, 500, [](const Extremes&) { return false; }, keys, values);
        QCOMPARE(keys, (QVector<double>{100, 101, 102, 103, 104, 105}));
    }

    void meanStartsAtTheFirstValue() {
        ExponentialMean mean(0.9);
        QCOMPARE(mean.next(4), 4.0);
        QVERIFY(std::abs(mean.next(2) - (0.9 * 4 + 2) / 1.9) < 1e-12);
        QVERIFY(std::isnan(mean.next(NAN)));
        ExponentialMean steady(0.99);
        for (int i = 0; i < 10; ++i)
            QVERIFY(std::abs(steady.next(3) - 3) < 1e-12);
    }

    void numbersAreShort_data() {
        QTest::addColumn<double>("value");
        QTest::addColumn<double>("step");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << 1e-19 << 0.1 << "0";
        QTest::newRow("tenths") << 0.30000000000000004 << 0.1 << "0.3";
        QTest::newRow("quarters") << 0.25 << 0.05 << "0.25";
        QTest::newRow("learning rate") << 1e-4 << 2e-5 << "1e-4";
        QTest::newRow("learning rate and a half") << 1.5e-4 << 5e-5 << "1.5e-4";
        QTest::newRow("negative") << -2e-5 << 1e-5 << "-2e-5";
        QTest::newRow("thousand") << 1500.0 << 500.0 << "1500";
        QTest::newRow("many") << 20000.0 << 5000.0 << "20k";
        QTest::newRow("million") << 1.5e6 << 5e5 << "1.5M";
    }
    void numbersAreShort() {
        QFETCH(double, value);
        QFETCH(double, step);
        QFETCH(QString, text);
        QCOMPARE(tickText(value, step), text);
    }

    void valuesHaveFourDigits() {
        QCOMPARE(valueText(0.48123), "0.4812");
        QCOMPARE(valueText(4.95e-5), "4.95e-5");
        QCOMPARE(valueText(12.3456), "12.35");
        QCOMPARE(valueText(NAN), "nan");
    }
};

static const atelier::test::QtTest<TestPlotSeries> entry;

#include "test_plot_series.moc"
