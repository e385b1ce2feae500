#include "canvas/handles.h"
#include "canvas_fixture.h"
#include "qt_test.h"

#include <QLineEdit>
#include <QVBoxLayout>

#include <cmath>
#include <numbers>

using namespace atelier::widgets;
using atelier::test::CanvasFixture;
using atelier::test::isNear;

namespace {

using Indices = std::vector<int>;

CanvasRegion turnedBox(const QPointF& middle, double width, double height, double degrees) {
    QPolygonF outline = QTransform()
                            .translate(middle.x(), middle.y())
                            .rotate(degrees)
                            .map(QPolygonF({{-width / 2, -height / 2},
                                            {width / 2, -height / 2},
                                            {width / 2, height / 2},
                                            {-width / 2, height / 2}}));
    return {outline, "turned", {}, 1, RegionKind::RotatedBox};
}

double degreesOf(const QPolygonF& box) {
    return std::atan2(box[1].y() - box[0].y(), box[1].x() - box[0].x()) * 180 / std::numbers::pi;
}

}  // namespace

class TestCanvasSelect : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Every gesture is tried on the fitted picture and on a part of it.
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
        at->set({CanvasFixture::box(400, 300, 300, 200), CanvasFixture::box(450, 350, 60, 40),
                 CanvasFixture::box(740, 360, 40, 30)});
    }
    void cleanup() { at.reset(); }

    void clicksChoose() {
        at->click({470, 370});
        QCOMPARE(at->selection(), Indices{1});  // the inner one
        at->click({650, 450});
        QCOMPARE(at->selection(), Indices{0});
        at->click({760, 375}, Qt::ShiftModifier);
        QCOMPARE(at->selection(), (Indices{0, 2}));
        at->click({470, 370}, Qt::ControlModifier);
        QCOMPARE(at->selection(), (Indices{0, 1, 2}));
        at->click({650, 450}, Qt::ControlModifier);
        QCOMPARE(at->selection(), (Indices{1, 2}));
        at->click({760, 375});  // one of the chosen: only that
        QCOMPARE(at->selection(), Indices{2});
        at->click({800, 550});
        QVERIFY(at->selection().empty());
        QCOMPARE(at->selections.size(), std::size_t(7));
        QVERIFY(at->edits.empty());
    }

    void aBandChoosesWhatItHolds() {
        at->dragTo({720, 340}, {790, 400});
        QCOMPARE(at->selection(), Indices{2});
        // Shift adds, and begins a band over a region too; region 0 is only cut.
        at->press({440, 340}, Qt::ShiftModifier);
        at->drag({520, 400}, Qt::ShiftModifier);
        QVERIFY(at->canvas.editor().overlay().band);
        at->release({520, 400}, Qt::ShiftModifier);
        QCOMPARE(at->selection(), (Indices{1, 2}));
        at->dragTo({790, 340}, {720, 400});  // from right to left
        QCOMPARE(at->selection(), Indices{2});
        QVERIFY(!at->canvas.editor().overlay().band);
    }

    void keysChoose() {
        at->key(Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(at->selection(), (Indices{0, 1, 2}));
        at->key(Qt::Key_Escape);
        QVERIFY(at->selection().empty());
        at->click({470, 370});
        at->key(Qt::Key_Tab);
        QCOMPARE(at->selection(), Indices{2});
        at->key(Qt::Key_Backtab, Qt::ShiftModifier);
        at->key(Qt::Key_Backtab, Qt::ShiftModifier);
        QCOMPARE(at->selection(), Indices{0});
    }

    void tabLeavesAfterTheLastAndAfterEscape() {
        QWidget window;
        auto* layout = new QVBoxLayout(&window);
        auto* canvas = new ImageCanvas;
        auto* field = new QLineEdit;
        layout->addWidget(canvas);
        layout->addWidget(field);
        canvas->setImage(QImage(100, 100, QImage::Format_RGB32));
        canvas->setEditable(true);
        canvas->setRegions({CanvasFixture::box(10, 10, 10, 10), CanvasFixture::box(30, 10, 10, 10)});
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        canvas->setFocus();
        for (const int region : {0, 1}) {
            QTest::keyClick(canvas, Qt::Key_Tab);
            QCOMPARE(canvas->editor().selection(), Indices{region});
        }
        QTest::keyClick(canvas, Qt::Key_Tab);
        QVERIFY(field->hasFocus());
        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_Escape);
        QTest::keyClick(canvas, Qt::Key_Tab);
        QVERIFY(field->hasFocus());
    }

    void draggingMovesOnceAtTheEnd() {
        at->press({470, 370});
        at->drag({500, 400}, Qt::ControlModifier);
        at->drag({530, 431}, Qt::ControlModifier);
        QVERIFY(at->edits.empty());
        QCOMPARE(at->bounds(1), QRectF(450, 350, 60, 40));
        at->release({530, 431}, Qt::ControlModifier);
        QCOMPARE(at->edits.size(), std::size_t(1));
        QCOMPARE(at->edits[0].regions, Indices{1});
        QVERIFY(isNear(at->bounds(1), {510, 411, 60, 40}));
        QCOMPARE(at->selection(), Indices{1});
        // Back to where it began: nothing is said.
        at->press({540, 430});
        at->drag({600, 430}, Qt::ControlModifier);
        at->drag({540, 430}, Qt::ControlModifier);
        at->release({540, 430}, Qt::ControlModifier);
        QCOMPARE(at->edits.size(), std::size_t(1));
    }

    void whatIsChosenMovesTogetherAndStaysInThePicture() {
        at->click({470, 370});
        at->click({760, 375}, Qt::ShiftModifier);
        at->dragTo({760, 375}, {760, 2000}, Qt::ControlModifier);
        QVERIFY(isNear(at->bounds(1), {450, 760, 60, 40}));
        QVERIFY(isNear(at->bounds(2), {740, 770, 40, 30}));
        QCOMPARE(at->edits.size(), std::size_t(1));
        QCOMPARE(at->edits[0].regions, (Indices{1, 2}));
    }

    void arrowsMoveAndAltArrowsResize() {
        at->click({760, 375});
        at->key(Qt::Key_Right);
        at->key(Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(at->bounds(2), QRectF(741, 370, 40, 30));
        at->key(Qt::Key_Right, Qt::AltModifier);
        at->key(Qt::Key_Up, Qt::AltModifier | Qt::ShiftModifier);
        QCOMPARE(at->bounds(2), QRectF(741, 370, 41, 20));
        for (int i = 0; i < 4; ++i)
            at->key(Qt::Key_Up, Qt::AltModifier | Qt::ShiftModifier);
        QVERIFY(at->bounds(2).height() >= 1);
        QCOMPARE(at->bounds(2).width(), 41.0);
        for (int i = 0; i < 60; ++i)
            at->key(Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(at->bounds(2).right(), 1200.0);
        const auto count = at->edits.size();
        at->key(Qt::Key_Right);
        QCOMPARE(at->edits.size(), count);  // it is at the edge
    }

    void arrowsPanWhereNothingIsChosen() {
        at->canvas.zoomBy(2);
        const QPointF before = at->view({0, 0});
        at->key(Qt::Key_Right);
        QVERIFY(at->view({0, 0}).x() < before.x());
        QVERIFY(at->edits.empty());
    }

    void handlesResizeABox_data() {
        QTest::addColumn<QPointF>("from");
        QTest::addColumn<QPointF>("to");
        QTest::addColumn<QRectF>("box");
        const QRectF box(740, 360, 40, 30);
        const auto row = [](const char* name, QPointF from, QPointF to, QRectF result) {
            QTest::newRow(name) << from << to << result;
        };
        row("top left", box.topLeft(), {725, 355}, {725, 355, 55, 35});
        row("top right", box.topRight(), {790, 350}, {740, 350, 50, 40});
        row("bottom right", box.bottomRight(), {795, 400}, {740, 360, 55, 40});
        row("bottom left", box.bottomLeft(), {730, 395}, {730, 360, 50, 35});
        row("through itself", box.topLeft(), {800, 420}, {780, 390, 20, 30});
        row("off the picture", box.bottomRight(), {5000, 5000}, {740, 360, 460, 440});
    }
    void handlesResizeABox() {
        QFETCH(QPointF, from);
        QFETCH(QPointF, to);
        QFETCH(QRectF, box);
        at->click({760, 375});
        at->dragTo(from, to, Qt::ControlModifier);
        QVERIFY(isNear(at->bounds(2), box));
        QCOMPARE(at->outline(2)[0], at->bounds(2).topLeft());  // the order of corners stays
        QCOMPARE(at->edits.size(), std::size_t(1));
    }

    void edgesResizeABox_data() {
        QTest::addColumn<QPointF>("from");
        QTest::addColumn<QPointF>("to");
        QTest::addColumn<QRectF>("box");
        QTest::newRow("top") << QPointF(550, 300) << QPointF(590, 280) << QRectF(400, 280, 300, 220);
        QTest::newRow("right") << QPointF(700, 400) << QPointF(720, 480) << QRectF(400, 300, 320, 200);
        QTest::newRow("bottom") << QPointF(550, 500) << QPointF(500, 520) << QRectF(400, 300, 300, 220);
        QTest::newRow("left") << QPointF(400, 400) << QPointF(380, 420) << QRectF(380, 300, 320, 200);
    }
    void edgesResizeABox() {
        QFETCH(QPointF, from);
        QFETCH(QPointF, to);
        QFETCH(QRectF, box);
        at->click({650, 450});
        at->dragTo(from, to, Qt::ControlModifier);
        QVERIFY(isNear(at->bounds(0), box));
    }

    void turnedBoxesTurnInStepsAndKeepTheirShape() {
        at->set({turnedBox({600, 400}, 160, 80, 20)});
        at->click({600, 400});
        const auto handle = [&] {
            for (const CanvasHandle& one : at->canvas.editor().overlay().handles)
                if (one.kind == CanvasHandle::Kind::Turn) return one.at;
            return QPointF();
        };
        const QPointF grip = handle(), middle(600, 400);
        at->dragTo(grip, QTransform().translate(600, 400).rotate(13).translate(-600, -400).map(grip));
        QVERIFY(std::abs(degreesOf(at->outline(0)) - 33) < 1e-6);
        at->dragTo(handle(), QTransform().translate(600, 400).rotate(20).translate(-600, -400).map(handle()),
                   Qt::ShiftModifier);
        QVERIFY(std::abs(degreesOf(at->outline(0)) - 60) < 1e-6);  // 53 is nearer to 60 than to 45
        QVERIFY(((at->outline(0)[0] + at->outline(0)[2]) / 2 - middle).manhattanLength() < 1e-6);
        // A corner: the opposite one stays and the angle too.
        const QPolygonF before = at->outline(0);
        at->dragTo(before[1], before[1] + QPointF(31, 17), Qt::ControlModifier);
        QVERIFY((at->outline(0)[3] - before[3]).manhattanLength() < 1e-6);
        QVERIFY((at->outline(0)[1] - before[1] - QPointF(31, 17)).manhattanLength() < 1e-3);
        QVERIFY(std::abs(degreesOf(at->outline(0)) - 60) < 1e-6);
    }

    void turningStaysInThePicture() {
        at->set({turnedBox({1050, 400}, 280, 60, 0)});  // 10 from the right edge
        at->canvas.editor().setSelection({0});
        at->canvas.fit();
        QPointF grip;
        for (const CanvasHandle& one : at->canvas.editor().overlay().handles)
            if (one.kind == CanvasHandle::Kind::Turn) grip = one.at;
        at->dragTo(grip, QTransform().translate(1050, 400).rotate(-12).translate(-1050, -400).map(grip));
        QVERIFY(std::abs(degreesOf(at->outline(0)) + 12) < 1e-6);
        QVERIFY(QRectF(0, 0, 1200, 800).adjusted(-1e-9, -1e-9, 1e-9, 1e-9).contains(at->bounds(0)));
        for (int i = 0; i < 40; ++i)
            at->key(Qt::Key_Right, Qt::AltModifier | Qt::ShiftModifier);
        QVERIFY(QRectF(0, 0, 1200, 800).adjusted(-1e-9, -1e-9, 1e-9, 1e-9).contains(at->bounds(0)));
    }

    void pointsOfAPolygon() {
        const QPolygonF triangle({{500, 300}, {700, 320}, {600, 480}});
        at->set({{triangle, {}, {}, 0, RegionKind::Polygon}});
        at->click({600, 380});
        at->dragTo({700, 320}, {720, 340});
        QVERIFY(isNear(at->outline(0), QPolygonF({{500, 300}, {720, 340}, {600, 480}})));
        // The middle of an edge becomes a point; it is chosen, so arrows move it and Delete takes it away.
        at->dragTo({610, 320}, {610, 290});
        QVERIFY(isNear(at->outline(0), QPolygonF({{500, 300}, {610, 290}, {720, 340}, {600, 480}})));
        at->key(Qt::Key_Up, Qt::ShiftModifier);
        QVERIFY(isNear(at->outline(0)[1], QPointF(610, 280)));
        at->key(Qt::Key_Delete);
        QVERIFY(isNear(at->outline(0), QPolygonF({{500, 300}, {720, 340}, {600, 480}})));
        QVERIFY(at->removed.empty());
        // Only clicked, an edge's middle is a point too; Alt removes it.
        at->click({610, 320});
        QCOMPARE(at->outline(0).size(), 4);
        at->click({610, 320}, Qt::AltModifier);
        QCOMPARE(at->outline(0).size(), 3);
        at->click({500, 300}, Qt::AltModifier);  // fewer than three are no polygon
        QCOMPARE(at->outline(0).size(), 3);
        // Without a chosen point Delete means the region.
        at->click({600, 380});
        at->key(Qt::Key_Delete);
        QCOMPARE(at->removed, std::vector<Indices>{{0}});
    }

    void escapeGivesUp() {
        at->press({470, 370});
        at->drag({600, 500});
        QVERIFY(at->canvas.editor().isBusy());
        at->key(Qt::Key_Escape);
        QVERIFY(!at->canvas.editor().isBusy());
        at->release({600, 500});
        QVERIFY(at->edits.empty());
        QCOMPARE(at->selection(), Indices{1});
    }

    void newRegionsEndAGesture() {
        at->press({470, 370});
        at->drag({600, 500});
        at->set({CanvasFixture::box(10, 10, 20, 20)});
        QVERIFY(!at->canvas.editor().isBusy());
        at->drag({620, 500});
        at->release({620, 500});
        QVERIFY(at->edits.empty());
        QVERIFY(at->selection().empty());
    }

    void setRegionsKeepsTheSelectionOfAsMany() {
        at->click({470, 370});
        auto regions = at->canvas.regions();
        regions[0].label = "other";
        at->canvas.setRegions(regions);
        QCOMPARE(at->selection(), Indices{1});
        at->canvas.setRegions(regions, Indices{2, 0, 2, 9, -1});
        QCOMPARE(at->selection(), (Indices{0, 2}));
        regions.pop_back();
        at->canvas.setRegions(regions);
        QVERIFY(at->selection().empty());
        QCOMPARE(at->selections.back(), Indices{});
    }

    void movedRegionsSnap() {
        at->set({CanvasFixture::box(400, 300, 100, 50), CanvasFixture::box(550, 420, 100, 50)});
        const double near = 4 / at->canvas.view().scale();  // logical pixels
        at->press({600, 445});
        at->drag({600 - 150 + near, 445});
        QCOMPARE(at->canvas.editor().overlay().guides.size(), std::size_t(1));
        QCOMPARE(at->canvas.editor().overlay().guides[0].x1(), 400.0);
        at->release({600 - 150 + near, 445});
        QVERIFY(isNear(at->bounds(1), {400, 420, 100, 50}));
        QVERIFY(at->canvas.editor().overlay().guides.empty());
        // With Ctrl it goes where it is led.
        at->press({450, 445});
        at->drag({600, 445}, Qt::ControlModifier);
        at->drag({450 + near, 445}, Qt::ControlModifier);
        at->release({450 + near, 445}, Qt::ControlModifier);
        QVERIFY(isNear(at->bounds(1), {400 + near, 420, 100, 50}));
        // A handle sticks too: the right edge to the other's.
        at->canvas.setRegions({CanvasFixture::box(400, 300, 100, 50), CanvasFixture::box(400, 420, 300, 100)},
                              Indices{1});
        at->dragTo({700, 470}, {500 + near, 470});
        QVERIFY(isNear(at->bounds(1), {400, 420, 100, 100}));
    }

    void pointsSnapToCorners() {
        at->set({{QPolygonF({{400, 300}, {500, 310}, {450, 380}}), {}, {}, 0, RegionKind::Polygon},
                 {QPolygonF({{550, 420}, {650, 430}, {600, 520}}), {}, {}, 1, RegionKind::Polygon}});
        const double near = 3 / at->canvas.view().scale();
        at->click({600, 450});
        at->dragTo({550, 420}, {500 + near, 310 + near});
        QCOMPARE(at->outline(1)[0], QPointF(500, 310));
    }

    void copyAndPaste() {
        at->click({470, 370});
        at->key(Qt::Key_C, Qt::ControlModifier);
        at->key(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(at->pasted.size(), std::size_t(1));
        QCOMPARE(at->pasted[0][0].points.boundingRect(), QRectF(462, 362, 60, 40));  // beside the original
        QCOMPARE(at->pasted[0][0].label, QString("box"));
        at->key(Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(at->pasted.back()[0].points.boundingRect(), QRectF(462, 362, 60, 40));
        at->key(Qt::Key_X, Qt::ControlModifier);
        QCOMPARE(at->removed, std::vector<Indices>{{1}});
        // On another picture at the same place, as far as that reaches.
        QImage other(500, 380, QImage::Format_RGB32);
        other.fill(Qt::black);
        at->canvas.setImage(other);
        at->key(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(at->pasted.back()[0].points.boundingRect(), QRectF(440, 340, 60, 40));
        at->key(Qt::Key_C, Qt::ControlModifier);  // nothing is chosen: the clipboard stays
        at->key(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(at->pasted.size(), std::size_t(4));
    }

    void spaceAndTheMiddleButtonPan() {
        at->canvas.zoomBy(2);
        const QPointF before = at->view({470, 370});
        QTest::keyPress(&at->canvas, Qt::Key_Space);
        at->send(QEvent::MouseButtonPress, before, Qt::LeftButton, Qt::LeftButton, {});
        at->send(QEvent::MouseMove, before + QPointF(30, 20), Qt::NoButton, Qt::LeftButton, {});
        at->send(QEvent::MouseButtonRelease, before + QPointF(30, 20), Qt::LeftButton, Qt::NoButton, {});
        QTest::keyRelease(&at->canvas, Qt::Key_Space);
        QCOMPARE(at->view({470, 370}), before + QPointF(30, 20));
        QVERIFY(at->selection().empty());
        at->send(QEvent::MouseButtonPress, before, Qt::MiddleButton, Qt::MiddleButton, {});
        at->send(QEvent::MouseMove, before - QPointF(30, 20), Qt::NoButton, Qt::MiddleButton, {});
        at->send(QEvent::MouseButtonRelease, before - QPointF(30, 20), Qt::MiddleButton, Qt::NoButton, {});
        QCOMPARE(at->view({470, 370}), before);
        QVERIFY(at->selection().empty() && at->edits.empty());
        at->click({470, 370});
        QCOMPARE(at->selection(), Indices{1});
    }

private:
    std::unique_ptr<CanvasFixture> at;
};

static const atelier::test::QtTest<TestCanvasSelect> entry;

#include "test_canvas_select.moc"
