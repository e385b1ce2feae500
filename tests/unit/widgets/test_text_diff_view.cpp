#include "qt_test.h"
#include "text_diff_view.h"

using namespace atelier::widgets;

using Kind = DiffText::Kind;

class TestTextDiffView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void marksByMoreThanColour() {
        TextDiffView view;
        view.setParts({{Kind::Same, "a "}, {Kind::Missing, "b "}, {Kind::Extra, "c"}});
        const auto format = [&](int position) {
            QTextCursor cursor(view.document());
            cursor.setPosition(position);
            return cursor.charFormat();
        };
        QVERIFY(!format(1).fontUnderline() && !format(1).fontStrikeOut());
        QVERIFY(format(3).fontStrikeOut());
        QVERIFY(format(5).fontUnderline());
    }

    void copiesTheAnswer() {
        TextDiffView view;
        view.setParts(
            {{Kind::Same, "two "}, {Kind::Missing, "rye "}, {Kind::Extra, "wheat\n"}, {Kind::Same, "loaves"}});
        view.show();
        view.selectAll();
        view.copy();
        QCOMPARE(QGuiApplication::clipboard()->text(), "two wheat\nloaves");
        QTextCursor cursor(view.document());
        cursor.setPosition(4);
        cursor.setPosition(7, QTextCursor::KeepAnchor);
        view.setTextCursor(cursor);
        view.copy();
        QCOMPARE(QGuiApplication::clipboard()->text(), "rye");
    }

    void isAsHighAsItsText() {
        QWidget page;
        auto* layout = new QVBoxLayout(&page);
        auto* view = new TextDiffView;
        view->setPlain(QString("many words ").repeated(60));
        layout->addWidget(view);
        layout->addStretch();
        page.resize(300, 900);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        QVERIFY(view->heightForWidth(200) > view->heightForWidth(400));
        QCOMPARE(view->height(), view->heightForWidth(view->width()));
        QVERIFY(view->document()->size().height() <= view->height() + 1);
        const int narrow = view->height();
        page.resize(700, 900);
        QTRY_VERIFY(view->height() < narrow);
    }

    void rightToLeftTextRunsSo() {
        TextDiffView view;
        view.setPlain("المجموع هو خمسة عشر");
        QCOMPARE(view.document()->firstBlock().textDirection(), Qt::RightToLeft);
    }

    void nothingHasWords() {
        TextDiffView view;
        view.setEmptyText("(no answer)");
        view.setParts({});
        QCOMPARE(view.toPlainText(), "(no answer)");
        view.setPlain("x");
        QCOMPARE(view.toPlainText(), "x");
    }
};

static const atelier::test::QtTest<TestTextDiffView> entry;

#include "test_text_diff_view.moc"
