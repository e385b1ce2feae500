#include "busy_spinner.h"
#include "card.h"
#include "controls.h"
#include "drop_area.h"
#include "elided_label.h"
#include "flow_layout.h"
#include "qt_test.h"
#include "question_note.h"
#include "state_view.h"
#include "tag_edit.h"
#include "theme/theme.h"
#include "toast.h"
#include "toast_host.h"

using namespace atelier::widgets;

class TestSmall : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFontOutlivesTheStyleSheet() {
        const QFont font = theme().font(TextStyle::Display);
        QLabel label("x"), before("x");
        setKind(&label, "muted");
        label.setFont(font);
        before.setFont(font);
        setKind(&before, "muted");
        for (QLabel* one : {&label, &before}) {
            one->show();
            QCOMPARE(one->font().pixelSize(), font.pixelSize());
            setKind(one, "danger");
            QCOMPARE(one->font().pixelSize(), font.pixelSize());
            QCOMPARE(one->palette().color(QPalette::WindowText), theme().color(Role::Danger));
        }
    }

    void aNewKindIsMeasuredAnew() {
        QLabel label("x");
        label.show();
        const int bare = label.sizeHint().width();
        setKind(&label, "badge");  // has room at both sides
        QVERIFY(label.sizeHint().width() > bare);
    }

    void labelGivesWay() {
        ElidedLabel label("/a/rather/long/path/to/model.safetensors", Qt::ElideMiddle);
        label.resize(label.sizeHint());
        QCOMPARE(label.shownText(), label.text());
        label.resize(120, 20);
        QVERIFY(label.shownText().contains(QChar(0x2026)));
        QVERIFY(label.shownText().startsWith("/a"));
        QVERIFY(label.shownText().endsWith("tensors") || label.shownText().endsWith("ors"));
        QVERIFY(label.minimumSizeHint().width() < 60);
    }

    void cardHidesAnEmptyHeading() {
        Card card;
        card.body()->addWidget(new QLabel("content"));
        card.show();
        const int bare = card.sizeHint().height();
        card.setTitle("Loss");
        QVERIFY(card.sizeHint().height() > bare);
        QCOMPARE(card.accessibleName(), "Loss");
        QToolButton* button = card.addHeaderAction("refresh", "Read again");
        QSignalSpy spy(button, &QToolButton::clicked);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(spy.count(), 1);
        QCOMPARE(button->accessibleName(), "Read again");
    }

    void stateShowsWhatItShould() {
        StateView view;
        view.resize(600, 500);
        view.show();
        view.showLoading("Reading");
        auto* spinner = view.findChild<BusySpinner*>();
        QVERIFY(spinner->isVisible() && spinner->turning());
        view.showError("Cannot be read", "Line 3", "train.json:3");
        QVERIFY(!spinner->isVisible() && !spinner->turning());
        QVERIFY(!view.primaryButton()->isVisible());
        view.setPrimaryAction("Try again");
        QSignalSpy spy(&view, &StateView::primaryTriggered);
        view.primaryButton()->setFocus();
        QTest::keyClick(view.primaryButton(), Qt::Key_Space);
        QCOMPARE(spy.count(), 1);
        QPushButton* copy = nullptr;
        for (QPushButton* button : view.findChildren<QPushButton*>())
            if (button->text().startsWith("Copy")) copy = button;
        QVERIFY(copy && copy->isVisible());
        QTest::mouseClick(copy, Qt::LeftButton);
        QVERIFY(QGuiApplication::clipboard()->text().contains("train.json:3"));
        view.showEmpty("data", "No data", "");
        QVERIFY(!copy->isVisible());
    }

    void dropTakesWhatItLikes() {
        DropArea area;
        area.setTexts("Drop here", "", "Choose…");
        area.setFilter([](const QString& path) { return path.endsWith(".json"); });
        area.show();
        QSignalSpy dropped(&area, &DropArea::dropped), browse(&area, &DropArea::browseRequested);
        const auto drop = [&](const QList<QUrl>& urls) {
            QMimeData data;
            data.setUrls(urls);
            QDragEnterEvent enter({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, {});
            QCoreApplication::sendEvent(&area, &enter);
            const bool over = area.property("over").toBool();
            QDropEvent event(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, {});
            QCoreApplication::sendEvent(&area, &event);
            return over;
        };
        QVERIFY(!drop({QUrl("https://example.org/a.json"), QUrl::fromLocalFile("/a.txt")}));
        QCOMPARE(dropped.count(), 0);
        QVERIFY(drop({QUrl::fromLocalFile("/a.json"), QUrl::fromLocalFile("/b.txt")}));
        QCOMPARE(dropped.count(), 1);
        QCOMPARE(dropped[0][0].toStringList(), QStringList{"/a.json"});
        QVERIFY(!area.property("over").toBool());
        QTest::mouseClick(area.button(), Qt::LeftButton);
        QCOMPARE(browse.count(), 1);
    }

    void toastsComeAndGo() {
        QWidget window;
        window.resize(800, 600);
        ToastHost host(&window);
        host.setLifetime(150);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QCursor::setPos(window.mapToGlobal(QPoint(5, 5)));  // not on a message: that would stop its time
        bool done = false;
        host.post(ToastHost::Kind::Info, "One");
        const int two = host.post(ToastHost::Kind::Success, "Two", "Undo", [&] { done = true; });
        QCOMPARE(host.count(), 2);
        QVERIFY(window.rect().contains(host.geometry()));
        QVERIFY(host.geometry().right() > 700);
        // Its time stands still while it has the focus.
        host.focusNewest();
        QVERIFY(QApplication::focusWidget());
        QTRY_COMPARE(host.count(), 1);
        QTest::qWait(500);
        QCOMPARE(host.count(), 1);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QVERIFY(done);
        QTRY_COMPARE(host.count(), 0);
        QVERIFY(!host.isVisible());
        host.dismiss(two);
        for (int i = 0; i < 6; ++i)
            host.post(ToastHost::Kind::Danger, "The disk is full");
        QCOMPARE(host.count(), 4);
        auto* toast = host.findChildren<Toast*>().last();
        QTest::keyClick(toast, Qt::Key_Escape);
        QCOMPARE(host.count(), 3);
    }

    void flowWrapsAndMirrors() {
        QWidget page;
        auto* flow = new FlowLayout(&page, 10, 10);
        std::vector<QWidget*> items;
        for (int i = 0; i < 4; ++i) {
            auto* item = new QWidget;
            item->setFixedSize(80, 20);
            items.push_back(item);
            flow->addWidget(item);
        }
        QCOMPARE(flow->heightForWidth(400), 20);
        QCOMPARE(flow->heightForWidth(180), 50);
        page.resize(180, 200);
        page.show();
        QCOMPARE(items[1]->pos(), QPoint(90, 0));
        QCOMPARE(items[2]->pos(), QPoint(0, 30));
        page.setLayoutDirection(Qt::RightToLeft);
        flow->activate();
        QCOMPARE(items[0]->pos().x(), 100);
        items[0]->hide();
        flow->activate();
        QCOMPARE(items[1]->pos().x(), 100);
    }

    void tagsAreTypedAndTakenAway() {
        QWidget page;
        auto* tags = new TagEdit("tag", &page);
        (new QVBoxLayout(&page))->addWidget(tags);
        page.show();
        QSignalSpy spy(tags, &TagEdit::edited);
        tags->setTags({"receipt"});
        const auto type = [&](const QString& text) {
            QTest::keyClicks(tags->field(), text);
            QTest::keyClick(tags->field(), Qt::Key_Return);
        };
        type(" blurred ");
        QCOMPARE(tags->tags(), QStringList({"receipt", "blurred"}));
        type("receipt");
        type("  ");
        QCOMPARE(spy.count(), 1);
        const auto chips = [&] {
            QList<QPushButton*> all;
            for (auto* chip : tags->findChildren<QPushButton*>("tag-chip"))
                if (chip->isVisible()) all << chip;
            return all;
        };
        QCOMPARE(chips().size(), 2);
        QTest::mouseClick(chips().first(), Qt::LeftButton);
        QCOMPARE(spy.takeLast().first().toStringList(), QStringList("blurred"));
        QCOMPARE(chips().size(), 1);
        tags->setReadOnly(true);
        QVERIFY(!tags->field()->isVisible());
        QTest::mouseClick(chips().first(), Qt::LeftButton);
        QCOMPARE(tags->tags(), QStringList("blurred"));
    }

    void aQuestionIsLeftUnlessItIsMeant() {
        QWidget page;
        auto* question = new QuestionNote("question", &page);
        (new QVBoxLayout(&page))->addWidget(question);
        QSignalSpy meant(question->addAnswer("yes"), &QPushButton::clicked);
        QSignalSpy left(question->leaveButton(), &QPushButton::clicked);
        question->setText("Is it meant?");
        page.resize(800, 200);
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        QVERIFY(!question->isVisible());
        for (const auto key : {Qt::Key_Escape, Qt::Key_Space}) {  // the focus is on leaving it
            question->ask();
            QCOMPARE(QApplication::focusWidget(), question->leaveButton());
            QTest::keyClick(QApplication::focusWidget(), key);
            QVERIFY(!question->isVisible());
        }
        QCOMPARE(left.count(), 2);
        QCOMPARE(meant.count(), 0);
        question->ask();
        auto* yes = question->findChild<QPushButton*>("yes");
        const auto* text = question->findChild<QLabel*>("question-text");
        QVERIFY(yes->geometry().left() > text->geometry().right());
        page.resize(300, 200);
        QVERIFY(QTest::qWaitFor([&] { return yes->geometry().top() > text->geometry().bottom(); }));
        QTest::mouseClick(yes, Qt::LeftButton);
        QCOMPARE(meant.count(), 1);
        QVERIFY(!question->isVisible());
    }
};

static const atelier::test::QtTest<TestSmall> entry;

#include "test_small.moc"
