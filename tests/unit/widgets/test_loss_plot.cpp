#include "common/error.h"
#include "loss_plot.h"
#include "plot/plot_overlay.h"
#include "qt_test.h"
#include "theme/theme.h"

#include <cmath>

using namespace atelier::widgets;

namespace {

QVector<QPointF> falling(int count) {
    QVector<QPointF> points;
    for (int i = 1; i <= count; ++i)
        points << QPointF(i, 1 + 2.0 * std::exp(-i / 100.0));
    return points;
}

void move(QWidget* widget, const QPointF& at) {
    QMouseEvent event(QEvent::MouseMove, at, widget->mapToGlobal(at), Qt::NoButton, Qt::NoButton, {});
    QCoreApplication::sendEvent(widget, &event);
}

}  // namespace

class TestLossPlot : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        plot = std::make_unique<LossPlot>();
        plot->resize(640, 400);
        loss = plot->addSeries({"Loss", 0});
        plot->show();
        QVERIFY(QTest::qWaitForWindowExposed(plot.get()));
        surface = plot->findChild<QWidget*>("plot");
        QVERIFY(surface);
    }
    void cleanup() { plot.reset(); }

    void fitsWhatComes() {
        plot->append(loss, falling(50));
        plot->replotNow();
        QVERIFY(plot->xRange().first <= 1 && plot->xRange().second >= 50);
        plot->append(loss, 500, 8);
        plot->replotNow();
        QVERIFY(plot->xRange().second >= 500);
        QVERIFY(plot->yRange().second >= 8);
        QVERIFY(plot->following());
    }

    void aStepBackReplacesWhatCameAfter() {
        plot->append(loss, falling(50));
        plot->append(loss, 21, 1);
        QCOMPARE(plot->pointCount(loss), qsizetype(21));
    }

    void gapsAreNoTrouble() {
        plot->append(loss, {{1, 2}, {2, NAN}, {3, INFINITY}, {4, 1}});
        plot->setSmoothing(0.9);
        plot->setLogScale(true);
        plot->replotNow();
        QVERIFY(std::isfinite(plot->yRange().second) && plot->yRange().second < 10);
    }

    void logScaleLivesWithZero() {
        plot->append(loss, {{1, 0}, {2, 0.01}, {3, 10}});
        plot->setLogScale(true);
        plot->replotNow();
        QVERIFY(plot->yRange().first > 0);
        QVERIFY(plot->yRange().second >= 10);
    }

    void outliersAreClipped() {
        QVector<QPointF> points = falling(1000);
        points[500].setY(1e6);
        plot->setSeries(loss, points);
        plot->replotNow();
        QVERIFY(plot->yRange().second > 1e5);
        plot->setOutlierClip(true);
        plot->replotNow();
        QVERIFY(plot->yRange().second < 5);
    }

    void wheelZoomsAndDoubleClickResets() {
        plot->append(loss, falling(1000));
        plot->replotNow();
        const auto whole = plot->xRange();
        const QPointF middle(surface->width() / 2.0, surface->height() / 2.0);
        QWheelEvent wheel(middle, surface->mapToGlobal(middle), {}, {0, 240}, Qt::NoButton, {}, Qt::NoScrollPhase,
                          false);
        QSignalSpy spy(plot.get(), &LossPlot::followingChanged);
        QCoreApplication::sendEvent(surface, &wheel);
        QVERIFY(!plot->following());
        QCOMPARE(spy.count(), 1);
        QVERIFY(plot->xRange().second - plot->xRange().first < (whole.second - whole.first) * 0.8);
        plot->append(loss, 2000, 1);
        plot->replotNow();
        QVERIFY2(plot->xRange().second < 1000, "a part that is looked at stays");
        QTest::mouseDClick(surface, Qt::LeftButton, {}, middle.toPoint());
        plot->replotNow();
        QVERIFY(plot->following());
        QVERIFY(plot->xRange().second >= 2000);
    }

    void aDrawnRectangleZooms() {
        plot->append(loss, falling(1000));
        plot->replotNow();
        const auto whole = plot->xRange();
        const QPoint from(surface->width() / 2, 40), to(surface->width() * 3 / 4, 120);
        QTest::mousePress(surface, Qt::LeftButton, {}, from);
        QMouseEvent drag(QEvent::MouseMove, to, surface->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
        QCoreApplication::sendEvent(surface, &drag);
        QTest::mouseRelease(surface, Qt::LeftButton, {}, to);
        QVERIFY(plot->xRange().first > whole.first + 300);
        QVERIFY(plot->xRange().second < whole.second - 100);
        // A click is no rectangle.
        const auto zoomed = plot->xRange();
        QTest::mouseClick(surface, Qt::LeftButton, {}, from);
        QCOMPARE(plot->xRange(), zoomed);
    }

    void shiftDragPans() {
        plot->append(loss, falling(1000));
        plot->zoomX(400, 600);
        plot->replotNow();
        QTest::mousePress(surface, Qt::LeftButton, Qt::ShiftModifier, {300, 100});
        const QPointF to(200, 100);
        QMouseEvent drag(QEvent::MouseMove, to, surface->mapToGlobal(to), Qt::NoButton, Qt::LeftButton,
                         Qt::ShiftModifier);
        QCoreApplication::sendEvent(surface, &drag);
        QTest::mouseRelease(surface, Qt::LeftButton, Qt::ShiftModifier, to.toPoint());
        QVERIFY(plot->xRange().first > 420);
        QVERIFY(std::abs(plot->xRange().second - plot->xRange().first - 200) < 1e-6);
    }

    void keysZoomMoveAndReset() {
        plot->append(loss, falling(1000));
        plot->replotNow();
        plot->setFocus();
        QTest::keyClick(plot.get(), Qt::Key_Plus);
        const auto zoomed = plot->xRange();
        QVERIFY(zoomed.second - zoomed.first < 800);
        QTest::keyClick(plot.get(), Qt::Key_Right);
        QVERIFY(plot->xRange().first > zoomed.first);
        QTest::keyClick(plot.get(), Qt::Key_0);
        QVERIFY(plot->following());
    }

    void thePointerReadsValues() {
        const int right = plot->addSeries({"Rate", 1, true});
        plot->append(loss, {{1, 1}, {2, 3}, {3, 5}});
        plot->append(right, {{1, 1e-4}, {3, 3e-4}});
        plot->setSmoothing(0.5);
        plot->replotNow();
        move(surface, {surface->width() / 2.0, 100});
        const auto* overlay = surface->findChild<PlotOverlay*>();
        QCOMPARE(overlay->readings().size(), std::size_t(2));
        QCOMPARE(overlay->readings()[0].value, "2.333");
        QVERIFY(overlay->readings()[0].note.contains("3"));
        plot->setSeriesVisible(right, false);
        plot->replotNow();
        QCOMPARE(overlay->readings().size(), std::size_t(1));
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(surface, &leave);
        QVERIFY(overlay->readings().empty());
    }

    void chipsHideSeries() {
        const int other = plot->addSeries({"Validation", 1});
        plot->append(loss, falling(10));
        plot->append(other, {{1, 100}});
        plot->replotNow();
        QToolButton* chip = nullptr;
        for (QToolButton* button : plot->findChildren<QToolButton*>())
            if (button->text() == "Validation") chip = button;
        QVERIFY(chip);
        QTest::mouseClick(chip, Qt::LeftButton);
        QVERIFY(!plot->seriesVisible(other));
        plot->replotNow();
        QVERIFY(plot->yRange().second < 10);
    }

    void exports() {
        QTemporaryDir folder;
        plot->setSeriesName(loss, "Loss, \"raw\"");
        plot->append(loss, {{1, 0.1}, {2, 1e-7}});
        plot->replotNow();
        plot->exportCsv(folder.filePath("a.csv"));
        QFile file(folder.filePath("a.csv"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().split('\n');
        QCOMPARE(lines[0], "series,x,y");
        QVERIFY(lines[1].startsWith("\"Loss, \"\"raw\"\"\",1,0.1"));
        QCOMPARE(lines[2].split(',').last().toDouble(), 1e-7);
        plot->exportPng(folder.filePath("a.png"));
        QVERIFY(QImage(folder.filePath("a.png")).width() >= plot->width());
        plot->exportSvg(folder.filePath("a.svg"));
        QFile drawing(folder.filePath("a.svg"));
        QVERIFY(drawing.open(QIODevice::ReadOnly));
        const QByteArray svg = drawing.readAll();
        QVERIFY(svg.contains("<svg") && svg.contains("polyline") && svg.contains("Loss, "));
        QVERIFY_THROWS_EXCEPTION(atelier::Error, plot->exportSvg("/no/such/folder/a.svg"));
        QVERIFY_THROWS_EXCEPTION(atelier::Error, plot->exportCsv("/no/such/folder/a.csv"));
        QVERIFY_THROWS_EXCEPTION(atelier::Error, plot->exportPng("/no/such/folder/a.png"));
    }

    void lettingSeriesGo() {
        plot->append(loss, falling(10));
        const int faint = plot->addSeries({.name = "earlier", .color = 2, .faint = true});
        plot->setSeries(faint, falling(20));
        plot->replotNow();
        QVERIFY(plot->xRange().second > 15);
        plot->removeSeriesFrom(faint);
        QCOMPARE(plot->seriesCount(), faint);
        plot->replotNow();
        QVERIFY(plot->xRange().second < 15);
        QCOMPARE(plot->pointCount(loss), qsizetype(10));
    }

    void aMillionPointsAreDrawnZoomedAndRead() {
        constexpr int kPoints = 1'000'000;
        QVector<QPointF> points;
        for (int i = 1; i <= kPoints; ++i)
            points << QPointF(i, 2 + std::sin(i / 50'000.0) + (i % 7 == 0 ? 0.5 : 0));
        plot->append(loss, points);
        plot->replotNow();
        QCOMPARE(plot->pointCount(loss), qsizetype(kPoints));
        const QImage whole = plot->grab().toImage();
        plot->clear();
        plot->replotNow();
        QVERIFY2(plot->grab().toImage() != whole, "there is a curve");
        plot->append(loss, points);
        plot->setSmoothing(0);
        plot->replotNow();
        for (int i = 0; i < 8; ++i) {
            const QPointF middle(surface->width() / 2.0, surface->height() / 2.0);
            QWheelEvent wheel(middle, surface->mapToGlobal(middle), {}, {0, 240}, Qt::NoButton, {}, Qt::NoScrollPhase,
                              false);
            QCoreApplication::sendEvent(surface, &wheel);
        }
        plot->replotNow();
        const auto [first, last] = plot->xRange();
        QVERIFY(last - first < kPoints / 10.0);
        move(surface, {surface->width() / 2.0, 100});
        const auto& readings = surface->findChild<PlotOverlay*>()->readings();
        QCOMPARE(readings.size(), std::size_t(1));
        const double read = readings[0].value.toDouble();
        const double there = 2 + std::sin((first + last) / 2 / 50'000.0);
        QVERIFY2(std::abs(read - there) < 0.6, qPrintable(readings[0].value));
    }

    void followsTheTheme() {
        plot->append(loss, falling(10));
        plot->replotNow();
        const QImage light = plot->grab().toImage();
        theme().setScheme(Scheme::Dark);
        plot->replotNow();
        const QImage dark = plot->grab().toImage();
        theme().setScheme(Scheme::Light);
        QVERIFY(QColor(dark.pixel(dark.width() - 3, dark.height() / 2)).lightness() < 60);
        QVERIFY(light != dark);
    }

    void clearingShowsTheEmptyText() {
        plot->append(loss, falling(10));
        plot->replotNow();
        plot->clear();
        plot->replotNow();
        QCOMPARE(plot->pointCount(loss), qsizetype(0));
        plot->removeAllSeries();
        plot->replotNow();
        QCOMPARE(plot->addSeries({"Other", 0}), 0);
    }

private:
    std::unique_ptr<LossPlot> plot;
    QWidget* surface = nullptr;
    int loss = 0;
};

static const atelier::test::QtTest<TestLossPlot> entry;

#include "test_loss_plot.moc"
