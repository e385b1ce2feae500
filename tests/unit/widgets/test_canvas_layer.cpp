#include "canvas_fixture.h"
#include "qt_test.h"
#include "theme/theme.h"

using namespace atelier::widgets;
using atelier::test::CanvasFixture;

namespace {

QImage shown(ImageCanvas& canvas) {
    return canvas.grab().toImage();
}

// As it would be without anything kept from before.
QImage drawnAnew(ImageCanvas& canvas) {
    Q_EMIT theme().changed();
    return canvas.grab().toImage();
}

// What is painted.
struct PaintWatch : QObject {
    bool eventFilter(QObject*, QEvent* event) override {
        if (event->type() == QEvent::Paint) area += static_cast<QPaintEvent*>(event)->region();
        return false;
    }
    QRegion area;
};

std::vector<CanvasRegion> grid(int columns, int rows, double step) {
    std::vector<CanvasRegion> regions;
    for (int i = 0; i < columns * rows; ++i) {
        regions.push_back(CanvasFixture::box(i % columns * step + 1, i / columns * step + 1, step * 0.7, step * 0.6));
        regions.back().color = i % 6;
    }
    return regions;
}

}  // namespace

class TestCanvasLayer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        at = std::make_unique<CanvasFixture>();
        QVERIFY(QTest::qWaitForWindowExposed(&at->canvas));
    }
    void cleanup() { at.reset(); }

    void linesLieOnTheirPixels() {
        at->set({CanvasFixture::box(401, 300, 200, 100)});  // between two logical pixels
        const double ratio = at->canvas.devicePixelRatioF();
        const QImage image = shown(at->canvas);
        QCOMPARE(image.width(), qRound(600 * ratio));
        const QColor ink = theme().series(0);
        const auto inkAt = [&](double x, double y) {  // in the picture
            const QPointF place = at->view({x, y}) * ratio;
            return QColor(image.pixel(place.toPoint())) == ink;
        };
        for (const double x : {401.0, 500.0, 600.0})
            QVERIFY(inkAt(x, 300));
        QVERIFY(inkAt(401, 350));
        QVERIFY(!inkAt(500, 350));
        // The line is two logical pixels wide, in the middle of the box's edge.
        const QPoint edge = (at->view({401, 350}) * ratio).toPoint();
        int wide = 0;
        for (int dx = -10; dx <= 10; ++dx)
            wide += QColor(image.pixel(edge + QPoint(dx, 0))) == ink;
        QCOMPARE(wide, qRound(2 * ratio));
        QCOMPARE(QColor(image.pixel(edge - QPoint(qRound(ratio), 0))), ink);
        QVERIFY(QColor(image.pixel(edge - QPoint(qRound(ratio) + 1, 0))) != ink);
    }

    void placesAreExactToAPartOfAPixel() {
        at->canvas.zoomBy(7);
        const QPointF place(601.125, 399.625);
        at->canvas.editor().setTool(CanvasToolKind::Box);
        at->dragTo(place, place + QPointF(20.25, 10.5), Qt::ControlModifier);
        QVERIFY(atelier::test::isNear(at->bounds(0), QRectF(place, QSizeF(20.25, 10.5))));
    }

    void whatIsKeptLooksLikeWhatIsDrawnAnew_data() {
        QTest::addColumn<int>("columns");
        QTest::newRow("few") << 8;
        QTest::newRow("thousands") << 60;
    }
    void whatIsKeptLooksLikeWhatIsDrawnAnew() {
        QFETCH(int, columns);
        at->set(grid(columns, columns, 780.0 / columns));
        QCOMPARE(shown(at->canvas), drawnAnew(at->canvas));
        at->canvas.zoomBy(1.5);
        shown(at->canvas);
        for (const QPointF& by : {QPointF(-31, -17), QPointF(12, 40), QPointF(500, 0)}) {
            at->send(QEvent::MouseButtonPress, {300, 200}, Qt::MiddleButton, Qt::MiddleButton, {});
            at->send(QEvent::MouseMove, QPointF(300, 200) + by, Qt::NoButton, Qt::MiddleButton, {});
            at->send(QEvent::MouseButtonRelease, QPointF(300, 200) + by, Qt::MiddleButton, Qt::NoButton, {});
            QCOMPARE(shown(at->canvas), drawnAnew(at->canvas));
        }
        // One is moved, then back to rest.
        const int moved = columns / 2 * columns + columns / 2;
        const QPointF middle = at->bounds(moved).center();
        at->press(middle);
        at->drag(middle + QPointF(47, 31));
        QCOMPARE(shown(at->canvas), drawnAnew(at->canvas));
        at->drag(middle + QPointF(20, -60));
        QCOMPARE(shown(at->canvas), drawnAnew(at->canvas));
        at->release(middle + QPointF(20, -60));
        at->canvas.editor().setSelection({});
        QCOMPARE(at->edits.size(), std::size_t(1));
        QCOMPARE(shown(at->canvas), drawnAnew(at->canvas));
    }

    void editedRegionsAreShownWhereTheyWouldBe() {
        at->set({CanvasFixture::box(400, 300, 200, 100)});
        at->press({500, 350});
        at->drag({500, 550}, Qt::ControlModifier);
        const QImage image = shown(at->canvas);
        const auto isPaper = [&](const QPointF& place) {
            const QPoint pixel = (at->view(place) * at->canvas.devicePixelRatioF()).toPoint();
            return QColor(image.pixel(pixel)) == QColor(Qt::white);
        };
        QVERIFY(isPaper({420, 300}));
        QVERIFY(!isPaper({420, 500}));
    }

    void onlyWhatIsTouchedIsPainted() {
        at->set(grid(100, 100, 8));
        PaintWatch watch;
        QCoreApplication::processEvents();
        at->canvas.installEventFilter(&watch);
        at->hover(at->bounds(5050).center());
        QCoreApplication::processEvents();
        QVERIFY(!watch.area.isEmpty());
        QVERIFY(watch.area.boundingRect().width() < 100);  // its box and its label
        watch.area = {};
        at->press(at->bounds(5050).center());
        at->drag(at->bounds(5050).center() + QPointF(20, 20));
        QCoreApplication::processEvents();
        QVERIFY(!watch.area.isEmpty());
        QVERIFY(watch.area.boundingRect().width() < 200);
        at->canvas.removeEventFilter(&watch);
    }

    void readOnlySaysNothing() {
        at->set({CanvasFixture::box(400, 300, 200, 100), CanvasFixture::box(700, 300, 50, 50)});
        at->canvas.editor().setSelection({0});
        at->canvas.setEditable(false);
        QVERIFY(at->selection().empty());
        at->selections.clear();
        QSignalSpy clicked(&at->canvas, &ImageCanvas::clicked);
        at->click({500, 350});
        QCOMPARE(clicked.count(), 1);
        at->dragTo({500, 350}, {560, 400});
        at->dragTo({390, 290}, {900, 500});
        at->doubleClick({1000, 700});
        for (const Qt::Key key : {Qt::Key_Delete, Qt::Key_Left, Qt::Key_Return, Qt::Key_Escape, Qt::Key_Tab})
            at->key(key);
        for (const Qt::Key key : {Qt::Key_A, Qt::Key_C, Qt::Key_X, Qt::Key_V, Qt::Key_D})
            at->key(key, Qt::ControlModifier);
        QVERIFY(at->edits.empty() && at->drawn.empty() && at->removed.empty() && at->pasted.empty());
        QVERIFY(at->selections.empty() && at->selection().empty());
    }

    // An owner's undo moves what is not chosen; its label goes with it.
    void whatTheOwnerMovesIsShownThere() {
        at->canvas.setLabelsShown(true);
        at->set({CanvasFixture::box(400, 300, 200, 100), CanvasFixture::box(800, 600, 100, 50)});
        QCoreApplication::processEvents();
        PaintWatch watch;
        at->canvas.installEventFilter(&watch);
        auto regions = at->canvas.regions();
        regions[0].points.translate(300, 200);
        at->set(regions);
        QCoreApplication::processEvents();
        at->canvas.removeEventFilter(&watch);
        for (const QPointF& corner : {QPointF(400, 300), QPointF(700, 500)})
            QVERIFY(watch.area.contains((at->view(corner) + QPointF(8, -8)).toPoint()));  // the labels
        QCOMPARE(shown(at->canvas), drawnAnew(at->canvas));
    }

    void hiddenRegionsAreNotEdited() {
        at->set({CanvasFixture::box(400, 300, 200, 100)});
        at->canvas.setRegionsShown(false);
        at->dragTo({500, 350}, {560, 400});
        at->key(Qt::Key_A, Qt::ControlModifier);
        QVERIFY(at->edits.empty() && at->selection().empty());
        at->canvas.setRegionsShown(true);
        at->click({500, 350});
        QCOMPARE(at->selection(), std::vector<int>{0});
    }

    void severalAreHighlighted() {
        at->set(grid(8, 8, 90));
        const QImage before = shown(at->canvas);
        at->canvas.setAllHighlighted({12, 3, 12, 99, -1});
        QCOMPARE(at->canvas.highlighted(), 3);
        const QImage lit = shown(at->canvas);
        const double ratio = at->canvas.devicePixelRatioF();
        for (const int region : {3, 12, 4}) {
            const QPoint middle = (at->view(at->bounds(region).center()) * ratio).toPoint();
            QCOMPARE(lit.pixel(middle) != before.pixel(middle), region != 4);
        }
        at->canvas.setHighlighted(-1);
        QCOMPARE(shown(at->canvas), before);
    }

private:
    std::unique_ptr<CanvasFixture> at;
};

static const atelier::test::QtTest<TestCanvasLayer> entry;

#include "test_canvas_layer.moc"
