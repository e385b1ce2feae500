#include "fold_section.h"
#include "qt_test.h"
#include "theme/theme.h"
#include "token_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QToolButton>
#include <QVBoxLayout>

using namespace atelier::widgets;

class TestTokenView : public QObject {
    Q_OBJECT

    using Kind = Token::Kind;

    // A question about a picture of `pads` tokens, and its answer, which is trained on.
    static std::vector<Token> conversation(int pads = 30) {
        std::vector<Token> tokens{
            {1, "<|im_start|>", Kind::Special, false}, {10, "user", Kind::Text, false}, {11, "\n", Kind::Text, false}};
        for (int i = 0; i < pads; ++i)
            tokens.push_back({5, "<|image_pad|>", Kind::Image, false});
        tokens.push_back({12, " How", Kind::Text, false});
        tokens.push_back({13, " many", Kind::Text, false});
        tokens.push_back({14, "two", Kind::Text, true});
        tokens.push_back({2, "<|im_end|>", Kind::Special, true});
        return tokens;
    }
    static std::vector<Token> many(int count) {
        std::vector<Token> tokens;
        for (int i = 0; i < count; ++i)
            tokens.push_back({i, QString("word%1").arg(i % 97), Kind::Text, i % 2 == 1});
        return tokens;
    }
    static QColor paper(TokenView& view, int chip) {
        const QPoint at = view.chipRect(chip).topLeft() + QPoint(3, 3);
        return QColor(view.viewport()->grab().toImage().pixel(at * view.devicePixelRatioF()));
    }

private Q_SLOTS:
    void whiteSpaceIsSeen() {
        QCOMPARE(visibleText(" a\tb\n"), QString::fromUtf8("·a→b⏎"));
        QCOMPARE(visibleText(QString(QChar(0x00A0)) + QChar(7)), QString("\\u00a0\\u0007"));
        QCOMPARE(visibleText(QString::fromUtf8("日本 😀")), QString::fromUtf8("日本·😀"));
    }

    void imageTokensInARowAreOne() {
        auto tokens = conversation(256);
        auto chips = tokenChips(tokens, "image");
        QCOMPARE(chips.size(), std::size_t(8));
        QCOMPARE(chips[3].label, QString::fromUtf8("image × 256"));
        QVERIFY(chips[2].endsLine && !chips[3].endsLine);
        std::size_t covered = 0;
        for (const TokenChip& chip : chips) {
            QCOMPARE(chip.first, covered);
            covered += chip.count;
        }
        QCOMPARE(covered, tokens.size());
        // Another image is another chip.
        tokens.insert(tokens.begin() + 100, Token{12, "x", Kind::Text, false});
        QCOMPARE(tokenChips(tokens, "image").size(), std::size_t(10));
        QCOMPARE(tokenChips({{7, "", Kind::Text, false}}, "image")[0].label, QString("#7"));
    }

    void whatIsLearntIsColoured() {
        TokenView view;
        view.resize(700, 300);
        view.setTokens(conversation());
        view.show();
        for (const Scheme scheme : {Scheme::Dark, Scheme::Light}) {
            theme().setScheme(scheme);
            QCOMPARE(paper(view, 0), theme().color(Role::SurfaceSunken));
            QCOMPARE(paper(view, 1), theme().color(Role::Surface));
            QCOMPARE(paper(view, 3), theme().color(Role::AccentSoft));
            QCOMPARE(paper(view, 6), theme().color(Role::SuccessSoft));
            QCOMPARE(paper(view, 7), theme().color(Role::SuccessSoft));
        }
        QCOMPARE(view.describe(0),
                 QString::fromUtf8("Token 1: “<|im_start|>”, id 1, read, not trained on; a special one"));
        QCOMPARE(view.describe(3), QString("Tokens 4 to 33: 30 of an image, id 5, read, not trained on"));
        QVERIFY(view.describe(6).endsWith("trained on") && !view.describe(6).contains("not"));
        QCOMPARE(view.describe(-1), QString());
    }

    void weightsOfTheirOwnAreSeen() {
        TokenView view;
        view.resize(700, 300);
        auto tokens = conversation();
        tokens[tokens.size() - 2].weight = 0.5;
        tokens[1].weight = 0.5;  // it is not trained on: nothing to weigh
        view.setTokens(tokens);
        view.show();
        for (const Scheme scheme : {Scheme::Dark, Scheme::Light}) {
            theme().setScheme(scheme);
            QCOMPARE(paper(view, 1), theme().color(Role::Surface));
            QCOMPARE(paper(view, 6), theme().color(Role::WarningSoft));
            QCOMPARE(paper(view, 7), theme().color(Role::SuccessSoft));
        }
        QVERIFY(view.describe(6).endsWith("trained on with weight 0.5"));
        QVERIFY(view.describe(1).endsWith("read, not trained on"));
    }

    void linesWrapAndEndWithTheText() {
        TokenView view;
        view.resize(300, 300);
        view.setTokens(conversation());
        view.show();
        QVERIFY(view.chipRect(3).top() > view.chipRect(2).top());  // the line break
        view.setTokens(many(400));
        for (int i = 0; i < 400; ++i)
            QVERIFY(view.chipRect(i).right() < view.viewport()->width());
        view.resize(900, 300);
        QVERIFY(view.chipRect(5).top() == view.chipRect(0).top());
        // Never wider than its place.
        view.setTokens({{1, QString(500, 'x'), Kind::Text, false}});
        QVERIFY(view.chipRect(0).right() < view.viewport()->width());
    }

    void keysGoThroughAllOfThem() {
        TokenView view;
        view.resize(400, 200);
        view.setMostLines(5);
        view.setTokens(many(4096));
        view.show();
        QSignalSpy pointed(&view, &TokenView::pointed);
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(view.current(), 0);
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(view.current(), 1);
        QTest::keyClick(&view, Qt::Key_Down);
        QVERIFY(view.current() > 2);
        QCOMPARE(view.chipRect(view.current()).top(), view.chipRect(0).top() + view.chipRect(0).height() + 4);
        QTest::keyClick(&view, Qt::Key_Up);
        QCOMPARE(view.current(), 1);
        QTest::keyClick(&view, Qt::Key_End);
        QCOMPARE(view.current(), 4095);
        QVERIFY(view.viewport()->rect().contains(view.chipRect(4095)));
        QTest::keyClick(&view, Qt::Key_PageUp);
        QVERIFY(view.current() < 4090);
        QTest::keyClick(&view, Qt::Key_Home);
        QCOMPARE(view.verticalScrollBar()->value(), 0);
        QCOMPARE(pointed.takeLast().at(0).toInt(), 0);
        QVERIFY(view.accessibleDescription().startsWith("Token 1:"));
    }

    void thePointerTellsAndChooses() {
        TokenView view;
        view.resize(700, 300);
        view.setTokens(conversation());
        view.show();
        QSignalSpy pointed(&view, &TokenView::pointed);
        QTest::mouseMove(view.viewport(), view.chipRect(6).center());
        QTRY_COMPARE(pointed.isEmpty() ? -2 : pointed.last().at(0).toInt(), 6);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.chipRect(3).center());
        QCOMPARE(view.current(), 3);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, Qt::ShiftModifier, view.chipRect(5).center());
        QCOMPARE(view.selectedText(), QString::fromUtf8("<|image_pad|> × 30 How many"));
    }

    void copiesAllOrWhatIsChosen() {
        TokenView view;
        view.resize(700, 300);
        view.setTokens(conversation());
        view.show();
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 QString::fromUtf8("<|im_start|>user\n<|image_pad|> × 30 How manytwo<|im_end|>"));
        view.setCurrent(4);
        QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QString(" How many"));
        view.setTokens({});
        QCOMPARE(view.selectedText(), QString());
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(view.current(), -1);
    }

    void aSectionFolds() {
        FoldSection section("fold");
        auto* inside = new QLabel("inside");
        section.body()->addWidget(inside);
        section.setTitle("Memory");
        section.setNote("12 GB");
        section.show();
        QSignalSpy toggled(&section, &FoldSection::toggled);
        QVERIFY(!inside->isVisible());
        auto* title = section.findChild<QToolButton*>("fold-title");
        QTest::keyClick(title, Qt::Key_Space);
        QVERIFY(inside->isVisible() && section.open());
        QCOMPARE(toggled.size(), 1);
        QCOMPARE(title->accessibleDescription(), QString("12 GB"));
        QTest::mouseClick(title, Qt::LeftButton);
        QVERIFY(!inside->isVisible());
    }
};

static const atelier::test::QtTest<TestTokenView> entry;

#include "test_token_view.moc"
