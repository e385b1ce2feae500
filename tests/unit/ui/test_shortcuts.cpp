#include "canvas/canvas_bar.h"
#include "canvas/region_editor.h"
#include "data_fixture.h"
#include "frame/key_field.h"
#include "frame/shortcuts_sheet.h"
#include "image_canvas.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QTreeWidget>

using namespace atelier;
using namespace atelier::ui;

namespace {

class ShortcutsTest : public DataTest {
protected:
    void SetUp() override {
        DataTest::SetUp();
        data::Sample sample;
        sample.id = "a";
        sample.regions = {{data::Region::Shape::Polygon, 0, {{5, 5}, {20, 5}, {20, 20}}, "cat", ""}};
        show({sample});
        press("window.shortcuts");
        sheet = window->findChild<ShortcutsSheet*>("shortcuts");
        ASSERT_TRUE(sheet);
    }
    template <class W>
    W* part(const char* name) {
        return sheet->findChild<W*>(name);
    }
    // The only row that the words find.
    void choose(const QString& words) {
        part<QLineEdit>("shortcuts-search")->setText(words);
        ASSERT_TRUE(list()->currentItem());
        ASSERT_TRUE(list()->currentItem()->text(0).contains(words)) << list()->currentItem()->text(0).toStdString();
    }
    QTreeWidget* list() { return part<QTreeWidget>("shortcuts-list"); }
    void pressKeys(Qt::Key key, Qt::KeyboardModifiers modifiers) {
        QTest::keyClick(part<KeyField>("shortcuts-keys"), key, modifiers);
    }
    QString keysOf(const char* id) { return keyText(studio->shortcuts().keys(id)); }
    QString note() { return part<QLabel>("shortcuts-note")->text(); }

    ShortcutsSheet* sheet = nullptr;
};

}  // namespace

TEST_F(ShortcutsTest, ListsActionsAndThePicturesKeys) {
    QStringList names;
    for (int i = 0; i < list()->topLevelItemCount(); ++i)
        for (int k = 0; k < list()->topLevelItem(i)->childCount(); ++k)
            names << list()->topLevelItem(i)->child(k)->text(0);
    for (const char* name : {"Write the answer", "Quit", "Box", "Turn the region left", "Add a point behind this one"})
        EXPECT_TRUE(names.contains(name)) << name;
    part<QLineEdit>("shortcuts-search")->setText("ctrl+e");
    EXPECT_EQ(list()->currentItem()->text(0), "Write the answer");
}

TEST_F(ShortcutsTest, NewKeysWorkAtOnceAndAfterARestart) {
    choose("Take back");
    pressKeys(Qt::Key_F8, Qt::NoModifier);
    EXPECT_EQ(note(), "Kept.");
    QAction* undo = studio->actions().find("data.undo");
    EXPECT_EQ(undo->shortcut(), QKeySequence("F8"));
    EXPECT_TRUE(find<QToolButton>("data-undo")->toolTip().contains("F8"))
        << find<QToolButton>("data-undo")->toolTip().toStdString();
    choose("Box");
    pressKeys(Qt::Key_Q, Qt::NoModifier);
    auto* bar = find<widgets::CanvasBar>("data-canvas-bar");
    EXPECT_EQ(bar->action("box")->shortcut(), QKeySequence("Q"));
    EXPECT_TRUE(bar->action("box")->toolTip().contains("(Q)"));
    sheet->close();

    window.reset();
    studio = std::make_unique<Studio>();
    window = std::make_unique<MainWindow>(*studio);
    window->show();
    window->openProject(path("project"));
    window->showPage("data");
    EXPECT_EQ(studio->actions().find("data.undo")->shortcut(), QKeySequence("F8"));
    EXPECT_EQ(find<widgets::CanvasBar>("data-canvas-bar")->action("box")->shortcut(), QKeySequence("Q"));
    studio->shortcuts().resetAll();
    EXPECT_EQ(studio->actions().find("data.undo")->shortcut(), QKeySequence(QKeySequence::Undo));
}

TEST_F(ShortcutsTest, KeysOfAnotherAreNamedAndCanBeTakenOver) {
    choose("Write the answer");
    pressKeys(Qt::Key_T, Qt::ControlModifier);
    EXPECT_EQ(note(), "Ctrl+T belongs to \"Data: Tag the sample\" already.");
    EXPECT_EQ(keysOf("data.answer"), "Ctrl+E");
    part<QPushButton>("shortcuts-take")->click();
    EXPECT_EQ(keysOf("data.answer"), "Ctrl+T");
    EXPECT_EQ(keysOf("data.tags"), "");
    choose("Write the answer");
    part<QPushButton>("shortcuts-reset")->click();
    EXPECT_EQ(keysOf("data.answer"), "Ctrl+E");
    EXPECT_EQ(keysOf("data.tags"), "");
    part<QPushButton>("shortcuts-reset-all")->click();
    EXPECT_EQ(keysOf("data.tags"), "Ctrl+T");
    choose("Write the answer");
    part<QPushButton>("shortcuts-none")->click();
    EXPECT_TRUE(studio->actions().find("data.answer")->shortcut().isEmpty());
    studio->shortcuts().resetAll();
}

TEST_F(ShortcutsTest, PagesMayShareKeys) {
    // Train has Ctrl+Return too, but never while the page Data is shown.
    EXPECT_FALSE(studio->shortcuts().holder("data.answer", QKeySequence("F5")));
    EXPECT_EQ(studio->shortcuts().holder("data.answer", QKeySequence("Ctrl+Q"))->id, "window.quit");
    EXPECT_EQ(studio->shortcuts().holder("window.quit", QKeySequence("Ctrl+E"))->id, "data.answer");
}

TEST_F(ShortcutsTest, PolygonsAreShapedByKeys) {
    sheet->close();
    auto* canvas = find<widgets::ImageCanvas>("data-canvas");
    canvas->setFocus();
    canvas->editor().setSelection({0});
    const auto points = [&] { return stored("a").regions.at(0).points; };
    QTest::keyClick(canvas, Qt::Key_Period);
    QTest::keyClick(canvas, Qt::Key_Right);
    EXPECT_EQ(points()[0], (std::array<double, 2>{6, 5}));
    QTest::keyClick(canvas, Qt::Key_Insert);
    ASSERT_EQ(points().size(), 4u);
    EXPECT_EQ(points()[1], (std::array<double, 2>{13, 5}));
    QTest::keyClick(canvas, Qt::Key_Down);
    EXPECT_EQ(points()[1], (std::array<double, 2>{13, 6}));
    QTest::keyClick(canvas, Qt::Key_Delete);
    EXPECT_EQ(points().size(), 3u);
    const auto before = points();
    QTest::keyClick(canvas, Qt::Key_BracketRight);
    EXPECT_NE(points(), before);
    studio->shortcuts().set("canvas.turn-left", QKeySequence("T"));
    QTest::keyClick(canvas, Qt::Key_T);
    for (std::size_t i = 0; i < before.size(); ++i)
        for (std::size_t k = 0; k < 2; ++k)
            EXPECT_NEAR(points()[i][k], before[i][k], 1e-6);
    studio->shortcuts().resetAll();
}
