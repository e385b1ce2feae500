#include "qt_test.h"
#include "thumbnail_grid.h"
#include "thumbnails/thumbnail_loader.h"

#include <atomic>

using namespace atelier::widgets;

namespace {

class Numbers : public QAbstractListModel {
public:
    explicit Numbers(int count) : count_(count) {}
    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : count_; }
    QVariant data(const QModelIndex& index, int role) const override {
        if (role == Qt::DisplayRole) return QString("picture %1").arg(index.row());
        if (role == ThumbnailKeyRole) return QString::number(index.row());
        return {};
    }

private:
    int count_;
};

QImage square(const QSize& size) {
    QImage image(size, QImage::Format_RGB32);
    image.fill(Qt::blue);
    return image;
}

using Status = ThumbnailLoader::Status;

}  // namespace

class TestThumbnailGrid : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void loaderDropsWhatIsNoLongerWanted() {
        QSemaphore started, go;
        QMutex mutex;
        QStringList made;
        ThumbnailLoader loader([&](const QString& key, const QSize& size) {
            if (key.startsWith("slow")) {
                started.release();
                go.acquire();
            }
            QMutexLocker lock(&mutex);
            made << key;
            return square(size);
        });
        const int threads = std::clamp(QThread::idealThreadCount() / 2, 2, 4);
        QSignalSpy spy(&loader, &ThumbnailLoader::finished);
        QStringList first;
        for (int i = 0; i < threads; ++i)
            first << QString("slow%1").arg(i);
        loader.want(first + QStringList{"passed", "passed too"}, {8, 8});
        started.acquire(threads);
        loader.want({"seen", "below"}, {8, 8});
        go.release(threads);
        QTRY_COMPARE(spy.count(), threads + 2);
        QMutexLocker lock(&mutex);
        QVERIFY(!made.contains("passed"));
        QVERIFY(!made.contains("passed too"));
        QVERIFY(made.contains("slow0"));
    }

    void loaderTellsFailures() {
        ThumbnailLoader loader([](const QString& key, const QSize& size) {
            if (key == "throws") throw std::runtime_error("no such file");
            return key == "null" ? QImage() : square(size);
        });
        QSignalSpy spy(&loader, &ThumbnailLoader::finished);
        loader.want({"throws", "null", "good", ""}, {8, 8});
        QTRY_COMPARE(spy.count(), 3);
        QCOMPARE(int(loader.thumbnail("throws").status), int(Status::Failed));
        QCOMPARE(int(loader.thumbnail("null").status), int(Status::Failed));
        QCOMPARE(int(loader.thumbnail("good").status), int(Status::Ready));
        // Failures are not tried again until they are forgotten.
        loader.want({"null"}, {8, 8});
        QTest::qWait(30);
        QCOMPARE(spy.count(), 3);
        loader.forget("null");
        loader.want({"null"}, {8, 8});
        QTRY_COMPARE(spy.count(), 4);
    }

    void loaderKeepsTheLastUsed() {
        ThumbnailLoader loader([](const QString&, const QSize& size) { return square(size); });
        QSignalSpy spy(&loader, &ThumbnailLoader::finished);
        loader.setCacheLimit(3 * (100 * 100 * 4 + 256));
        for (const char* key : {"a", "b", "c"}) {
            loader.want({key}, {100, 100});
            QVERIFY(spy.wait());
        }
        loader.thumbnail("a");
        loader.want({"d"}, {100, 100});
        QVERIFY(spy.wait());
        QCOMPARE(int(loader.thumbnail("a").status), int(Status::Ready));
        QCOMPARE(int(loader.thumbnail("b").status), int(Status::Waiting));
        loader.want({}, {50, 50});
        QCOMPARE(int(loader.thumbnail("a").status), int(Status::Waiting));
    }

    void loaderCanGoWhileItWorks() {
        for (int i = 0; i < 20; ++i) {
            ThumbnailLoader loader([](const QString&, const QSize& size) { return square(size); });
            QStringList keys;
            for (int k = 0; k < 100; ++k)
                keys << QString::number(k);
            loader.want(keys, {64, 64});
        }
        QCoreApplication::processEvents();
    }

    void onlyWhatIsSeenIsLoaded() {
        Numbers model(100000);
        std::atomic<int> made = 0;
        ThumbnailGrid grid;
        grid.resize(700, 500);
        grid.setSource([&](const QString&, const QSize& size) {
            ++made;
            return square(size);
        });
        grid.setModel(&model);
        grid.show();
        QVERIFY(QTest::qWaitForWindowExposed(&grid));
        QTRY_COMPARE(int(grid.loader()->thumbnail("0").status), int(Status::Ready));
        QVERIFY(grid.columns() >= 3);
        grid.scrollTo(model.index(90000));
        QTRY_COMPARE(int(grid.loader()->thumbnail("90000").status), int(Status::Ready));
        QTest::qWait(100);
        QVERIFY2(made < 400, qPrintable(QString::number(made)));
        QCOMPARE(int(grid.loader()->thumbnail("50000").status), int(Status::Waiting));
    }

    void keysMoveAndResize() {
        Numbers model(1000);
        ThumbnailGrid grid;
        grid.resize(700, 500);
        grid.setModel(&model);
        grid.show();
        QVERIFY(QTest::qWaitForWindowExposed(&grid));
        grid.setCurrentIndex(model.index(0));
        QTest::keyClick(&grid, Qt::Key_Right);
        QCOMPARE(grid.currentIndex().row(), 1);
        QTest::keyClick(&grid, Qt::Key_Down);
        QCOMPARE(grid.currentIndex().row(), 1 + grid.columns());
        const int columns = grid.columns(), width = grid.cardWidth();
        for (int i = 0; i < 6; ++i)
            QTest::keyClick(&grid, Qt::Key_Plus, Qt::ControlModifier);
        QVERIFY(grid.cardWidth() > width);
        QVERIFY(grid.columns() < columns);
        QTest::keyClick(&grid, Qt::Key_End);
        QCOMPARE(grid.currentIndex().row(), 999);
        QVERIFY(grid.viewport()->rect().intersects(grid.visualRect(grid.currentIndex())));
    }

    void cardsFillTheRow() {
        Numbers model(50);
        ThumbnailGrid grid;
        grid.setModel(&model);
        grid.resize(733, 400);
        grid.show();
        QVERIFY(QTest::qWaitForWindowExposed(&grid));
        QTest::qWait(20);
        const int columns = grid.columns();
        QCOMPARE(grid.visualRect(model.index(columns - 1)).top(), grid.visualRect(model.index(0)).top());
        QVERIFY(grid.visualRect(model.index(columns)).top() > grid.visualRect(model.index(0)).top());
        QVERIFY(grid.viewport()->width() - columns * grid.gridSize().width() < columns + 14);
    }
};

static const atelier::test::QtTest<TestThumbnailGrid> entry;

#include "test_thumbnail_grid.moc"
