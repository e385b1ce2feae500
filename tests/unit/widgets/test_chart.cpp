#include "chart/column_chart.h"
#include "chart/map_chart.h"
#include "chart/row_chart.h"
#include "qt_test.h"
#include "theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>

using namespace atelier::widgets;

class TestChart : public QObject {
    Q_OBJECT

    static std::vector<BinChart::Bin> bins(int count) {
        std::vector<BinChart::Bin> all;
        for (int i = 0; i < count; ++i)
            all.push_back({"bin " + QString::number(i), i});
        return all;
    }
    static QColor at(QWidget& widget, const QPointF& point) {
        return QColor(widget.grab().toImage().pixel((point * widget.devicePixelRatioF()).toPoint()));
    }

private Q_SLOTS:
    void columnsAreAsHighAsTheirCounts() {
        ColumnChart chart;
        chart.resize(200, 120);
        chart.setColumns(bins(5), "0", "5");
        const QColor bar = theme().color(Role::Accent);
        const auto inside = [&](int bin, double height) {
            const QRectF area = chart.area(bin);
            return at(chart, {area.center().x(), area.bottom() - height}) == bar;
        };
        QVERIFY(!inside(0, 2));
        QVERIFY(inside(1, 2) && !inside(1, 40));
        QVERIFY(inside(4, 2) && inside(4, 60));
        theme().setScheme(Scheme::Dark);
        QVERIFY(at(chart, {chart.area(4).center().x(), chart.area(4).bottom() - 60}) == theme().color(Role::Accent));
        theme().setScheme(Scheme::Light);
    }

    void pointerAndKeysGoFromOneToTheNext() {
        RowChart chart;
        chart.setRows(bins(4));
        chart.resize(chart.sizeHint());
        chart.show();
        QSignalSpy pointed(&chart, &BinChart::pointed), chosen(&chart, &BinChart::chosen);
        QTest::mouseMove(&chart, chart.area(2).center().toPoint());
        QTRY_COMPARE(chart.current(), 2);
        QCOMPARE(chart.accessibleDescription(), QString("bin 2: 2"));
        QTest::mouseClick(&chart, Qt::LeftButton, {}, chart.area(3).center().toPoint());
        QCOMPARE(chosen.takeFirst().at(0).toInt(), 3);
        // Nothing stands behind an empty one.
        QTest::mouseClick(&chart, Qt::LeftButton, {}, chart.area(0).center().toPoint());
        QCOMPARE(chosen.size(), 0);
        QTest::keyClick(&chart, Qt::Key_Home);
        QTest::keyClick(&chart, Qt::Key_Return);
        QCOMPARE(chosen.size(), 0);
        QTest::keyClick(&chart, Qt::Key_Down);
        QTest::keyClick(&chart, Qt::Key_Return);
        QCOMPARE(chosen.takeFirst().at(0).toInt(), 1);
        QTest::keyClick(&chart, Qt::Key_End);
        QTest::keyClick(&chart, Qt::Key_Down);
        QCOMPARE(chart.current(), 3);
        QVERIFY(!pointed.isEmpty());
    }

    void cellsStandFromTheLeastBelow() {
        MapChart chart;
        chart.resize(300, 200);
        chart.setCells({0, 100, 200, 300}, {0, 50, 100}, bins(6));
        QVERIFY(chart.area(0).bottom() > chart.area(3).bottom());
        QVERIFY(chart.area(1).left() >= chart.area(0).right() - 0.01);
        chart.setCurrent(0);
        QTest::keyClick(&chart, Qt::Key_Up);
        QCOMPARE(chart.current(), 3);
        QTest::keyClick(&chart, Qt::Key_Up);
        QCOMPARE(chart.current(), 3);
        QTest::keyClick(&chart, Qt::Key_Right);
        QCOMPARE(chart.current(), 4);
        QTest::keyClick(&chart, Qt::Key_Down);
        QCOMPARE(chart.current(), 1);
        chart.setCells({}, {}, {});
        QCOMPARE(chart.current(), -1);
        chart.grab();
    }

    void theNumbersAreCopied() {
        RowChart chart;
        chart.setHeadings("Label", "Samples");
        chart.setRows({{"a \"b\", c", 3}});
        QTest::keyClick(&chart, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QString("\"Label\",\"Samples\"\n\"a \"\"b\"\", c\",3\n"));
    }
};

static const atelier::test::QtTest<TestChart> entry;

#include "test_chart.moc"
