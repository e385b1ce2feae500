#include "canvas/region_editor.h"
#include "data/key_fields/stored.h"
#include "data_fixture.h"
#include "image_canvas.h"
#include "pages/data/fields/key_fields_form.h"

#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace atelier;
using namespace atelier::ui;
using Role = data::Turn::Role;
using Shape = data::Region::Shape;

namespace {

constexpr const char* kSchema = R"({"type": "object", "properties": {
  "company": {"type": "string"}, "paid": {"enum": ["cash", "card"]}, "total": {"type": "number"},
  "items": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}}},
  "required": ["company", "total"]})";

// Receipts: one that is answered with a fault, one not at all, one in words.
class KeyFieldsTest : public DataTest {
protected:
    void SetUp() override {
        DataTest::SetUp();
        std::vector<data::Sample> samples(3);
        for (std::size_t i = 0; i < samples.size(); ++i)
            samples[i].id = "r" + std::to_string(i);
        samples[0].turns = {{Role::User, "<image>Read it."},
                            {Role::Assistant, R"({"company": "A", "total": "9", "more": 1})"}};
        samples[1].regions = {{Shape::Box, 0, {{2, 3}, {20, 9}}, "text", "B Ltd"},
                              {Shape::Box, 0, {{2, 10}, {20, 19}}, "text", "TOTAL RM 4.50"}};
        samples[2].turns = {{Role::User, "<image>Read it."}, {Role::Assistant, "It is a cat."}};
        show(samples);
    }
    void setSchema(const char* text = kSchema) {
        studio->session()->write([&](data::Project& project) { data::setKeyFieldSchema(project, "pages", text); });
        studio->session()->noteDataChanged();
        ASSERT_TRUE(waitFor([&] { return form()->isVisible(); }));
    }
    KeyFieldsForm* form() { return find<KeyFieldsForm>("key-fields"); }
    QWidget* editor(const char* key) { return find<QWidget>("field-" + QString(key)); }
    QLineEdit* line(const char* key) { return editor(key)->findChild<QLineEdit*>(); }
    void type(const char* key, const QString& text) {
        line(key)->setFocus();
        line(key)->selectAll();
        QTest::keyClicks(line(key), text);
    }
    std::string answer(const char* id) { return stored(id).turns.at(1).text; }
    QString said(const char* key) {
        for (const QLabel* label : editor(key)->findChildren<QLabel*>())
            if (label->isVisible()) return label->text();
        return {};
    }
};

}  // namespace

TEST_F(KeyFieldsTest, WhatIsWrittenIsTheAnswer) {
    setSchema();
    EXPECT_EQ(line("company")->text(), "A");
    EXPECT_EQ(said("total"), "A number belongs here, with a point for decimals.");
    type("total", "9.5");
    EXPECT_EQ(answer("r0"), R"({"company": "A", "total": 9.5, "more": 1})");
    EXPECT_EQ(said("total"), "");
    auto* paid = editor("paid")->findChild<QComboBox*>();
    paid->setFocus();
    QTest::keyClick(paid, Qt::Key_Down);
    EXPECT_EQ(answer("r0"), R"({"company": "A", "paid": "cash", "total": 9.5, "more": 1})");
    type("company", "Cafe");
    QTest::keyClick(line("company"), Qt::Key_Return);
    EXPECT_TRUE(paid->hasFocus());
    press("data.undo");
    EXPECT_TRUE(waitFor([&] { return line("company")->text() == "A"; }));
}

TEST_F(KeyFieldsTest, ItemsComeAndGo) {
    setSchema();
    click("field-add-items");
    auto* name = editor("items")->findChild<QLineEdit*>();
    ASSERT_TRUE(name && name->hasFocus());
    QTest::keyClicks(name, "bread");
    click("field-add-items");
    EXPECT_NE(answer("r0").find(R"("items": [{"name": "bread"}, {}])"), std::string::npos) << answer("r0");
    for (auto* button : editor("items")->findChildren<QToolButton*>())
        if (button->isVisible()) {
            button->click();
            break;
        }
    EXPECT_NE(answer("r0").find(R"("items": [{}])"), std::string::npos) << answer("r0");
}

TEST_F(KeyFieldsTest, NotCheckedBeforeItFollowsTheSchema) {
    setSchema();
    press("data.fields");
    EXPECT_TRUE(line("company")->hasFocus());
    press("data.check");
    EXPECT_FALSE(stored("r0").checked);
    EXPECT_TRUE(line("total")->hasFocus());
    type("total", "3");
    press("data.check");
    EXPECT_TRUE(stored("r0").checked);
    // The next one has no answer: its fields are empty, the keyboard is in the first.
    ASSERT_TRUE(waitFor([&] { return line("company")->text().isEmpty(); }));
    EXPECT_TRUE(line("company")->hasFocus());
    EXPECT_EQ(line("company")->placeholderText(), "Required");
    EXPECT_EQ(said("company"), "");
    press("data.check");
    EXPECT_EQ(said("company"), "This field is required.");
}

TEST_F(KeyFieldsTest, TakesTextOfRegionsAndLinksThem) {
    setSchema();
    press("data.next");
    ASSERT_TRUE(waitFor([&] { return find<widgets::ImageCanvas>("data-canvas")->regions().size() == 2; }));
    press("data.fields");
    press("data.regionNext");
    press("data.take");
    EXPECT_EQ(line("company")->text(), "B Ltd");
    EXPECT_TRUE(line("company")->hasFocus());
    line("total")->setFocus();
    press("data.regionNext");
    press("data.take");
    const data::Sample now = stored("r1");
    EXPECT_EQ(now.turns.at(0).text, "<image>Extract the key fields of this document as JSON.");
    EXPECT_EQ(now.turns.at(1).text, R"({"company": "B Ltd", "total": 4.5})");
    EXPECT_EQ(now.regions[0].spans, (std::vector<data::Span>{{1, 13, 18}}));
    EXPECT_EQ(now.regions[1].spans, (std::vector<data::Span>{{1, 30, 33}}));
}

TEST_F(KeyFieldsTest, WordsThatAreNoFieldsStayAsTheyAre) {
    setSchema();
    press("data.next");
    press("data.next");
    ASSERT_TRUE(waitFor([&] { return find<QLabel>("key-fields-problem")->text().contains("cannot be shown"); }));
    EXPECT_FALSE(line("company")->isEnabled());
    EXPECT_EQ(answer("r2"), "It is a cat.");
}

TEST_F(KeyFieldsTest, ASchemaIsMadeOfTheAnswersAndSaysItsFaults) {
    EXPECT_FALSE(form()->isVisible());
    press("data.fields");
    auto* dialog = window->findChild<QDialog*>("schema-dialog");
    ASSERT_TRUE(dialog);
    auto* text = dialog->findChild<QPlainTextEdit*>("schema-text");
    auto* save = dialog->findChild<QPushButton*>("schema-save");
    text->setPlainText("{\n  \"type\": \"objekt\"\n}");
    EXPECT_FALSE(save->isEnabled());
    EXPECT_TRUE(dialog->findChild<QLabel*>("schema-problem")->text().startsWith("Line 2, column 11: unknown type"))
        << dialog->findChild<QLabel*>("schema-problem")->text().toStdString();
    dialog->findChild<QPushButton*>("schema-derive")->click();
    ASSERT_TRUE(waitFor([&] { return text->toPlainText().contains("\"more\""); }));
    EXPECT_TRUE(save->isEnabled());
    save->click();
    ASSERT_TRUE(waitFor([&] { return form()->isVisible(); }));
    EXPECT_EQ(line("company")->text(), "A");
    press("data.schema");
    window->findChild<QDialog*>("schema-dialog")->findChild<QPushButton*>("schema-clear")->click();
    EXPECT_TRUE(waitFor([&] { return !form()->isVisible(); }));
}
