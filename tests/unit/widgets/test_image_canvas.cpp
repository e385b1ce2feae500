#include "image_canvas.h"
#include "qt_test.h"
#include "state_view.h"

#include <cmath>

using namespace atelier::widgets;

namespace {

QPolygonF box(double x, double y, double w, double h) {
    return QPolygonF(QRectF(x, y, w, h));
}

void move(QWidget* widget, const QPointF& at, Qt::MouseButtons buttons = Qt::NoButton) {
    QMouseEvent event(QEvent::MouseMove, at, widget->mapToGlobal(at), Qt::NoButton, buttons, {});
    QCoreApplication::sendEvent(widget, &event);
}

}  // namespace

class TestImageCanvas : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        canvas = std::make_unique<ImageCanvas>();
        canvas->resize(400, 300);
        QImage image(800, 300, QImage::Format_RGB32);
        image.fill(Qt::red);
        canvas->setImage(image);
        canvas->setRegions({{box(100, 100, 400, 150), "outer", "", 0}, {box(150, 120, 100, 50), "inner", "text", 1}});
        canvas->show();
        QVERIFY(QTest::qWaitForWindowExposed(canvas.get()));
    }
    void cleanup() { canvas.reset(); }

    void fitsByItself() {
        QCOMPARE(canvas->view().scale(), 0.5);
        QCOMPARE(canvas->view().toView({400, 150}), QPointF(200, 150));
        canvas->resize(800, 600);
        QCOMPARE(canvas->view().scale(), 1.0);
    }

    void wheelZoomsAroundThePointer() {
        const QPointF at(120, 140);
        canvas->zoomBy(4);
        const QPointF before = canvas->view().toContent(at);
        QWheelEvent wheel(at, canvas->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
        const double scale = canvas->view().scale();
        QCoreApplication::sendEvent(canvas.get(), &wheel);
        QVERIFY(canvas->view().scale() > scale);
        const QPointF after = canvas->view().toContent(at);
        QVERIFY(std::hypot(after.x() - before.x(), after.y() - before.y()) < 1e-6);
        QVERIFY(!canvas->view().fitted());
    }

    void keysZoomAndMove() {
        canvas->setFocus();
        QTest::keyClick(canvas.get(), Qt::Key_1);
        QCOMPARE(canvas->view().scale(), 1.0);
        const QPointF before = canvas->view().toView({0, 0});
        QTest::keyClick(canvas.get(), Qt::Key_Right);
        QVERIFY(canvas->view().toView({0, 0}).x() < before.x());
        QTest::keyClick(canvas.get(), Qt::Key_Plus);
        QVERIFY(canvas->view().scale() > 1);
        QTest::keyClick(canvas.get(), Qt::Key_0);
        QVERIFY(canvas->view().fitted());
        QTest::keyClick(canvas.get(), Qt::Key_Minus);
        QVERIFY(canvas->view().scale() < 0.5);
    }

    void draggingMovesButNotOffTheEdge() {
        canvas->actualSize();
        QTest::mousePress(canvas.get(), Qt::LeftButton, {}, {200, 150});
        move(canvas.get(), {100, 150}, Qt::LeftButton);
        QTest::mouseRelease(canvas.get(), Qt::LeftButton, {}, {100, 150});
        QCOMPARE(canvas->view().toView({0, 0}).x(), -300.0);
        QTest::mousePress(canvas.get(), Qt::LeftButton, {}, {200, 150});
        move(canvas.get(), {-900, 150}, Qt::LeftButton);
        QTest::mouseRelease(canvas.get(), Qt::LeftButton, {}, {-900, 150});
        QCOMPARE(canvas->view().toView({800, 0}).x(), 400.0);
    }

    void thePointerFindsTheInnermostRegion() {
        QSignalSpy hovered(canvas.get(), &ImageCanvas::hovered), clicked(canvas.get(), &ImageCanvas::clicked);
        move(canvas.get(), canvas->view().toView({200, 140}));
        QCOMPARE(hovered.takeLast()[0].toInt(), 1);
        move(canvas.get(), canvas->view().toView({450, 200}));
        QCOMPARE(hovered.takeLast()[0].toInt(), 0);
        move(canvas.get(), canvas->view().toView({10, 10}));
        QCOMPARE(hovered.takeLast()[0].toInt(), -1);
        QTest::mouseClick(canvas.get(), Qt::LeftButton, {}, canvas->view().toView({200, 140}).toPoint());
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].toInt(), 1);
        // A drag is no click.
        canvas->actualSize();
        QTest::mousePress(canvas.get(), Qt::LeftButton, {}, {200, 150});
        move(canvas.get(), {150, 150}, Qt::LeftButton);
        QTest::mouseRelease(canvas.get(), Qt::LeftButton, {}, {150, 150});
        QCOMPARE(clicked.count(), 1);
    }

    void regionsAndLabelsCanBeHidden() {
        const QImage all = canvas->grab().toImage();
        canvas->setLabelsShown(false);
        const QImage boxes = canvas->grab().toImage();
        canvas->setRegionsShown(false);
        const QImage bare = canvas->grab().toImage();
        QVERIFY(all != boxes);
        QVERIFY(boxes != bare);
        QCOMPARE(QColor(bare.pixel(200, 150)), QColor(Qt::red));
        canvas->setRegionsShown(true);
        canvas->setHighlighted(0);
        QVERIFY(canvas->grab().toImage() != boxes);
    }

    void smallScalesAreSmooth() {
        // A fine black and white grid becomes an even grey, not a moiré.
        QImage fine(4096, 3072, QImage::Format_RGB32);
        for (int y = 0; y < fine.height(); ++y) {
            auto* line = reinterpret_cast<QRgb*>(fine.scanLine(y));
            for (int x = 0; x < fine.width(); ++x)
                line[x] = (x + y) % 2 ? qRgb(255, 255, 255) : qRgb(0, 0, 0);
        }
        canvas->setImage(fine);
        const QImage shown = canvas->grab().toImage();
        for (int x = 50; x < 350; x += 7) {
            const int grey = qGray(shown.pixel(x, 150));
            QVERIFY2(grey > 110 && grey < 145, qPrintable(QString::number(grey)));
        }
    }

    void statesReplaceThePicture() {
        auto* state = canvas->findChild<StateView*>();
        QVERIFY(!state->isVisible());
        canvas->showError("Cannot be read", "a.jpg");
        QVERIFY(state->isVisible());
        QCOMPARE(int(state->state()), int(StateView::State::Error));
        QVERIFY(canvas->image().isNull());
        QTest::keyClick(canvas.get(), Qt::Key_Plus);  // nothing to zoom
        canvas->showLoading("Reading");
        QCOMPARE(int(state->state()), int(StateView::State::Loading));
        canvas->setImage(QImage(10, 10, QImage::Format_RGB32));
        QVERIFY(!state->isVisible());
        QCOMPARE(canvas->view().scale(), ViewTransform::kMostFit);
    }

private:
    std::unique_ptr<ImageCanvas> canvas;
};

static const atelier::test::QtTest<TestImageCanvas> entry;

#include "test_image_canvas.moc"
