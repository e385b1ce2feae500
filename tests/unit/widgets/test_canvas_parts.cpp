#include "canvas/outline.h"
#include "canvas/region_clipboard.h"
#include "canvas/region_index.h"
#include "qt_test.h"

#include <QMimeData>

#include <cmath>
#include <limits>
#include <memory>
#include <random>

using namespace atelier::widgets;

namespace {

// Boxes small and large, turned ones, stars, some without a size, some twice.
std::vector<CanvasRegion> mixedRegions(int count, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> x(-50, 4050), y(-50, 3050), share(0, 1);
    std::vector<CanvasRegion> regions;
    while (static_cast<int>(regions.size()) < count) {
        const QPointF at(std::floor(x(random)), std::floor(y(random)));
        const double size = share(random) < 0.01 ? 3000 : 60 * share(random);
        QPolygonF outline = boxOutline({at.x(), at.y(), size, share(random) < 0.05 ? 0 : size * share(random)});
        if (share(random) < 0.3) outline.insert(2, at + QPointF(size / 3, size / 3));  // bent inwards
        regions.push_back({outline, {}, {}, 0, RegionKind::Polygon});
        if (share(random) < 0.05) regions.push_back(regions.back());
    }
    regions.resize(static_cast<std::size_t>(count));
    return regions;
}

int bruteAt(const std::vector<CanvasRegion>& regions, const QPointF& point) {
    int best = -1;
    for (int i = 0; i < static_cast<int>(regions.size()); ++i) {
        const QPolygonF& outline = regions[static_cast<std::size_t>(i)].points;
        if (!outline.containsPoint(point, Qt::OddEvenFill)) continue;
        if (best < 0 || areaOf(outline) <= areaOf(regions[static_cast<std::size_t>(best)].points)) best = i;
    }
    return best;
}

std::vector<int> bruteTouching(const std::vector<CanvasRegion>& regions, const QRectF& rect) {
    std::vector<int> found;
    for (int i = 0; i < static_cast<int>(regions.size()); ++i) {
        const QRectF box = regions[static_cast<std::size_t>(i)].points.boundingRect();
        if (box.left() <= rect.right() && rect.left() <= box.right() && box.top() <= rect.bottom() &&
            rect.top() <= box.bottom())
            found.push_back(i);
    }
    return found;
}

CanvasScene sceneOf(std::vector<CanvasRegion> regions) {
    CanvasScene scene;
    scene.picture = {1000, 800};
    scene.regions = std::move(regions);
    scene.index.build(scene.regions);
    return scene;
}

CanvasRegion box(double x, double y, double width, double height) {
    return {boxOutline({x, y, width, height}), "label", "text", 3, RegionKind::Box};
}

}  // namespace

class TestCanvasParts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theIndexFindsWhatASearchOfAllFinds_data() {
        QTest::addColumn<int>("count");
        for (const int count : {0, 1, 7, 300, 10'000})
            QTest::addRow("%d", count) << count;
    }
    void theIndexFindsWhatASearchOfAllFinds() {
        QFETCH(int, count);
        const std::vector<CanvasRegion> regions = mixedRegions(count, 5);
        RegionIndex index;
        index.build(regions);
        std::mt19937 random(7);
        std::uniform_int_distribution<int> x(-100, 4100), y(-100, 3100), size(0, 300);
        int found = 0;
        for (int i = 0; i < 400; ++i) {
            const QPointF point(x(random), y(random));  // whole numbers: often on an edge
            QCOMPARE(index.at(point), bruteAt(regions, point));
            found += index.at(point) >= 0;
            const QRectF rect(point, QSizeF(size(random), i % 5 == 0 ? 0 : size(random)));
            QCOMPARE(index.touching(rect), bruteTouching(regions, rect));
        }
        QVERIFY(count < 300 || found > 20);
    }

    void theIndexLeavesOutWhatHasNoPlace() {
        const double none = std::numeric_limits<double>::quiet_NaN();
        std::vector<CanvasRegion> regions{box(0, 0, 10, 10), box(0, 0, 10, 10), {}};
        regions[1].points[0].setX(none);
        regions[1].points[1].setX(none);
        regions[1].points[2].setX(none);
        regions[1].points[3].setX(none);
        RegionIndex index;
        index.build(regions);
        QCOMPARE(index.at({5, 5}), 0);
    }

    void aLengthEndsAtTheEdge() {
        const QRectF bounds(0, 0, 100, 100);
        QCOMPARE(reachableLength({90, 50}, {1, 0}, 30, bounds), 10.0);
        QCOMPARE(reachableLength({90, 50}, {1, 0}, -200, bounds), -90.0);
        QCOMPARE(reachableLength({50, 90}, {0.6, 0.8}, 100, bounds), 12.5);
        QCOMPARE(reachableLength({50, 50}, {0.6, 0.8}, 10, bounds), 10.0);
    }

    void whatIsLargerThanThePictureStays() {
        const QRectF bounds(0, 0, 100, 100);
        QCOMPARE(reachableMove({-10, 20, 150, 10}, {7, 500}, bounds), QPointF(0, 70));
        QCOMPARE(reachableMove({90, -20, 30, 10}, {}, bounds), QPointF(-20, 20));  // and what is outside comes in
    }

    void regionsSurviveTheClipboard() {
        std::vector<CanvasRegion> regions{box(1.25, 2, 30, 40), box(5, 6, 7, 8)};
        regions[1].points.insert(1, {9.125, 5.5});
        regions[1].kind = RegionKind::Polygon;
        regions[0].text = QString::fromUtf8("Grüße \"12\" \u20ac\n");
        const std::unique_ptr<QMimeData> data(toMimeData(regions));
        QVERIFY(regionsFrom(data.get()) == regions);
        QVERIFY(regionsFrom(nullptr).empty());
        QVERIFY(regionsFrom(std::make_unique<QMimeData>().get()).empty());
    }

    void damagedClipboardsGiveNothing_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("no JSON") << QByteArray("{\"regions\": [");
        QTest::newRow("no regions") << QByteArray("[1, 2]");
        QTest::newRow("unknown kind") << QByteArray(
            R"({"regions": [{"kind": "circle", "points": [[0, 0], [1, 0], [1, 1]]}]})");
        QTest::newRow("box of three") << QByteArray(
            R"({"regions": [{"kind": "box", "points": [[0, 0], [1, 0], [1, 1]]}]})");
        QTest::newRow("point of one") << QByteArray(
            R"({"regions": [{"kind": "polygon", "points": [[0, 0], [1], [1, 1]]}]})");
        QTest::newRow("text for a number")
            << QByteArray(R"({"regions": [{"kind": "polygon", "points": [[0, 0], [1, "0"], [1, 1]]}]})");
    }
    void damagedClipboardsGiveNothing() {
        QFETCH(QByteArray, json);
        const std::unique_ptr<QMimeData> whole(toMimeData({box(0, 0, 1, 1)}));
        QMimeData data;
        data.setData(whole->formats().at(0), json);
        QVERIFY(regionsFrom(&data).empty());
    }

    void copiesComeToFreePlacesInThePicture() {
        const CanvasScene scene = sceneOf({box(100, 100, 50, 50), box(112, 112, 50, 50), box(950, 750, 50, 50)});
        const auto boundsOf = [](const std::vector<CanvasRegion>& copies) {
            return copies.at(0).points.boundingRect();
        };
        QCOMPARE(boundsOf(placedCopies({box(300, 100, 50, 50)}, scene)), QRectF(300, 100, 50, 50));
        QCOMPARE(boundsOf(placedCopies({box(100, 100, 50, 50)}, scene)), QRectF(124, 124, 50, 50));
        QCOMPARE(boundsOf(placedCopies({box(950, 750, 50, 50)}, scene)), QRectF(950, 750, 50, 50));  // no room
        QCOMPARE(boundsOf(placedCopies({box(3000, -90, 50, 50)}, scene)), QRectF(950, 0, 50, 50));
        QCOMPARE(boundsOf(placedCopies({box(3000, -90, 2000, 50)}, scene)).width(), 1000.0);
        QVERIFY(placedCopies({}, scene).empty());
    }
};

static const atelier::test::QtTest<TestCanvasParts> entry;

#include "test_canvas_parts.moc"
