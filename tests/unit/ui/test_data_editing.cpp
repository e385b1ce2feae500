#include "canvas/region_editor.h"
#include "data/store/edits.h"
#include "image_canvas.h"
#include "option_form.h"
#include "pages/data/gallery/gallery.h"
#include "pages/data/sample/conversation_editor.h"
#include "pages/data/sample/region_list.h"
#include "pages/data/sample/turn_text.h"
#include "pages_fixture.h"
#include "thumbnail_grid.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTreeWidget>

using namespace atelier;
using namespace atelier::ui;
using Role = data::Turn::Role;
using Shape = data::Region::Shape;

namespace {

// A dataset of three pages; the first has two regions and a conversation.
class DataEditingTest : public PagesTest {
protected:
    void SetUp() override {
        PagesTest::SetUp();
        open([](std::vector<data::Sample>& samples) {
            samples[0].turns = {{Role::User, "<image>What is it?"}, {Role::Assistant, "A red cat sits."}};
            samples[0].regions = {{Shape::Box, 0, {{2, 3}, {20, 20}}, "cat", "", {{1, 2, 9}}},
                                  {Shape::Box, 0, {{22, 3}, {30, 20}}, "dog", ""}};
        });
        ASSERT_TRUE(waitFor([&] { return !canvas()->image().isNull(); }));
    }

    widgets::ImageCanvas* canvas() { return find<widgets::ImageCanvas>("data-canvas"); }
    TurnText* turn(int index) { return find<TurnText>("data-turn-" + QString::number(index)); }
};

TEST_F(DataEditingTest, WhatIsTypedIsOnDiskAndTakenBackAsOne) {
    turn(1)->setFocus();
    turn(1)->moveCursor(QTextCursor::End);
    QTest::keyClicks(turn(1), " Still.");
    EXPECT_EQ(stored().turns[1].text, "A red cat sits. Still.");
    EXPECT_EQ(stored().regions[0].spans, (std::vector<data::Span>{{1, 2, 9}}));
    QTest::keyClick(turn(1), Qt::Key_Z, Qt::ControlModifier);
    ASSERT_TRUE(waitFor([&] { return turn(1)->turn() == "A red cat sits."; })) << turn(1)->turn();
    EXPECT_EQ(stored().turns[1].text, "A red cat sits.");
    QTest::keyClick(turn(1), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    ASSERT_TRUE(waitFor([&] { return turn(1)->turn() == "A red cat sits. Still."; }));
}

TEST_F(DataEditingTest, UndoWorksInANewWindow) {
    find<QCheckBox>("sample-checked")->click();
    EXPECT_TRUE(stored().checked);
    reopen();
    press("data.undo");
    EXPECT_TRUE(waitFor([&] { return !find<QCheckBox>("sample-checked")->isChecked(); }));
    EXPECT_FALSE(stored().checked);
}

TEST_F(DataEditingTest, TurnsComeAndGo) {
    click("data-add-turn");
    ASSERT_TRUE(turn(2)->hasFocus());
    QTest::keyClicks(turn(2), "Why?");
    EXPECT_EQ(stored().turns.size(), 3u);
    EXPECT_EQ(stored().turns[2], (data::Turn{Role::User, "Why?"}));
    click("data-remove-turn-1");
    EXPECT_EQ(stored().turns.size(), 1u);
    EXPECT_TRUE(stored().regions[0].spans.empty());
    press("data.undo");
    ASSERT_TRUE(
        waitFor([&] { return find<ConversationEditor>("data-conversation")->findChild<TurnText*>("data-turn-2"); }));
    EXPECT_EQ(stored().regions[0].spans.size(), 1u);
}

TEST_F(DataEditingTest, ADrawnRegionGetsLabelTextAndTheSelectedWords) {
    QTextCursor cursor(turn(1)->document());
    cursor.setPosition(10);
    cursor.setPosition(14, QTextCursor::KeepAnchor);  // sits
    turn(1)->setTextCursor(cursor);
    Q_EMIT canvas()->editor().regionDrawn(widgets::RegionKind::Box, QPolygonF(QRectF(5, 6, 7, 8)).mid(0, 4));
    ASSERT_EQ(canvas()->regions().size(), 3u);
    EXPECT_FALSE(turn(1)->textCursor().hasSelection());
    EXPECT_EQ(canvas()->editor().selection(), std::vector<int>{2});
    press("data.label");
    auto* label = find<QComboBox>("region-label");
    ASSERT_EQ(QApplication::focusWidget(), label);
    QTest::keyClicks(label, "seat");
    QTest::keyClick(label, Qt::Key_Return);
    auto* text = find<QLineEdit>("region-text");
    ASSERT_TRUE(text->hasFocus());
    QTest::keyClicks(text, "9.00");
    const data::Sample sample = stored();
    ASSERT_EQ(sample.regions.size(), 3u);
    EXPECT_EQ(sample.regions[2].points, (std::vector<std::array<double, 2>>{{5, 6}, {12, 14}}));
    EXPECT_EQ(sample.regions[2].label, "seat");
    EXPECT_EQ(sample.regions[2].transcription, "9.00");
    EXPECT_EQ(sample.regions[2].spans, (std::vector<data::Span>{{1, 10, 14}}));
    EXPECT_EQ(find<QLabel>("region-words")->text(), "sits");
    click("region-unlink");
    EXPECT_TRUE(toasts.empty()) << toasts.front().toStdString();
    EXPECT_EQ(find<QLabel>("region-words")->text(), "not linked to words");
    EXPECT_TRUE(stored().regions[2].spans.empty());
}

TEST_F(DataEditingTest, CirclesLinesAndPointsKeepTheirShape) {
    using Points = std::vector<std::array<double, 2>>;
    using widgets::RegionKind;
    auto& editor = canvas()->editor();
    Q_EMIT editor.regionDrawn(RegionKind::Circle, QPolygonF({QPointF(15, 15), QPointF(20, 15)}));
    Q_EMIT editor.regionDrawn(RegionKind::Line, QPolygonF({{1, 1}, {9, 1}, {9, 9}}));
    Q_EMIT editor.regionDrawn(RegionKind::Point, QPolygonF() << QPointF(4, 5));
    ASSERT_EQ(canvas()->regions().size(), 5u);
    data::Sample sample = stored();
    ASSERT_EQ(sample.regions.size(), 5u);
    EXPECT_EQ(sample.regions[2].shape, Shape::Circle);
    EXPECT_EQ(sample.regions[2].points, (Points{{15, 15}, {20, 15}}));
    EXPECT_EQ(sample.regions[3].shape, Shape::Line);
    EXPECT_EQ(sample.regions[4].shape, Shape::Point);
    EXPECT_TRUE(find<RegionList>("data-regions")->item(2)->text().contains("circle"));
    Q_EMIT editor.regionsEdited({2, 4}, {QPolygonF({QPointF(16, 17), QPointF(21, 17)}), QPolygonF() << QPointF(6, 6)});
    sample = stored();
    EXPECT_EQ(sample.regions[2].shape, Shape::Circle);
    EXPECT_EQ(sample.regions[2].points, (Points{{16, 17}, {21, 17}}));
    EXPECT_EQ(sample.regions[4].points, (Points{{6, 6}}));
    EXPECT_TRUE(toasts.empty()) << toasts.front().toStdString();
}

TEST_F(DataEditingTest, WordsAndRegionsLightUpTogether) {
    Q_EMIT turn(1)->regionsHovered({0});
    EXPECT_EQ(canvas()->highlighted(), 0);
    Q_EMIT turn(1)->regionsHovered({});
    EXPECT_EQ(canvas()->highlighted(), -1);
    const auto strength = [&] { return turn(1)->extraSelections().at(0).format.background().color().alpha(); };
    const int weak = strength();
    Q_EMIT canvas()->hovered(0);
    EXPECT_GT(strength(), weak);
    Q_EMIT canvas()->hovered(-1);
    EXPECT_EQ(strength(), weak);
}

TEST_F(DataEditingTest, ManySamplesAreOneEdit) {
    grid()->selectAll();
    ASSERT_TRUE(find<QWidget>("selection-check")->isVisible());
    QTest::keyClicks(find<QLineEdit>("selection-tag"), "receipt");
    QTest::keyClick(find<QLineEdit>("selection-tag"), Qt::Key_Return);
    EXPECT_EQ(stored("page-2").tags, std::vector<std::string>{"receipt"});
    ASSERT_TRUE(waitFor([&] { return gallery()->state() == Gallery::State::Done; }));
    grid()->selectAll();
    click("selection-remove");
    ASSERT_TRUE(waitFor([&] { return shown() == 0; }));
    press("data.undo");
    ASSERT_TRUE(waitFor([&] { return shown() == 3; }));
    press("data.undo");
    ASSERT_TRUE(waitFor([&] { return stored("page-1").tags.empty(); }));
}

TEST_F(DataEditingTest, WhatIsFoundIsShownAndMended) {
    // The same pair twice.
    studio->session()->write([&](data::Project& project) {
        data::Sample twin = project.sample("pages", "page-0");
        twin.id = "twin";
        data::applyEdit(project, "pages", {"added", {{{}, twin}}});
    });
    studio->session()->noteDataChanged();
    ASSERT_TRUE(waitFor([&] { return shown() == 4; }));
    click("data-check");
    auto* list = find<QTreeWidget>("health-list");
    ASSERT_TRUE(waitFor([&] { return list->isVisible() && list->topLevelItemCount() > 0; }));
    const auto found = list->findItems("twin", Qt::MatchExactly | Qt::MatchRecursive);
    ASSERT_EQ(found.size(), 1);
    EXPECT_TRUE(found[0]->parent()->text(0).startsWith("Duplicates"));
    list->setCurrentItem(found[0]);
    EXPECT_TRUE(waitFor([&] { return find<QLabel>("sample-id")->text() == "twin"; }));
    click("health-mend");
    EXPECT_TRUE(waitFor([&] { return shown() == 3; }));
    press("data.undo");
    EXPECT_TRUE(waitFor([&] { return shown() == 4; }));
    click("health-close");
    EXPECT_FALSE(list->isVisible());
}

TEST_F(DataEditingTest, VariationsArePreviewedAndWrittenOut) {
    const auto regionsOf = [&](int tile) {
        auto* canvas = find<widgets::ImageCanvas>("augment-picture-" + QString::number(tile));
        return canvas->regions().empty() ? QRectF() : canvas->regions()[0].points.boundingRect();
    };
    press("data.replace");
    ASSERT_TRUE(find<QWidget>("data-replace")->isVisible());
    click("data-augment-open");
    EXPECT_FALSE(find<QWidget>("data-replace")->isVisible());
    ASSERT_TRUE(waitFor([&] { return regionsOf(5) == QRectF(2, 3, 18, 17); }));  // nothing varies yet
    auto* form = find<widgets::OptionForm>("augment-form");
    form->setValue("augment_flip_horizontal", 1.0);
    form->setValue("augment_probability", 1.0);
    ASSERT_TRUE(waitFor([&] { return regionsOf(1) == QRectF(20, 3, 18, 17); })) << regionsOf(1).left();
    EXPECT_EQ(regionsOf(0), QRectF(2, 3, 18, 17));
    EXPECT_TRUE(studio->session()->recipe().find("augment_flip_horizontal"));
    find<QSpinBox>("augment-copies")->setValue(2);
    click("augment-write");
    ASSERT_TRUE(waitFor([&] { return studio->session()->hasDataset("pages_augmented"); }));
    EXPECT_EQ(studio->session()->project().dataset("pages_augmented").samples, 6);
    click("augment-close");
    EXPECT_TRUE(grid()->isVisible());
}

TEST_F(DataEditingTest, GoesOnToWhatIsNotLabelled) {
    press("data.check");
    EXPECT_TRUE(stored("page-0").checked);
    ASSERT_TRUE(waitFor([&] { return find<QLabel>("sample-id")->text() == "page-1"; }));
    press("data.unlabelled");
    ASSERT_TRUE(waitFor([&] { return find<QLabel>("sample-id")->text() == "page-2"; }));
    press("data.answer");
    click("data-add-turn");  // the question comes first and shows the picture
    EXPECT_EQ(turn(0)->turn(), "<image>");
    EXPECT_EQ(stored("page-2").turns, (std::vector<data::Turn>{{Role::User, "<image>"}}));
}

TEST(TurnTextTest, TextsAreNeverMarkupAndMarksAreChips) {
    TurnText text;
    const std::string whole = "<image><b>b\xC3\xB6ld</b> & <video>\nnext\xF0\x9F\x98\x80";
    text.setTurn(whole, {0, -1});
    EXPECT_EQ(text.turn(), whole);
    EXPECT_EQ(text.toPlainText().count(QChar::ObjectReplacementCharacter), 2);
    EXPECT_TRUE(text.toPlainText().contains("<b>"));
    // Bytes of what is selected: one emoji of four.
    QTextCursor cursor(text.document());
    cursor.movePosition(QTextCursor::End);
    cursor.movePosition(QTextCursor::PreviousCharacter, QTextCursor::KeepAnchor);
    text.setTextCursor(cursor);
    const auto size = static_cast<std::int64_t>(whole.size());
    EXPECT_EQ(text.selectedBytes(), std::pair(size - 4, size));
    text.selectAll();
    text.insertPlainText("x<image>");
    EXPECT_EQ(text.turn(), "x<image>");
}

// The next one is chosen while the check of the one before is still on its way to the disk.
TEST_F(DataEditingTest, CardsShowWhatWasCheckedInPassing) {
    for (int i = 0; i < 3; ++i)
        press("data.check");
    ASSERT_TRUE(waitFor([&] { return saved(); }));
    const auto badges = [&](int row) {
        return grid()->model()->index(row, 0).data(widgets::ThumbnailBadgesRole).toStringList();
    };
    for (int row = 0; row < 3; ++row)
        EXPECT_TRUE(waitFor([&] { return badges(row).contains("checked"); })) << row;
}

}  // namespace
