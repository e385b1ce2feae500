#include "canvas/canvas_bar.h"
#include "canvas_fixture.h"
#include "qt_test.h"

#include <QAction>
#include <QToolButton>
#include <QVBoxLayout>

#include <stdexcept>

using namespace atelier::widgets;

class TestCanvasBar : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        window = std::make_unique<QWidget>();
        canvas = new ImageCanvas;
        canvas->setImage(QImage(400, 300, QImage::Format_RGB32));
        canvas->setEditable(true);
        bar = new CanvasBar(canvas);
        auto* layout = new QVBoxLayout(window.get());
        layout->addWidget(bar);
        layout->addWidget(canvas, 1);
        window->resize(500, 400);
        window->show();
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        canvas->setFocus();
    }
    void cleanup() { window.reset(); }

    void keysAndButtonsChooseTools() {
        QTest::keyClick(canvas, Qt::Key_B);
        QVERIFY(canvas->editor().tool() == CanvasToolKind::Box);
        QVERIFY(bar->action("box")->isChecked());
        bar->action("polygon")->trigger();
        QVERIFY(canvas->editor().tool() == CanvasToolKind::Polygon);
        canvas->editor().setTool(CanvasToolKind::RotatedBox);
        QVERIFY(bar->action("rotated-box")->isChecked());
        QVERIFY(!bar->action("polygon")->isChecked());
        bar->setFocus();
        QTest::keyClick(canvas, Qt::Key_V);
        QVERIFY(canvas->editor().tool() == CanvasToolKind::Select);
    }

    void keysCanBeChanged() {
        bar->setShortcut("box", Qt::Key_W);
        QTest::keyClick(canvas, Qt::Key_B);
        QVERIFY(canvas->editor().tool() == CanvasToolKind::Select);
        QTest::keyClick(canvas, Qt::Key_W);
        QVERIFY(canvas->editor().tool() == CanvasToolKind::Box);
        QVERIFY(bar->action("box")->toolTip().contains("(W)"));
        QVERIFY_THROWS_EXCEPTION(std::logic_error, bar->setShortcut("hexagon", Qt::Key_O));
    }

    void zoomAndLabels() {
        const double fitted = canvas->view().scale();
        QTest::keyClick(canvas, Qt::Key_Plus);
        QVERIFY(canvas->view().scale() > fitted);
        QVERIFY(canvas->view().scale() < 1.3 * fitted);  // once, though the canvas knows the key too
        bar->action("actual-size")->trigger();
        QCOMPARE(canvas->view().scale(), 1.0);
        bar->action("fit")->trigger();
        QCOMPARE(canvas->view().scale(), fitted);
        QTest::keyClick(canvas, Qt::Key_L);
        QVERIFY(!canvas->labelsShown());
        canvas->setLabelsShown(true);
        QVERIFY(bar->action("labels")->isChecked());
    }

    void aReadOnlyCanvasHasNoTools() {
        canvas->setEditable(false);
        QVERIFY(!bar->action("box")->isVisible());
        QTest::keyClick(canvas, Qt::Key_B);
        QVERIFY(canvas->editor().tool() == CanvasToolKind::Select);
        for (const QToolButton* button : bar->findChildren<QToolButton*>())
            QCOMPARE(button->isVisible(), button->defaultAction()->isVisible());
    }

    void nothingIsSquashedWhereItIsNarrow() {
        QWidget holder;  // a window of its own would not get narrower than its layout
        holder.resize(900, 200);
        CanvasBar alone(canvas, &holder);
        holder.show();
        const auto down = [&](const char* id) {
            for (const QToolButton* button : alone.findChildren<QToolButton*>())
                if (button->defaultAction() == alone.action(id)) return button->mapTo(&alone, QPoint()).y();
            return -1;
        };
        for (const int width : {800, alone.minimumSizeHint().width()}) {
            alone.resize(width, 100);
            QTest::qWait(50);
            for (const QToolButton* button : alone.findChildren<QToolButton*>())
                QVERIFY(button->width() >= button->sizeHint().width());
            QCOMPARE(down("fit") > down("box"), width < 800);
        }
    }

    void buttonsSayWhatTheyDo() {
        const auto buttons = bar->findChildren<QToolButton*>();
        QCOMPARE(buttons.size(), 12);
        for (const QToolButton* button : buttons) {
            QVERIFY(!button->accessibleName().isEmpty());
            QVERIFY(!button->toolTip().isEmpty());
            QVERIFY(button->focusPolicy() & Qt::TabFocus);
        }
        QVERIFY(canvas->accessibleDescription().contains("Enter"));
    }

private:
    std::unique_ptr<QWidget> window;
    ImageCanvas* canvas = nullptr;
    CanvasBar* bar = nullptr;
};

static const atelier::test::QtTest<TestCanvasBar> entry;

#include "test_canvas_bar.moc"
