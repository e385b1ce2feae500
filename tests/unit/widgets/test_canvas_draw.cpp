#include "canvas_fixture.h"
#include "qt_test.h"

#include <QLineF>

#include <cmath>

using namespace atelier::widgets;
using atelier::test::CanvasFixture;
using atelier::test::isNear;

class TestCanvasDraw : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() {
        QTest::addColumn<bool>("zoomed");
        QTest::newRow("fitted") << false;
        QTest::newRow("zoomed and panned") << true;
    }
    void init() {
        at = std::make_unique<CanvasFixture>();
        QVERIFY(QTest::qWaitForWindowExposed(&at->canvas));
        QFETCH_GLOBAL(bool, zoomed);
        if (zoomed) at->zoomAndPan();
    }
    void cleanup() { at.reset(); }

    void boxes_data() {
        QTest::addColumn<QPointF>("from");
        QTest::addColumn<QPointF>("to");
        QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
        QTest::addColumn<QRectF>("box");
        using Modifiers = Qt::KeyboardModifiers;
        const QPointF a(500, 300), b(610, 347);
        QTest::newRow("down right") << a << b << Modifiers() << QRectF(a, b);
        QTest::newRow("up left") << b << a << Modifiers() << QRectF(a, b);
        QTest::newRow("a square") << a << b << Modifiers(Qt::ShiftModifier) << QRectF(500, 300, 110, 110);
        QTest::newRow("off the picture") << a << QPointF(4000, -900) << Modifiers() << QRectF(500, 0, 700, 300);
        QTest::newRow("a square off the picture")
            << a << QPointF(510, -900) << Modifiers(Qt::ShiftModifier) << QRectF(500, 0, 300, 300);
    }
    void boxes() {
        QFETCH(QPointF, from);
        QFETCH(QPointF, to);
        QFETCH(Qt::KeyboardModifiers, modifiers);
        QFETCH(QRectF, box);
        at->canvas.editor().setTool(CanvasToolKind::Box);
        at->dragTo(from, to, modifiers);
        QCOMPARE(at->drawn.size(), std::size_t(1));
        QVERIFY(at->drawn[0].kind == RegionKind::Box);
        QVERIFY(isNear(at->drawn[0].outline,
                       QPolygonF({box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()})));
        QVERIFY(at->canvas.editor().tool() == CanvasToolKind::Box);  // for the next one
        QVERIFY(at->edits.empty());
    }

    void aClickWithADrawingToolChooses() {
        at->set({CanvasFixture::box(500, 300, 60, 40)});
        for (const auto tool : {CanvasToolKind::Box, CanvasToolKind::RotatedBox}) {
            at->canvas.editor().setTool(tool);
            at->click({530, 320});
            QCOMPARE(at->selection(), std::vector<int>{0});
            at->click({800, 500});
            QVERIFY(at->selection().empty());
        }
        QVERIFY(at->drawn.empty());
    }

    void drawnBoxesSnap() {
        at->set({CanvasFixture::box(500, 300, 60, 40)});
        at->canvas.editor().setTool(CanvasToolKind::Box);
        const double near = 4 / at->canvas.view().scale();
        at->hover({560 + near, 300 + near});
        QCOMPARE(at->canvas.editor().overlay().guides.size(), std::size_t(2));
        at->dragTo({560 + near, 300 + near}, {640, 340 - near});
        QVERIFY(isNear(at->bounds(1), {560, 300, 80, 40}));
        at->set({CanvasFixture::box(500, 300, 60, 40)});
        at->press({560 + near, 300 + near}, Qt::ControlModifier);
        at->release({640, 400}, Qt::ControlModifier);
        QVERIFY(isNear(at->bounds(1), QRectF(QPointF(560 + near, 300 + near), QPointF(640, 400))));
    }

    // The whole way without a pointer: tool, box, place, size.
    void keysAloneMakeABox() {
        at->canvas.editor().setTool(CanvasToolKind::Box);
        at->key(Qt::Key_Return);
        QCOMPARE(at->drawn.size(), std::size_t(1));
        QCOMPARE(at->selection(), std::vector<int>{0});
        const QRectF box = at->bounds(0);
        const QPointF middle = at->canvas.view().toContent({300, 200});
        QVERIFY(isNear(box.center(), middle));
        QVERIFY(box.width() < 601 && box.height() < 401);
        at->key(Qt::Key_Left, Qt::ShiftModifier);
        at->key(Qt::Key_Down, Qt::AltModifier);
        QVERIFY(isNear(at->bounds(0), QRectF(box.left() - 10, box.top(), box.width(), box.height() + 1)));
        at->key(Qt::Key_Insert);
        QCOMPARE(at->drawn.size(), std::size_t(2));
    }

    void aRotatedBoxIsAnEdgeAndADepth() {
        at->canvas.editor().setTool(CanvasToolKind::RotatedBox);
        at->dragTo({500, 300}, {600, 350});
        QVERIFY(at->drawn.empty());
        QVERIFY(at->canvas.editor().isBusy());
        const QPointF down(-50 / std::hypot(100, 50), 100 / std::hypot(100, 50));
        at->hover(QPointF(550, 325) + 70 * down);
        at->click(QPointF(550, 325) + 60 * down);
        QCOMPARE(at->drawn.size(), std::size_t(1));
        QVERIFY(at->drawn[0].kind == RegionKind::RotatedBox);
        QVERIFY(
            isNear(at->drawn[0].outline,
                   QPolygonF({{500, 300}, {600, 350}, QPointF(600, 350) + 60 * down, QPointF(500, 300) + 60 * down})));
        QVERIFY(!at->canvas.editor().isBusy());
    }

    void theEdgeOfARotatedBoxTakesStepsOf15Degrees() {
        at->canvas.editor().setTool(CanvasToolKind::RotatedBox);
        at->dragTo({500, 300}, {600, 320}, Qt::ShiftModifier);  // some 11 degrees
        at->click({500, 5000});
        const QPolygonF box = at->drawn.at(0).outline;
        QVERIFY(std::abs(std::atan2(box[1].y() - box[0].y(), box[1].x() - box[0].x()) - 0.2617993878) < 1e-6);
        QVERIFY(QRectF(-1e-9, -1e-9, 1200 + 2e-9, 800 + 2e-9).contains(box.boundingRect()));
        QVERIFY(box.boundingRect().bottom() > 740);
    }

    void polygonsClose_data() {
        QTest::addColumn<QString>("how");
        QTest::newRow("first point") << "first";
        QTest::newRow("double click") << "double";
        QTest::newRow("Enter") << "enter";
    }
    void polygonsClose() {
        QFETCH(QString, how);
        at->canvas.editor().setTool(CanvasToolKind::Polygon);
        const QPolygonF points({{500, 300}, {650, 320}, {640, 450}, {480, 420}});
        for (int i = 0; i < 3; ++i)
            at->click(points[i]);
        at->click({777, 555});
        at->key(Qt::Key_Backspace);  // not that one
        if (how == "double") {
            at->doubleClick(points[3]);
        } else {
            at->click(points[3]);
            QVERIFY(at->drawn.empty());
            how == "enter" ? at->key(Qt::Key_Return) : at->click(points[0] + QPointF(2, 1));
        }
        QCOMPARE(at->drawn.size(), std::size_t(1));
        QVERIFY(at->drawn[0].kind == RegionKind::Polygon);
        QVERIFY(isNear(at->drawn[0].outline, points));
        QVERIFY(!at->canvas.editor().isBusy());
    }

    void polygonsNeedThreePoints() {
        at->canvas.editor().setTool(CanvasToolKind::Polygon);
        at->click({500, 300});
        at->click({650, 320});
        at->key(Qt::Key_Return);
        QVERIFY(at->drawn.empty());
        QVERIFY(at->canvas.editor().isBusy());
        at->key(Qt::Key_Escape);
        QVERIFY(!at->canvas.editor().isBusy());
        at->key(Qt::Key_Backspace);  // nothing to take back
        QVERIFY(at->drawn.empty() && at->removed.empty());
    }

    void pointsOfAPolygonStayInThePicture() {
        at->canvas.editor().setTool(CanvasToolKind::Polygon);
        at->click({500, 300});
        at->click({1300, 200});
        at->click({600, 900});
        at->key(Qt::Key_Return);
        QVERIFY(isNear(at->drawn.at(0).outline, QPolygonF({{500, 300}, {1200, 200}, {600, 800}})));
    }

    void circlesAreDraggedFromTheirMiddle() {
        at->canvas.editor().setTool(CanvasToolKind::Circle);
        at->dragTo({600, 400}, {630, 440});
        QCOMPARE(at->drawn.size(), std::size_t(1));
        QVERIFY(at->drawn[0].kind == RegionKind::Circle);
        QVERIFY(isNear(at->drawn[0].outline, QPolygonF({QPointF(600, 400), QPointF(630, 440)})));
        // Not beyond the edge of the picture, which is 400 pixels away.
        at->dragTo({600, 400}, {1190, 400});
        QCOMPARE(QLineF(at->drawn.at(1).outline[0], at->drawn.at(1).outline[1]).length(), 400.0);
    }

    void linesEndAndPointsAreClicked() {
        at->canvas.editor().setTool(CanvasToolKind::Line);
        at->click({500, 300});
        at->key(Qt::Key_Return);  // one point is no line
        QVERIFY(at->drawn.empty());
        at->click({650, 320});
        at->click({500, 302});  // near the first: a line does not close
        at->key(Qt::Key_Return);
        QCOMPARE(at->drawn.size(), std::size_t(1));
        QVERIFY(at->drawn[0].kind == RegionKind::Line);
        QCOMPARE(at->drawn[0].outline.size(), 3);
        at->canvas.editor().setTool(CanvasToolKind::Point);
        at->click({700, 500});
        QVERIFY(at->drawn.at(1).kind == RegionKind::Point);
        QVERIFY(isNear(at->drawn[1].outline, QPolygonF() << QPointF(700, 500)));
        QVERIFY(!at->canvas.editor().isBusy());
    }

    void circlesLinesAndPointsAreChosenMovedAndShaped() {
        const CanvasRegion circle{QPolygonF({QPointF(600, 400), QPointF(650, 400)}), "c", {}, 0, RegionKind::Circle};
        const CanvasRegion line{QPolygonF({{400, 300}, {500, 300}, {500, 350}}), "l", {}, 0, RegionKind::Line};
        const CanvasRegion point{QPolygonF() << QPointF(450, 500), "p", {}, 0, RegionKind::Point};
        at->set({circle, line, point});
        at->click({620, 430});  // in the circle, beside its two points
        QCOMPARE(at->selection(), std::vector<int>{0});
        at->click({460, 302});  // near the line
        QCOMPARE(at->selection(), std::vector<int>{1});
        at->click({451, 501});
        QCOMPARE(at->selection(), std::vector<int>{2});
        at->click({480, 330});  // within the line's bounds, but not near it
        QVERIFY(at->selection().empty());
        at->click({600, 390});
        at->dragTo({600, 390}, {630, 420}, Qt::ControlModifier);
        QVERIFY(isNear(at->outline(0), QPolygonF({QPointF(630, 430), QPointF(680, 430)})));
        at->dragTo({680, 430}, {630, 530}, Qt::ControlModifier);  // by its edge
        QVERIFY(isNear(at->outline(0), QPolygonF({QPointF(630, 430), QPointF(630, 530)})));
        at->key(Qt::Key_Right);
        QVERIFY(isNear(at->outline(0), QPolygonF({QPointF(631, 430), QPointF(631, 530)})));
        at->click({460, 300});
        at->dragTo({400, 300}, {380, 280}, Qt::ControlModifier);  // an end of the line
        QVERIFY(isNear(at->outline(1), QPolygonF({{380, 280}, {500, 300}, {500, 350}})));
        at->key(Qt::Key_Delete);  // that end
        QVERIFY(isNear(at->outline(1), QPolygonF({QPointF(500, 300), QPointF(500, 350)})));
    }

    void panningInTheMiddleOfAPolygonKeepsIt() {
        at->canvas.editor().setTool(CanvasToolKind::Polygon);
        at->click({500, 300});
        at->click({650, 320});
        at->zoomAndPan();
        at->set({CanvasFixture::box(10, 10, 20, 20)});  // from elsewhere
        at->click({640, 450});
        at->key(Qt::Key_Return);
        QVERIFY(isNear(at->drawn.at(0).outline, QPolygonF({{500, 300}, {650, 320}, {640, 450}})));
    }

    void anotherToolGivesUp() {
        at->canvas.editor().setTool(CanvasToolKind::Box);
        at->press({500, 300});
        at->drag({600, 350});
        QSignalSpy changed(&at->canvas.editor(), &RegionEditor::toolChanged);
        at->canvas.editor().setTool(CanvasToolKind::Select);
        at->canvas.editor().setTool(CanvasToolKind::Select);
        QCOMPARE(changed.count(), 1);
        at->release({600, 350});
        at->canvas.editor().setTool(CanvasToolKind::Box);
        QVERIFY(!at->canvas.editor().isBusy());
        QVERIFY(at->drawn.empty());
        // So does Escape.
        at->press({500, 300});
        at->drag({600, 350});
        at->key(Qt::Key_Escape);
        at->release({600, 350});
        QVERIFY(at->drawn.empty());
    }

    void theCrosshairFollowsThePointer() {
        at->canvas.editor().setTool(CanvasToolKind::Box);
        at->hover({500, 300});
        QVERIFY(at->canvas.editor().overlay().crosshair.has_value());
        QCOMPARE(at->canvas.cursor().shape(), Qt::CrossCursor);
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(&at->canvas, &leave);
        QVERIFY(!at->canvas.editor().overlay().crosshair.has_value());
    }

private:
    std::unique_ptr<CanvasFixture> at;
};

static const atelier::test::QtTest<TestCanvasDraw> entry;

#include "test_canvas_draw.moc"
